import { createHash, generateKeyPair, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP, isIPv4 } from 'node:net';
import { promisify } from 'node:util';
import { DmsError } from '../domain/errors.ts';

/** A private key (PKCS#8) and its certificate, both PEM. */
export interface KeyAndCertificate {
	readonly key: string;
	readonly cert: string;
}

/** Certificates of a server for clients of every age: P-256, and RSA-2048 for those that know no elliptic curves. */
export interface ServerCertificates {
	readonly ecdsa: KeyAndCertificate;
	readonly rsa: KeyAndCertificate;
}

export interface ServerNames {
	/** DNS names; at least one of these or of `ips`. */
	readonly hosts: readonly string[];
	/** IPv4 and IPv6 addresses. */
	readonly ips: readonly string[];
	readonly now: Date;
}

const hourMs = 3_600_000;
/** The longest that Apple's clients take from a private issuer. */
const validityDays = 825;
const mostNames = 100;
const longestCommonName = 64;
/** Organizational unit by which people know a certificate that nobody has replaced yet. */
const selfSignedMark = 'Self-signed by OpenDMS';

/**
 * Self-signed certificates for a server that has none yet, valid for 825 days from an hour before `now`, so that a
 * device whose clock is slow takes them too. @throws DmsError `value.invalid` for a name that no certificate may hold.
 */
export async function mintServerCertificate(names: ServerNames): Promise<ServerCertificates> {
	const checked = checkNames(names);
	const generate = promisify(generateKeyPair);
	const [ecdsa, rsa] = await Promise.all([generate('ec', { namedCurve: 'P-256' }), generate('rsa', { modulusLength: 2048 })]);
	return { ecdsa: selfSign(ecdsa, checked), rsa: selfSign(rsa, checked) };
}

function checkNames({ hosts, ips, now }: ServerNames): ServerNames {
	const label = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
	const hostName = new RegExp(`^${label}(?:\\.${label})*$`, 'i');
	for (const host of hosts) {
		if (host.length > 253 || !hostName.test(host) || isIP(host) !== 0) {
			throw new DmsError('value.invalid', `${JSON.stringify(host.slice(0, 64))} is not a host name`, { field: 'hosts' });
		}
	}
	for (const ip of ips) {
		if (isIP(ip) === 0 || ip.includes('%')) {
			throw new DmsError('value.invalid', `${JSON.stringify(ip.slice(0, 64))} is not an IP address`, { field: 'ips' });
		}
	}
	const count = hosts.length + ips.length;
	if (count === 0 || count > mostNames) {
		throw new DmsError('value.invalid', `a certificate needs 1 to ${mostNames} names; there are ${count}`, { field: 'hosts' });
	}
	return { hosts: hosts.map((host) => host.toLowerCase()), ips, now };
}

function selfSign(pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject }, names: ServerNames): KeyAndCertificate {
	const isRsa = pair.publicKey.asymmetricKeyType === 'rsa';
	const publicKey = pair.publicKey.export({ type: 'spki', format: 'der' });
	const algorithm = isRsa ? sequence(oid('1.2.840.113549.1.1.11'), tlv(tag.null)) : sequence(oid('1.2.840.10045.4.3.2'));
	const commonName = [...names.hosts, ...names.ips].find((name) => name.length <= longestCommonName) ?? 'self-signed';
	const subject = sequence(attribute('2.5.4.11', selfSignedMark), attribute('2.5.4.3', commonName));
	const notBefore = new Date(names.now.getTime() - hourMs);
	const notAfter = new Date(notBefore.getTime() + validityDays * 24 * hourMs);
	const signed = sequence(
		tlv(tag.explicit(0), tlv(tag.integer, Buffer.of(2))),
		tlv(tag.integer, newSerialNumber()),
		algorithm,
		subject,
		sequence(time(notBefore), time(notAfter)),
		subject,
		publicKey,
		tlv(tag.explicit(3), sequence(...extensions(names, publicKey, isRsa))),
	);
	const certificate = sequence(signed, algorithm, bitString(sign('sha256', signed, pair.privateKey)));
	return { key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: toPem(certificate) };
}

/** Positive (RFC 5280 4.1.2.2) and of 16 bytes: the first bit is clear, the second set. */
function newSerialNumber(): Buffer {
	const bytes = randomBytes(16);
	bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
	return bytes;
}

