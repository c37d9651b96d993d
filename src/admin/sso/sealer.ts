import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { z } from 'zod';

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;
const maxLength = 2_048;
const sealedForm = /^[\w-]+$/;

/**
 * Keeps what is remembered of a browser with the browser itself, encrypted and signed: no node has to know what another one has begun, and
 * strangers who begin without end fill nothing.
 */
export class Sealer<Value> {
	readonly #key: Uint8Array;
	readonly #schema: z.ZodType<Value>;

	/** @param secret at least 32 random bytes, the same on every node. @param purpose what was sealed for another one does not open. */
	constructor(secret: Uint8Array, purpose: string, schema: z.ZodType<Value>) {
		this.#key = new Uint8Array(hkdfSync('sha256', secret, '', `opendms ${purpose}`, 32));
		this.#schema = schema;
	}

	/** At most 2,048 characters of base64url; longer than that it would not open again. */
	seal(value: Value): string {
		const iv = randomBytes(ivBytes);
		const sealing = createCipheriv(cipher, this.#key, iv, { authTagLength: tagBytes });
		const sealed = Buffer.concat([sealing.update(JSON.stringify(value), 'utf8'), sealing.final()]);
		return Buffer.concat([iv, sealing.getAuthTag(), sealed]).toString('base64url');
	}

	/** Undefined for what was not sealed with this key. */
	open(text: string): Value | undefined {
		if (text.length > maxLength || !sealedForm.test(text)) return undefined;
		const bytes = Buffer.from(text, 'base64url');
		if (bytes.length <= ivBytes + tagBytes) return undefined;
		try {
			const opening = createDecipheriv(cipher, this.#key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
			opening.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
			const opened = Buffer.concat([opening.update(bytes.subarray(ivBytes + tagBytes)), opening.final()]);
			return this.#schema.parse(JSON.parse(opened.toString('utf8')));
		} catch {
			return undefined;
		}
	}
}
