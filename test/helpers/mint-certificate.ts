import { constants, createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
	type AttributeSpec,
	attribute,
	bitString,
	boolean,
	explicit,
	implicit,
	integer,
	type NameSpec,
	name,
	namedBits,
	nullValue,
	octetString,
	oid,
	sequence,
	time,
} from './der-writer.ts';

export interface KeyPair {
	readonly publicKey: KeyObject;
	readonly privateKey: KeyObject;
}

export type KeyKind =
	| 'p192'
	| 'p256'
	| 'p384'
	| 'p521'
	| 'ed25519'
	| 'ed448'
	| 'rsa1024'
	| 'rsa2048'
	| 'rsa3072'
	| 'rsa-pss'
	| 'dsa2048'
	| 'ml-dsa-44';

const pool = new Map<string, KeyPair>();

/** A key that is made once for each name: RSA keys are dear. */
export function keyFor(owner: string, kind: KeyKind = 'p256'): KeyPair {
	const known = pool.get(`${kind} ${owner}`);
	if (known !== undefined) return known;
	const made = generateKey(kind);
	pool.set(`${kind} ${owner}`, made);
	return made;
}

function generateKey(kind: KeyKind): KeyPair {
	switch (kind) {
		case 'p192':
		case 'p256':
		case 'p384':
		case 'p521':
			return generateKeyPairSync('ec', { namedCurve: { p192: 'prime192v1', p256: 'P-256', p384: 'P-384', p521: 'P-521' }[kind] });
		case 'ed25519':
			return generateKeyPairSync('ed25519');
		case 'ed448':
			return generateKeyPairSync('ed448');
		case 'dsa2048':
			return generateKeyPairSync('dsa', { modulusLength: 2048, divisorLength: 256 });
		case 'rsa-pss':
			return generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
		case 'ml-dsa-44':
			return generateKeyPairSync('ml-dsa-44');
		default:
			return generateKeyPairSync('rsa', { modulusLength: Number(kind.slice(3)) });
	}
}

export type Digest = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

export interface SigningOptions {
	/** Default sha256. */
	readonly digest?: Digest;
	readonly pss?: boolean;
}

const rsaOids = { md5: 4, sha1: 5, sha224: 14, sha256: 11, sha384: 12, sha512: 13 } as const;
const ecdsaOids = { md5: '4.3.2', sha1: '4.1', sha224: '4.3.1', sha256: '4.3.2', sha384: '4.3.3', sha512: '4.3.4' } as const;
const hashOids = {
	md5: '1.2.840.113549.2.5',
	sha1: '1.3.14.3.2.26',
	sha224: '2.16.840.1.101.3.4.2.4',
	sha256: '2.16.840.1.101.3.4.2.1',
	sha384: '2.16.840.1.101.3.4.2.2',
	sha512: '2.16.840.1.101.3.4.2.3',
} as const;
const hashBytes = { md5: 16, sha1: 20, sha224: 28, sha256: 32, sha384: 48, sha512: 64 } as const;
const ownOids: Readonly<Record<string, string>> = { ed25519: '1.3.101.112', ed448: '1.3.101.113', 'ml-dsa-44': '2.16.840.1.101.3.4.3.17' };

/** The AlgorithmIdentifier that a key signs with. */
export function signatureAlgorithm(key: KeyObject, { digest = 'sha256', pss = false }: SigningOptions = {}): Buffer {
	const type = key.asymmetricKeyType ?? '';
	const own = ownOids[type];
	if (own !== undefined) return sequence(oid(own));
	if (type === 'ec') return sequence(oid(`1.2.840.10045.${ecdsaOids[digest]}`));
	if (type === 'dsa') return sequence(oid(digest === 'sha1' ? '1.2.840.10040.4.3' : '2.16.840.1.101.3.4.3.2'));
	if (!pss) return sequence(oid(`1.2.840.113549.1.1.${rsaOids[digest]}`), nullValue);
	const hash = sequence(oid(hashOids[digest]), nullValue);
	const mask = sequence(oid('1.2.840.113549.1.1.8'), hash);
	return sequence(oid('1.2.840.113549.1.1.10'), sequence(explicit(0, hash), explicit(1, mask), explicit(2, integer(hashBytes[digest]))));
}

export function signWith(key: KeyObject, content: Uint8Array, { digest = 'sha256', pss = false }: SigningOptions = {}): Buffer {
	if (ownOids[key.asymmetricKeyType ?? ''] !== undefined) return sign(null, content, key);
	const padding = pss ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: hashBytes[digest] } : {};
	return sign(digest, content, { key, ...padding });
}

