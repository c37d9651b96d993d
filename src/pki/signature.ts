import { constants, verify } from 'node:crypto';
import { constructedTag, DerReader, derTag, readOid, toBits, toCount } from './der.ts';
import type { KeyAlgorithm, PublicKey } from './public-key.ts';

export interface SignatureAlgorithm {
	readonly oid: string;
	readonly name: string;
	/** The key algorithms whose keys can make such a signature; none when the algorithm is not known. */
	readonly keys: readonly KeyAlgorithm[];
	/** Name of the digest for the library; undefined when the algorithm has its own (Ed25519) or the library does not have it. */
	readonly digest: string | undefined;
	/** Strength of the digest in bits of its output; 0 for broken ones (MD2, MD4, MD5), which no floor lets pass. */
	readonly digestBits: number;
	/** RSA-PSS: length of the salt in octets. */
	readonly saltLength: number | undefined;
	/** False: the signature cannot be checked here. */
	readonly canVerify: boolean;
}

/** What was signed, how, and the signature: of a certificate or a revocation list. */
export interface Signed {
	readonly algorithm: SignatureAlgorithm;
	readonly content: Buffer;
	readonly value: Buffer;
}

type Row = readonly [name: string, keys: readonly KeyAlgorithm[], digest: string | undefined, digestBits: number];

const rsa: readonly KeyAlgorithm[] = ['rsa'];
const ec: readonly KeyAlgorithm[] = ['ec'];
const dsa: readonly KeyAlgorithm[] = ['dsa'];

const rows: Readonly<Record<string, Row>> = {
	'1.2.840.113549.1.1.2': ['RSA with MD2', rsa, undefined, 0],
	'1.2.840.113549.1.1.3': ['RSA with MD4', rsa, undefined, 0],
	'1.2.840.113549.1.1.4': ['RSA with MD5', rsa, 'md5', 0],
	'1.2.840.113549.1.1.5': ['RSA with SHA-1', rsa, 'sha1', 160],
	'1.3.14.3.2.29': ['RSA with SHA-1', rsa, 'sha1', 160],
	'1.2.840.113549.1.1.14': ['RSA with SHA-224', rsa, 'sha224', 224],
	'1.2.840.113549.1.1.11': ['RSA with SHA-256', rsa, 'sha256', 256],
	'1.2.840.113549.1.1.12': ['RSA with SHA-384', rsa, 'sha384', 384],
	'1.2.840.113549.1.1.13': ['RSA with SHA-512', rsa, 'sha512', 512],
	'2.16.840.1.101.3.4.3.14': ['RSA with SHA3-256', rsa, 'sha3-256', 256],
	'2.16.840.1.101.3.4.3.15': ['RSA with SHA3-384', rsa, 'sha3-384', 384],
	'2.16.840.1.101.3.4.3.16': ['RSA with SHA3-512', rsa, 'sha3-512', 512],
	'1.2.840.10045.4.1': ['ECDSA with SHA-1', ec, 'sha1', 160],
	'1.2.840.10045.4.3.1': ['ECDSA with SHA-224', ec, 'sha224', 224],
	'1.2.840.10045.4.3.2': ['ECDSA with SHA-256', ec, 'sha256', 256],
	'1.2.840.10045.4.3.3': ['ECDSA with SHA-384', ec, 'sha384', 384],
	'1.2.840.10045.4.3.4': ['ECDSA with SHA-512', ec, 'sha512', 512],
	'2.16.840.1.101.3.4.3.10': ['ECDSA with SHA3-256', ec, 'sha3-256', 256],
	'2.16.840.1.101.3.4.3.11': ['ECDSA with SHA3-384', ec, 'sha3-384', 384],
	'2.16.840.1.101.3.4.3.12': ['ECDSA with SHA3-512', ec, 'sha3-512', 512],
	'1.2.840.10040.4.3': ['DSA with SHA-1', dsa, 'sha1', 160],
	'2.16.840.1.101.3.4.3.1': ['DSA with SHA-224', dsa, 'sha224', 224],
	'2.16.840.1.101.3.4.3.2': ['DSA with SHA-256', dsa, 'sha256', 256],
	'1.3.101.112': ['Ed25519', ['ed25519'], undefined, 512],
	'1.3.101.113': ['Ed448', ['ed448'], undefined, 512],
	'2.16.840.1.101.3.4.3.17': ['ML-DSA-44', ['ml-dsa'], undefined, 512],
	'2.16.840.1.101.3.4.3.18': ['ML-DSA-65', ['ml-dsa'], undefined, 512],
	'2.16.840.1.101.3.4.3.19': ['ML-DSA-87', ['ml-dsa'], undefined, 512],
};

