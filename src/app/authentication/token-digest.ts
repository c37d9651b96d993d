import { createHash } from 'node:crypto';

/** SHA-256 of a token, hexadecimal. A token has 256 random bits, so that nothing slower is needed. */
export function toTokenDigest(token: string): string {
	return createHash('sha256').update(token).digest('hex');
}
