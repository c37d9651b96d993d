import { z } from 'zod';

/** What this server must remember between sending a browser to an OpenID provider and its coming back. */
export const oidcFlow = z.strictObject({
	issuer: z.string(),
	state: z.string(),
	nonce: z.string(),
	/** Of PKCE (RFC 7636). */
	codeVerifier: z.string(),
	/** Milliseconds since 1970. */
	expiresAt: z.number(),
	/** Where on the page the person goes on; absent: a program has begun it, which wants the answer itself. */
	returnTo: z.string().exactOptional(),
});

export type OidcFlow = z.output<typeof oidcFlow>;