export function extension(id: string, value: Uint8Array, critical = false): Buffer {
	return sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value));
}

export const keyUsages = {
	digitalSignature: 0,
	nonRepudiation: 1,
	keyEncipherment: 2,
	keyAgreement: 4,
	keyCertSign: 5,
	cRLSign: 6,
} as const;

export interface SubtreeLists {
	readonly permitted?: readonly Uint8Array[];
	readonly excluded?: readonly Uint8Array[];
}

const subtrees = (number: number, bases: readonly Uint8Array[] | undefined): Buffer[] =>
	bases === undefined ? [] : [explicit(number, ...bases.map((base) => sequence(base)))];

/** Well-formed extensions; a test makes a broken one with `extension`. */
export const ext = {
	basicConstraints: (isCa: boolean, pathLength?: number, critical = true): Buffer =>
		extension(
			'2.5.29.19',
			sequence(...(isCa ? [boolean(true)] : []), ...(pathLength === undefined ? [] : [integer(pathLength)])),
			critical,
		),
	keyUsage: (...usages: readonly (keyof typeof keyUsages)[]): Buffer =>
		extension('2.5.29.15', namedBits(...usages.map((usage) => keyUsages[usage])), true),
	extendedKeyUsage: (...purposes: readonly string[]): Buffer => extension('2.5.29.37', sequence(...purposes.map(oid))),
	subjectAltName: (...names: readonly Uint8Array[]): Buffer => extension('2.5.29.17', sequence(...names)),
	nameConstraints: (lists: SubtreeLists, critical = true): Buffer =>
		extension('2.5.29.30', sequence(...subtrees(0, lists.permitted), ...subtrees(1, lists.excluded)), critical),
	policies: (...policies: readonly string[]): Buffer =>
		extension('2.5.29.32', sequence(...policies.map((policy) => sequence(oid(policy))))),
	policyMappings: (...pairs: readonly (readonly [issuer: string, subject: string])[]): Buffer =>
		extension('2.5.29.33', sequence(...pairs.map(([issuer, subject]) => sequence(oid(issuer), oid(subject)))), true),
	policyConstraints: (requireExplicit?: number, inhibitMapping?: number): Buffer => {
		const skip = (number: number, count: number | undefined): Buffer[] =>
			count === undefined ? [] : [implicit(number, integer(count).subarray(2))];
		return extension('2.5.29.36', sequence(...skip(0, requireExplicit), ...skip(1, inhibitMapping)), true);
	},
	inhibitAnyPolicy: (skip: number): Buffer => extension('2.5.29.54', integer(skip), true),
	subjectKeyId: (keyId: Uint8Array): Buffer => extension('2.5.29.14', octetString(keyId)),
	authorityKeyId: (keyId: Uint8Array): Buffer => extension('2.5.29.35', sequence(implicit(0, keyId))),
	distributionPoints: (...points: readonly Uint8Array[]): Buffer => extension('2.5.29.31', sequence(...points)),
} as const;

/** One DistributionPoint. */
export function distributionPoint(point: {
	readonly names?: readonly Uint8Array[];
	readonly relative?: AttributeSpec;
	readonly reasons?: readonly number[];
	readonly crlIssuer?: NameSpec;
}): Buffer {
	return sequence(
		...pointName(point),
		...(point.reasons === undefined ? [] : [implicit(1, namedBits(...point.reasons).subarray(2))]),
		...(point.crlIssuer === undefined ? [] : [explicit(2, explicit(4, name(point.crlIssuer)))]),
	);
}

export function pointName(point: { readonly names?: readonly Uint8Array[]; readonly relative?: AttributeSpec }): Buffer[] {
	if (point.relative !== undefined) return [explicit(0, explicit(1, attribute(point.relative)))];
	return point.names === undefined ? [] : [explicit(0, explicit(0, ...point.names))];
}

export const clientAuth = '1.3.6.1.5.5.7.3.2';
export const serverAuth = '1.3.6.1.5.5.7.3.1';
export const anyUsage = '2.5.29.37.0';

/** The day on which tests judge, unless they say otherwise; everything is valid from one year before to ten after. */
export const today = new Date('2026-03-01T12:00:00Z');
export const yearsFromToday = (years: number): Date => new Date(today.getTime() + Math.round(years * 365.25 * 86_400_000));

