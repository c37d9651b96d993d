import type { CasSignIn } from './cas/cas-sign-in.ts';
import type { CasVerifier } from './cas/cas-verifier.ts';
import type { NegotiateAcceptor } from './kerberos/negotiate-acceptor.ts';
import type { OidcLogin } from './oidc/oidc-login.ts';
import type { OidcVerifier } from './oidc/oidc-verifier.ts';
import type { SignInHandOver } from './sign-in-hand-over.ts';

/** What others may prove here; what is absent is not configured, and its route says so. */
export interface SsoProofs {
	readonly cas?: CasVerifier;
	/** Sign-ins at the CAS server that browsers begin on the page. */
	readonly casSignIn?: CasSignIn;
	readonly oidc?: OidcVerifier;
	/** Sign-ins that browsers begin here. */
	readonly oidcLogin?: OidcLogin;
	readonly kerberos?: NegotiateAcceptor;
	/** How what a browser has begun comes back to the page. */
	readonly handOver: SignInHandOver;
}