function extensions(names: ServerNames, publicKey: Buffer, isRsa: boolean): Buffer[] {
	const digitalSignature = 0b1000_0000;
	const keyEncipherment = 0b0010_0000;
	// The trailing zero bits of a named bit list are not encoded (X.690 11.2.2).
	const keyUsage = isRsa ? Buffer.of(5, digitalSignature | keyEncipherment) : Buffer.of(7, digitalSignature);
	const alternativeNames = [
		...names.hosts.map((host) => tlv(tag.implicit(2), Buffer.from(host))),
		...names.ips.map((ip) => tlv(tag.implicit(7), toAddressBytes(ip))),
	];
	const keyIdentifier = createHash('sha256').update(publicKey).digest().subarray(0, 20);
	return [
		extension('2.5.29.19', true, sequence()),
		extension('2.5.29.15', true, tlv(tag.bitString, keyUsage)),
		extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1'))),
		extension('2.5.29.17', false, sequence(...alternativeNames)),
		extension('2.5.29.14', false, tlv(tag.octetString, keyIdentifier)),
	];
}

function toAddressBytes(ip: string): Buffer {
	if (isIPv4(ip)) return Buffer.from(ip.split('.').map(Number));
	// `ip` was checked; a trailing dotted quad stands for the last two groups.
	const quad = /\d+\.\d+\.\d+\.\d+$/.exec(ip)?.[0];
	const bytes = quad === undefined ? undefined : toAddressBytes(quad);
	const groups =
		bytes === undefined ? ip : ip.replace(quad ?? '', `${bytes.readUInt16BE(0).toString(16)}:${bytes.readUInt16BE(2).toString(16)}`);
	const [head = '', tail] = groups.split('::');
	const before = head === '' ? [] : head.split(':');
	const after = tail === undefined || tail === '' ? [] : tail.split(':');
	const zeros = Array<string>(8 - before.length - after.length).fill('0');
	return Buffer.concat([...before, ...zeros, ...after].map((group) => Buffer.from(group.padStart(4, '0'), 'hex')));
}

function toPem(der: Buffer): string {
	const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

// What of DER (X.690) a certificate needs; reading DER is the work of src/pki.

const tag = {
	boolean: 0x01,
	integer: 0x02,
	bitString: 0x03,
	octetString: 0x04,
	null: 0x05,
	oid: 0x06,
	utf8String: 0x0c,
	utcTime: 0x17,
	generalizedTime: 0x18,
	sequence: 0x30,
	set: 0x31,
	implicit: (number: number) => 0x80 | number,
	explicit: (number: number) => 0xa0 | number,
};

function tlv(tagByte: number, ...contents: readonly Buffer[]): Buffer {
	const content = Buffer.concat(contents);
	const { length } = content;
	if (length < 0x80) return Buffer.concat([Buffer.of(tagByte, length), content]);
	const lengthBytes = length < 0x100 ? [length] : [length >> 8, length & 0xff];
	return Buffer.concat([Buffer.of(tagByte, 0x80 | lengthBytes.length, ...lengthBytes), content]);
}

function sequence(...contents: readonly Buffer[]): Buffer {
	return tlv(tag.sequence, ...contents);
}

function attribute(id: string, value: string): Buffer {
	return tlv(tag.set, sequence(oid(id), tlv(tag.utf8String, Buffer.from(value))));
}

function bitString(bytes: Buffer): Buffer {
	return tlv(tag.bitString, Buffer.of(0), bytes);
}

function oid(dotted: string): Buffer {
	const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
	const bytes = [first * 40 + second];
	for (const arc of rest) {
		const septets = [arc & 0x7f];
		for (let left = arc >>> 7; left > 0; left >>>= 7) septets.unshift(0x80 | (left & 0x7f));
		bytes.push(...septets);
	}
	return tlv(tag.oid, Buffer.from(bytes));
}

/** UTCTime until 2049, GeneralizedTime from 2050 on (RFC 5280 4.1.2.5). */
function time(date: Date): Buffer {
	const digits = `${date
		.toISOString()
		.replace(/\.\d+Z$/, '')
		.replace(/[-:T]/g, '')}Z`;
	const isShort = date.getUTCFullYear() < 2050;
	return tlv(isShort ? tag.utcTime : tag.generalizedTime, Buffer.from(isShort ? digits.slice(2) : digits));
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
	const flag = critical ? [tlv(tag.boolean, Buffer.of(0xff))] : [];
	return sequence(oid(id), ...flag, tlv(tag.octetString, value));
}