export interface CertificateSpec {
	readonly subject: NameSpec;
	/** Default: the subject, self-signed. */
	readonly issuer?: NameSpec;
	readonly keys: KeyPair;
	/** Default: `keys`, self-signed. */
	readonly signer?: KeyPair;
	readonly signing?: SigningOptions;
	readonly serial?: number | bigint;
	readonly notBefore?: Date | Uint8Array;
	readonly notAfter?: Date | Uint8Array;
	readonly version?: 1 | 2 | 3 | 4;
	/** Whole extensions. */
	readonly extensions?: readonly Uint8Array[];
	/** Replaces the inner AlgorithmIdentifier only. */
	readonly innerAlgorithm?: Uint8Array;
	/** Replaces both AlgorithmIdentifiers, not what is really signed with. */
	readonly algorithm?: Uint8Array;
	readonly publicKeyInfo?: Uint8Array;
	/** What follows the extensions within the signed part. */
	readonly appended?: Uint8Array;
	readonly signatureValue?: Uint8Array;
}

let lastSerial = 0x1000;

export function mintCertificate(spec: CertificateSpec): Buffer {
	const signer = spec.signer ?? spec.keys;
	const algorithm = spec.algorithm ?? signatureAlgorithm(signer.privateKey, spec.signing);
	const toTime = (value: Date | Uint8Array): Uint8Array => (value instanceof Date ? time(value) : value);
	const version = spec.version ?? 3;
	const content = sequence(
		...(version === 1 ? [] : [explicit(0, integer(version - 1))]),
		integer(spec.serial ?? ++lastSerial),
		spec.innerAlgorithm ?? algorithm,
		name(spec.issuer ?? spec.subject),
		sequence(toTime(spec.notBefore ?? yearsFromToday(-1)), toTime(spec.notAfter ?? yearsFromToday(10))),
		name(spec.subject),
		spec.publicKeyInfo ?? spkiOf(spec.keys.publicKey),
		...(spec.extensions === undefined || spec.extensions.length === 0 ? [] : [explicit(3, sequence(...spec.extensions))]),
		...(spec.appended === undefined ? [] : [spec.appended]),
	);
	return sequence(content, algorithm, bitString(spec.signatureValue ?? signWith(signer.privateKey, content, spec.signing)));
}

export const spkiOf = (key: KeyObject): Buffer =>
	createPublicKey(key.type === 'private' ? key : { key: key.export({ type: 'spki', format: 'der' }), type: 'spki', format: 'der' }).export({
		type: 'spki',
		format: 'der',
	});

export const keyIdOf = (key: KeyObject): Buffer => createHash('sha1').update(spkiOf(key)).digest();

/** A minted certificate with what is needed to issue under it. */
export interface Minted {
	readonly der: Buffer;
	readonly subject: NameSpec;
	readonly keys: KeyPair;
}

export interface EntitySpec extends Omit<Partial<CertificateSpec>, 'subject' | 'keys' | 'extensions'> {
	readonly name?: string;
	readonly subject?: NameSpec;
	readonly keys?: KeyPair;
	readonly parent?: Minted;
	/** Come after the usual extensions. */
	readonly more?: readonly Uint8Array[];
	/** Come instead of the usual extensions. */
	readonly extensions?: readonly Uint8Array[];
	readonly keyIds?: boolean;
}

function keyIdentifiers(spec: EntitySpec, keys: KeyPair): Buffer[] {
	if (spec.keyIds === false) return [];
	const authority = spec.parent?.keys ?? spec.signer ?? keys;
	return [ext.subjectKeyId(keyIdOf(keys.publicKey)), ext.authorityKeyId(keyIdOf(authority.publicKey))];
}

function mintEntity(spec: EntitySpec, usual: readonly Uint8Array[], fallback: string): Minted {
	const subject = spec.subject ?? [['CN', spec.name ?? fallback]];
	const keys = spec.keys ?? keyFor(spec.name ?? fallback);
	const extensions = spec.extensions ?? [...usual, ...keyIdentifiers(spec, keys), ...(spec.more ?? [])];
	const signer = spec.signer ?? spec.parent?.keys ?? keys;
	const issuer = spec.issuer ?? spec.parent?.subject ?? subject;
	return { der: mintCertificate({ ...spec, subject, issuer, keys, signer, extensions }), subject, keys };
}

/** A CA with the usual extensions; without a parent, a root. */
export function mintCa(spec: EntitySpec & { readonly pathLength?: number } = {}): Minted {
	return mintEntity(spec, [ext.basicConstraints(true, spec.pathLength), ext.keyUsage('keyCertSign', 'cRLSign')], 'Test Root');
}

/** A device certificate with the usual extensions. */
export function mintLeaf(spec: EntitySpec = {}): Minted {
	return mintEntity(
		spec,
		[ext.basicConstraints(false), ext.keyUsage('digitalSignature'), ext.extendedKeyUsage(clientAuth)],
		'0013D1AABBCC',
	);
}
