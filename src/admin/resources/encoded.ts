import { z } from 'zod';
import { DmsError } from '../../domain/errors.ts';

const mostCharacters = 1024 * 1024;

/** A certificate or a key in JSON. */
export const encoded = z.string().min(1).max(mostCharacters).describe('PEM, or DER in base64.');

/** The bytes of a file as JSON has them. @throws DmsError `value.invalid`. */
export function readEncoded(field: string, text: string): Uint8Array {
	if (text.includes('-----BEGIN ')) return Buffer.from(text);
	const compact = text.replaceAll(/\s+/g, '');
	if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) {
		throw new DmsError('value.invalid', `${field} is neither PEM nor base64`, { field });
	}
	return Buffer.from(compact, 'base64');
}
