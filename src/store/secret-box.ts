import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { DmsError } from '../domain/errors.ts';

/*
 * A sealed value: format (1 byte, 1), id of the key (4 bytes), nonce (12 bytes), ciphertext, tag (16 bytes).
 * AES-256-GCM. The additional data is the place of the value, `table.column` and the identity of its row as JSON: a
 * value that somebody with access to the database moves to another row or column does not open there. The identity is
 * made of columns that never change (such as level and name of a device), since the id of a new row is not known yet.
 */

const format = 1;
const keyIdBytes = 4;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + keyIdBytes + nonceBytes;
const algorithm = 'aes-256-gcm';

export interface SecretKey {
	/** Eight hexadecimal digits. */
	readonly id: string;
	readonly createdAt: Date;
	readonly key: KeyObject;
}

export type KeyRing = ReadonlyMap<string, SecretKey>;

/** Where a sealed value stands: `table.column`, and the row by values that never change. */
export interface SecretPlace {
	readonly column: string;
	readonly row: readonly string[];
}

export function createSecretKey256(now: Date): SecretKey {
	return { id: randomBytes(keyIdBytes).toString('hex'), createdAt: now, key: createSecretKey(randomBytes(32)) };
}

export function seal(key: SecretKey, place: SecretPlace, clear: string): Uint8Array {
	const nonce = randomBytes(nonceBytes);
	const cipher = createCipheriv(algorithm, key.key, nonce).setAAD(toAdditionalData(place));
	const text = Buffer.concat([cipher.update(clear, 'utf8'), cipher.final()]);
	return Buffer.concat([Uint8Array.of(format), Buffer.from(key.id, 'hex'), nonce, text, cipher.getAuthTag()]);
}

/** Id of the key that a value was sealed with. @throws DmsError `secret.unreadable`. */
export function keyIdOf(sealed: Uint8Array, place: SecretPlace): string {
	if (sealed.length < headBytes + tagBytes || sealed[0] !== format) throw unreadable(place);
	return Buffer.from(sealed.subarray(1, 1 + keyIdBytes)).toString('hex');
}

/** @throws DmsError `secret.unreadable` for an unknown key, another place, or a value that was changed. */
export function unseal(keys: KeyRing, place: SecretPlace, sealed: Uint8Array): string {
	const key = keys.get(keyIdOf(sealed, place));
	if (key === undefined) throw unreadable(place);
	const nonce = sealed.subarray(1 + keyIdBytes, headBytes);
	const text = sealed.subarray(headBytes, sealed.length - tagBytes);
	try {
		const decipher = createDecipheriv(algorithm, key.key, nonce, { authTagLength: tagBytes });
		decipher.setAAD(toAdditionalData(place)).setAuthTag(sealed.subarray(sealed.length - tagBytes));
		return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
	} catch (cause) {
		throw unreadable(place, cause);
	}
}

function toAdditionalData(place: SecretPlace): Buffer {
	return Buffer.from(JSON.stringify([place.column, ...place.row]));
}

function unreadable(place: SecretPlace, cause?: unknown): DmsError {
	const row = place.row.filter((part) => part !== '').join('/');
	return new DmsError(
		'secret.unreadable',
		`the secret in ${place.column}${row === '' ? '' : ` of ${JSON.stringify(row)}`} cannot be decrypted`,
		{
			hint: 'Use the secret key file that belongs to this store.',
			cause,
		},
	);
}
