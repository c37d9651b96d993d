import {
	type AttributeSpec,
	bitString,
	explicit,
	implicit,
	integer,
	type NameSpec,
	name,
	namedBits,
	sequence,
	time,
	tlv,
} from './der-writer.ts';
import {
	extension,
	type KeyPair,
	keyIdOf,
	type Minted,
	pointName,
	type SigningOptions,
	signatureAlgorithm,
	signWith,
	yearsFromToday,
} from './mint-certificate.ts';

export interface RevokedSpec {
	readonly serial: number | bigint;
	readonly reason?: number;
	/** Indirect lists: whose certificate it is. */
	readonly issuer?: NameSpec;
	readonly extensions?: readonly Uint8Array[];
}

export interface PointSpec {
	readonly names?: readonly Uint8Array[];
	readonly relative?: AttributeSpec;
	readonly onlyUser?: boolean;
	readonly onlyCa?: boolean;
	readonly onlyAttribute?: boolean;
	readonly reasons?: readonly number[];
	readonly indirect?: boolean;
}

export interface RevocationListSpec {
	readonly issuer: Minted;
	readonly signer?: KeyPair;
	readonly signing?: SigningOptions;
	readonly revoked?: readonly (RevokedSpec | number | bigint)[];
	readonly thisUpdate?: Date;
	/** Null leaves it out. */
	readonly nextUpdate?: Date | null;
	readonly number?: number | null;
	readonly deltaBase?: number;
	readonly point?: PointSpec;
	readonly extensions?: readonly Uint8Array[];
	readonly version?: 1 | 2;
	readonly innerAlgorithm?: Uint8Array;
}

export function mintRevocationList(spec: RevocationListSpec): Buffer {
	const signer = spec.signer ?? spec.issuer.keys;
	const algorithm = signatureAlgorithm(signer.privateKey, spec.signing);
	const isOld = spec.version === 1;
	const entries = (spec.revoked ?? []).map((entry) => toEntry(typeof entry === 'object' ? entry : { serial: entry }));
	const extensions = [...(isOld ? [] : usualExtensions(spec, signer)), ...(spec.extensions ?? [])];
	const content = sequence(
		...(isOld ? [] : [integer(1)]),
		spec.innerAlgorithm ?? algorithm,
		name(spec.issuer.subject),
		time(spec.thisUpdate ?? yearsFromToday(-0.05)),
		...(spec.nextUpdate === null ? [] : [time(spec.nextUpdate ?? yearsFromToday(0.05))]),
		...(entries.length === 0 ? [] : [sequence(Buffer.concat(entries))]),
		...(extensions.length === 0 ? [] : [explicit(0, sequence(...extensions))]),
	);
	return sequence(content, algorithm, bitString(signWith(signer.privateKey, content, spec.signing)));
}

function toEntry({ serial, reason, issuer, extensions = [] }: RevokedSpec): Buffer {
	const all = [
		...(reason === undefined ? [] : [extension('2.5.29.21', tlv(0x0a, Buffer.from([reason])))]),
		...(issuer === undefined ? [] : [extension('2.5.29.29', sequence(explicit(4, name(issuer))), true)]),
		...extensions,
	];
	return sequence(integer(serial), time(yearsFromToday(-0.1)), ...(all.length === 0 ? [] : [sequence(...all)]));
}

function usualExtensions(spec: RevocationListSpec, signer: KeyPair): Buffer[] {
	return [
		extension('2.5.29.35', sequence(implicit(0, keyIdOf(signer.publicKey)))),
		...(spec.number === null ? [] : [extension('2.5.29.20', integer(spec.number ?? 1))]),
		...(spec.deltaBase === undefined ? [] : [extension('2.5.29.27', integer(spec.deltaBase), true)]),
		...(spec.point === undefined ? [] : [extension('2.5.29.28', toPoint(spec.point), true)]),
	];
}

function toPoint(point: PointSpec): Buffer {
	const flag = (number: number, isSet: boolean | undefined): Buffer[] => (isSet === true ? [implicit(number, Buffer.from([0xff]))] : []);
	return sequence(
		...pointName(point),
		...flag(1, point.onlyUser),
		...flag(2, point.onlyCa),
		...(point.reasons === undefined ? [] : [implicit(3, namedBits(...point.reasons).subarray(2))]),
		...flag(4, point.indirect),
		...flag(5, point.onlyAttribute),
	);
}
