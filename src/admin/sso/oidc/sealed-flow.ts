import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** What this server must remember between sending a browser away and its coming back. */
export interface OidcFlow {
	readonly issuer: string;
	readonly state: string;
	readonly nonce: string;
	/** Of PKCE (RFC 7636). */
	readonly codeVerifier: string;
	/** Milliseconds since 1970. */
	readonly expiresAt: number;
}

const flowSchema = z.strictObject({
	issuer: z.string(),
	state: z.string(),
	nonce: z.string(),
	codeVerifier: z.string(),
	expiresAt: z.number(),
});

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;
const maxLength = 2_048;
const sealedForm = /^[\w-]+$/;

/**
 * Keeps what is remembered with the browser itself, encrypted and signed: no node has to know what another one has begun, and strangers who
 * begin without end fill nothing.
 */
export class FlowSealer {
	readonly #key: Uint8Array;

	/** @param secret at least 32 random bytes, the same on every node. */
	constructor(secret: Uint8Array) {
		this.#key = new Uint8Array(hkdfSync('sha256', secret, '', 'opendms oidc flow', 32));
	}

	/** At most 2,048 characters of base64url. */
	seal(flow: OidcFlow): string {
		const iv = randomBytes(ivBytes);
		const sealing = createCipheriv(cipher, this.#key, iv, { authTagLength: tagBytes });
		const sealed = Buffer.concat([sealing.update(JSON.stringify(flow), 'utf8'), sealing.final()]);
		return Buffer.concat([iv, sealing.getAuthTag(), sealed]).toString('base64url');
	}

	/** Undefined for what was not sealed with this key. */
	open(text: string): OidcFlow | undefined {
		if (text.length > maxLength || !sealedForm.test(text)) return undefined;
		const bytes = Buffer.from(text, 'base64url');
		if (bytes.length <= ivBytes + tagBytes) return undefined;
		try {
			const opening = createDecipheriv(cipher, this.#key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
			opening.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
			const opened = Buffer.concat([opening.update(bytes.subarray(ivBytes + tagBytes)), opening.final()]);
			return flowSchema.parse(JSON.parse(opened.toString('utf8')));
		} catch {
			return undefined;
		}
	}
}
