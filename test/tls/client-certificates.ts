import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate with its key; EC P-256, so that making one costs a millisecond. */
export interface Minted {
	readonly name: string;
	readonly key: string;
	readonly certificate: string;
	readonly der: Buffer;
	readonly privateKey: KeyObject;
}

export interface MintRequest {
	readonly name: string;
	/** Absent: self-signed. */
	readonly issuer?: Minted;
	readonly isCa?: boolean;
	readonly notBefore?: Date;
	readonly notAfter?: Date;
	/** Bytes of an extension that nobody reads: makes a certificate as large as a test needs it. */
	readonly paddingBytes?: number;
}

const dayMs = 86_400_000;

export function mint(request: MintRequest): Minted {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const issuer = request.issuer ?? { name: request.name, privateKey };
	const algorithm = sequence(tlv(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
	const signed = sequence(
		tlv(0xa0, tlv(0x02, Buffer.of(2))),
		tlv(0x02, Buffer.concat([Buffer.of(1), randomBytes(15)])),
		algorithm,
		commonName(issuer.name),
		sequence(time(request.notBefore ?? new Date(Date.now() - dayMs)), time(request.notAfter ?? new Date(Date.now() + 30 * dayMs))),
		commonName(request.name),
		publicKey.export({ type: 'spki', format: 'der' }),
		tlv(0xa3, sequence(...extensions(request, publicKey, createPublicKey(issuer.privateKey)))),
	);
	const der = sequence(signed, algorithm, tlv(0x03, Buffer.of(0), sign('sha256', signed, issuer.privateKey)));
	const base64 = der.toString('base64').replace(/.{1,64}/g, '$&\n');
	return {
		name: request.name,
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		certificate: `-----BEGIN CERTIFICATE-----\n${base64}-----END CERTIFICATE-----\n`,
		der,
		privateKey,
	};
}

function extensions(request: MintRequest, publicKey: KeyObject, issuerKey: KeyObject): Buffer[] {
	const isCa = request.isCa ?? false;
	const padding = request.paddingBytes === undefined ? [] : [extension('2b0601040182370101', Buffer.alloc(request.paddingBytes, 0x55))];
	return [
		extension('551d13', sequence(...(isCa ? [tlv(0x01, Buffer.of(0xff))] : []))),
		extension('551d0f', tlv(0x03, isCa ? Buffer.of(1, 0x06) : Buffer.of(7, 0x80))),
		extension('551d0e', tlv(0x04, keyIdentifier(publicKey))),
		extension('551d23', sequence(tlv(0x80, keyIdentifier(issuerKey)))),
		...(isCa ? [] : [extension('551d11', sequence(tlv(0x82, Buffer.from('localhost'))))]),
		...padding,
	];
}

function keyIdentifier(publicKey: KeyObject): Buffer {
	return createHash('sha1')
		.update(publicKey.export({ type: 'spki', format: 'der' }))
		.digest();
}

function commonName(name: string): Buffer {
	return sequence(tlv(0x31, sequence(tlv(0x06, Buffer.from('550403', 'hex')), tlv(0x0c, Buffer.from(name)))));
}

function extension(oid: string, value: Buffer): Buffer {
	return sequence(tlv(0x06, Buffer.from(oid, 'hex')), tlv(0x04, value));
}

function time(at: Date): Buffer {
	return tlv(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\.\d+Z$/g, '')}Z`));
}

function sequence(...contents: Buffer[]): Buffer {
	return tlv(0x30, ...contents);
}

function tlv(tag: number, ...contents: Buffer[]): Buffer {
	const content = Buffer.concat(contents);
	const digits = content.length.toString(16);
	const length = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
	const head = content.length < 0x80 ? Buffer.of(tag, content.length) : Buffer.concat([Buffer.of(tag, 0x80 | length.length), length]);
	return Buffer.concat([head, content]);
}
