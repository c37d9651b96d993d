import type { CasVerifier } from './cas/cas-verifier.ts';
import type { NegotiateAcceptor } from './kerberos/negotiate-acceptor.ts';
import type { OidcLogin } from './oidc/oidc-login.ts';
import type { OidcVerifier } from './oidc/oidc-verifier.ts';

/** What others may prove here; what is absent is not configured, and its route says so. */
export interface SsoProofs {
	readonly cas?: CasVerifier;
	readonly oidc?: OidcVerifier;
	/** Sign-ins that browsers begin here. */
	readonly oidcLogin?: OidcLogin;
	readonly kerberos?: NegotiateAcceptor;
}
