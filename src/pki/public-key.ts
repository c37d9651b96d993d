import { createPublicKey, type KeyObject } from 'node:crypto';
import { DerReader, derTag, readOid, toBits, toIntegerHex } from './der.ts';

export type KeyAlgorithm = 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'ed448' | 'dsa' | 'ml-dsa' | 'unknown';

/** A SubjectPublicKeyInfo. Type and size come from DER; the library's key is made when a signature is to be checked. */
export interface PublicKey {
	readonly algorithm: KeyAlgorithm;
	/** The whole SubjectPublicKeyInfo. */
	readonly der: Buffer;
	/** Size of the modulus (RSA, DSA) or of the field (curves); 0 when unknown. */
	readonly bits: number;
	/** Set when the key is unfit at any size. */
	readonly weakness: string | undefined;
	/** Undefined when the library does not take the key. */
	readonly toKeyObject: () => KeyObject | undefined;
}

const algorithms: Readonly<Record<string, KeyAlgorithm>> = {
	'1.2.840.113549.1.1.1': 'rsa',
	'1.2.840.113549.1.1.10': 'rsa-pss',
	'1.2.840.10045.2.1': 'ec',
	'1.3.101.112': 'ed25519',
	'1.3.101.113': 'ed448',
	'1.2.840.10040.4.1': 'dsa',
	'2.16.840.1.101.3.4.3.17': 'ml-dsa',
	'2.16.840.1.101.3.4.3.18': 'ml-dsa',
	'2.16.840.1.101.3.4.3.19': 'ml-dsa',
};

export function readPublicKey(reader: DerReader): PublicKey {
	const info = reader.enter(derTag.sequence, 'public key');
	const der = reader.whole;
	const identifier = info.enter(derTag.sequence, 'public key algorithm');
	const algorithm = algorithms[readOid(identifier, 'public key algorithm')] ?? 'unknown';
	const key = toBits(info.read(derTag.bitString, 'public key bits'), 'public key bits').bits;
	info.finish('public key');
	const size = toKeySize(algorithm, identifier, key);
	return { algorithm, der, ...size, toKeyObject: once(() => importKey(der)) };
}

type KeySize = Pick<PublicKey, 'bits' | 'weakness'>;

function toKeySize(algorithm: KeyAlgorithm, identifier: DerReader, key: Buffer): KeySize {
	switch (algorithm) {
		case 'rsa':
		case 'rsa-pss':
			return toRsaSize(key);
		case 'ec':
			return toCurveSize(identifier, key);
		case 'dsa':
			return toDsaSize(identifier);
		case 'ed25519':
			return { bits: 255, weakness: undefined };
		case 'ed448':
			return { bits: 448, weakness: undefined };
		case 'ml-dsa':
			return { bits: 256, weakness: undefined };
		case 'unknown':
			return { bits: 0, weakness: 'its algorithm is not known' };
	}
}

function toRsaSize(key: Buffer): KeySize {
	const outer = new DerReader(key);
	const numbers = outer.enter(derTag.sequence, 'RSA key');
	outer.finish('RSA key');
	const modulus = toIntegerHex(numbers.read(derTag.integer, 'RSA modulus'), 'RSA modulus');
	const exponent = toIntegerHex(numbers.read(derTag.integer, 'RSA exponent'), 'RSA exponent');
	numbers.finish('RSA key');
	const bits = bitLength(modulus);
	if (bits > 16384) return { bits, weakness: 'its modulus is beyond 16384 bits' };
	// An exponent of 1 makes every number its own signature.
	const last = Number.parseInt(exponent.slice(-1), 16);
	const isUsable = !modulus.startsWith('-') && !exponent.startsWith('-') && last % 2 === 1 && exponent !== '01' && exponent.length <= 16;
	return { bits, weakness: isUsable ? undefined : 'its public exponent is not usable' };
}

/** The point tells the field size for every curve; explicit curve parameters are outside PKIX (RFC 5480 2.1.1) and have been used to forge. */
function toCurveSize(identifier: DerReader, point: Buffer): KeySize {
	if (identifier.nextTag !== derTag.oid) return { bits: 0, weakness: 'its curve is not a named one' };
	const isCompressed = point[0] === 2 || point[0] === 3;
	const octets = isCompressed ? point.length - 1 : (point.length - 1) / 2;
	if (!isCompressed && (point[0] !== 4 || point.length % 2 === 0)) return { bits: 0, weakness: 'its point is not encoded' };
	// P-521 is the one field that does not fill its octets.
	return { bits: octets === 66 ? 521 : octets * 8, weakness: undefined };
}

function toDsaSize(identifier: DerReader): KeySize {
	const parameters = identifier.enterOptional(derTag.sequence, 'DSA parameters');
	if (parameters === undefined) return { bits: 0, weakness: 'it inherits its parameters' };
	return { bits: bitLength(toIntegerHex(parameters.read(derTag.integer, 'DSA prime'), 'DSA prime')), weakness: undefined };
}

function bitLength(hex: string): number {
	const digits = hex.replace(/^0+/, '');
	return digits === '' ? 0 : (digits.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(digits.charAt(0), 16)));
}

function importKey(der: Buffer): KeyObject | undefined {
	try {
		return createPublicKey({ key: der, format: 'der', type: 'spki' });
	} catch {
		return undefined;
	}
}

function once<Value>(make: () => Value): () => Value {
	let made: { readonly value: Value } | undefined;
	return () => {
		made ??= { value: make() };
		return made.value;
	};
}