const pssOid = '1.2.840.113549.1.1.10';
const mgf1Oid = '1.2.840.113549.1.1.8';

const digestNames: Readonly<Record<string, readonly [digest: string, bits: number]>> = {
	'1.2.840.113549.2.5': ['md5', 0],
	'1.3.14.3.2.26': ['sha1', 160],
	'2.16.840.1.101.3.4.2.4': ['sha224', 224],
	'2.16.840.1.101.3.4.2.1': ['sha256', 256],
	'2.16.840.1.101.3.4.2.2': ['sha384', 384],
	'2.16.840.1.101.3.4.2.3': ['sha512', 512],
	'2.16.840.1.101.3.4.2.8': ['sha3-256', 256],
	'2.16.840.1.101.3.4.2.9': ['sha3-384', 384],
	'2.16.840.1.101.3.4.2.10': ['sha3-512', 512],
};

/** @param der an AlgorithmIdentifier */
export function parseSignatureAlgorithm(der: Buffer): SignatureAlgorithm {
	const reader = new DerReader(der).enter(derTag.sequence, 'signature algorithm');
	const oid = readOid(reader, 'signature algorithm');
	if (oid === pssOid) return readPss(reader.enterOptional(derTag.sequence, 'RSA-PSS parameters'));
	const row = rows[oid];
	if (row === undefined) {
		return { oid, name: oid, keys: [], digest: undefined, digestBits: 512, saltLength: undefined, canVerify: false };
	}
	const [name, keys, digest, digestBits] = row;
	return { oid, name, keys, digest, digestBits, saltLength: undefined, canVerify: digest !== undefined || digestBits > 0 };
}

/** RFC 4055 3.1; every field has a default. */
function readPss(reader: DerReader | undefined): SignatureAlgorithm {
	const hash = reader?.enterOptional(constructedTag(0), 'RSA-PSS digest');
	const digest = hash === undefined ? '1.3.14.3.2.26' : readAlgorithmOid(hash);
	const mask = reader?.enterOptional(constructedTag(1), 'RSA-PSS mask')?.enter(derTag.sequence, 'RSA-PSS mask');
	const isMgf1 = mask === undefined || readOid(mask, 'RSA-PSS mask') === mgf1Oid;
	const maskDigest = mask === undefined ? '1.3.14.3.2.26' : isMgf1 ? readAlgorithmOid(mask) : '';
	const salt = reader?.enterOptional(constructedTag(2), 'RSA-PSS salt');
	const saltLength = salt === undefined ? 20 : toCount(salt.read(derTag.integer, 'RSA-PSS salt'), 'RSA-PSS salt');
	const trailer = reader?.enterOptional(constructedTag(3), 'RSA-PSS trailer');
	const isTrailerUsual = trailer === undefined || toCount(trailer.read(derTag.integer, 'RSA-PSS trailer'), 'RSA-PSS trailer') === 1;
	reader?.finish('RSA-PSS parameters');
	const [digestName, bits] = digestNames[digest] ?? [undefined, 512];
	return {
		oid: pssOid,
		name: `RSA-PSS with ${digestName ?? digest}`,
		keys: ['rsa', 'rsa-pss'],
		digest: digestName,
		digestBits: bits,
		saltLength,
		// The library derives the mask with the digest of the signature and offers no other.
		canVerify: digestName !== undefined && maskDigest === digest && isTrailerUsual && saltLength <= 512,
	};
}

function readAlgorithmOid(reader: DerReader): string {
	return readOid(reader.enter(derTag.sequence, 'digest algorithm'), 'digest algorithm');
}

/** The signature at the end of a certificate or a revocation list. Octets only: no signature ends within one. */
export function readSignatureValue(reader: DerReader): Buffer {
	const { bits, unused } = toBits(reader.read(derTag.bitString, 'signature'), 'signature');
	return unused === 0 ? bits : Buffer.alloc(0);
}

/** True only when the key made the signature with the algorithm that the certificate names. Never throws. */
export function isSignedBy(signed: Signed, key: PublicKey): boolean {
	const { algorithm } = signed;
	// A key of another kind would be used with its own algorithm, whatever the certificate says.
	if (!algorithm.canVerify || !algorithm.keys.includes(key.algorithm) || key.weakness !== undefined) return false;
	const keyObject = key.toKeyObject();
	if (keyObject === undefined) return false;
	try {
		const padding =
			algorithm.saltLength === undefined ? {} : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.saltLength };
		return verify(algorithm.digest ?? null, signed.content, { key: keyObject, ...padding }, signed.value);
	} catch {
		return false;
	}
}
