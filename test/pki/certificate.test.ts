import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Certificate, isSelfSigned, maxCertificateBytes, parseCertificate, toPem, toSubjectText } from '../../src/pki/certificate.ts';
import { toNameText } from '../../src/pki/distinguished-name.ts';
import {
	bitString,
	boolean,
	explicit,
	general,
	implicit,
	integer,
	name,
	nullValue,
	octetString,
	oid,
	sequence,
	set,
	text,
	tlv,
} from '../helpers/der-writer.ts';
import { ext, extension, type KeyKind, keyFor, mintCa, mintCertificate, mintLeaf, serverAuth } from '../helpers/mint-certificate.ts';

const root = mintCa({ name: 'Root' });
const keys = keyFor('leaf');

function parse(der: Uint8Array): Certificate {
	const result = parseCertificate(der);
	if (!result.ok) throw new Error(result.reason.detail);
	return result.value;
}

const withExtension = (...more: readonly Uint8Array[]): Buffer => mintLeaf({ parent: root, extensions: more }).der;
const withSubject = (...rdns: readonly Uint8Array[]): Buffer =>
	replaceOnce(mintLeaf({ parent: root, name: 'Marker' }).der, name([['CN', 'Marker']]), sequence(...rdns));

/** Replaces an element of the signed part and writes the lengths around it anew. */
function replaceOnce(der: Buffer, from: Uint8Array, to: Uint8Array): Buffer {
	const [tbs, algorithm, signature] = elements(inside(der));
	if (tbs === undefined || algorithm === undefined || signature === undefined) throw new Error('no certificate');
	const parts = elements(inside(tbs)).map((part) => (part.equals(from) ? to : part));
	return sequence(sequence(...parts), algorithm, signature);
}

function inside(element: Buffer): Buffer {
	const long = (element[1] ?? 0) & 0x80 ? (element[1] ?? 0) & 0x7f : 0;
	return element.subarray(2 + long);
}

function elements(content: Buffer): Buffer[] {
	const found: Buffer[] = [];
	for (let at = 0; at < content.length; ) {
		const first = content[at + 1] ?? 0;
		const octets = first & 0x80 ? first & 0x7f : 0;
		const length = octets === 0 ? first : content.readUIntBE(at + 2, octets);
		found.push(content.subarray(at, at + 2 + octets + length));
		at += 2 + octets + length;
	}
	return found;
}

const leaf = mintLeaf({ parent: root, serial: 0x1234 });
const utcTime = (value: string): Buffer => tlv(0x17, Buffer.from(value));
const generalizedTime = (value: string): Buffer => tlv(0x18, Buffer.from(value));
const attributeSet = (value: Uint8Array): Buffer => set(sequence(oid('2.5.4.3'), value));

const malformedEncodings: readonly (readonly [string, () => Buffer])[] = [
	['nothing', () => Buffer.alloc(0)],
	['text', () => Buffer.from('not a certificate')],
	['an empty sequence', () => sequence()],
	['a byte too many', () => Buffer.concat([leaf.der, Buffer.alloc(1)])],
	['a byte too few', () => leaf.der.subarray(0, -1)],
	['a byte too many behind the extensions', () => mintLeaf({ parent: root, appended: nullValue }).der],
	['indefinite length', () => Buffer.concat([Buffer.from([0x30, 0x80]), inside(leaf.der), Buffer.alloc(2)])],
	['a length that is not minimal', () => Buffer.concat([Buffer.from([0x30, 0x83, 0]), leaf.der.subarray(2)])],
	['a long-form tag', () => Buffer.concat([Buffer.from([0x3f, 0x82]), leaf.der.subarray(2)])],
	['a serial number with a needless zero', () => replaceOnce(leaf.der, integer(0x1234), Buffer.from([2, 3, 0, 0x12, 0x34]))],
	['an empty serial number', () => replaceOnce(leaf.der, integer(0x1234), Buffer.from([2, 0]))],
	['version 4', () => mintLeaf({ parent: root, version: 4 }).der],
	['extensions in version 1', () => mintLeaf({ parent: root, version: 1 }).der],
	['extensions in version 2', () => mintLeaf({ parent: root, version: 2 }).der],
	[
		'unique identifier in version 1',
		() => mintLeaf({ parent: root, version: 1, extensions: [], appended: implicit(1, Buffer.from([0, 1])) }).der,
	],
	['an empty issuer', () => mintLeaf({ parent: root, issuer: [] }).der],
	['an RDN without attributes', () => withSubject(set())],
	['a name with a broken UTF8String', () => withSubject(attributeSet(tlv(0x0c, Buffer.from([0xc3, 0x28]))))],
	['a name with half a BMPString', () => withSubject(attributeSet(tlv(0x1e, Buffer.from([0, 65, 0]))))],
	['a name with a UniversalString beyond Unicode', () => withSubject(attributeSet(tlv(0x1c, Buffer.from([0, 0x11, 0, 0]))))],
	['a time without seconds', () => mintLeaf({ parent: root, notBefore: utcTime('2501010000Z') }).der],
	['a time with an offset', () => mintLeaf({ parent: root, notBefore: utcTime('250101000000+0100') }).der],
	['a time with a fraction', () => mintLeaf({ parent: root, notBefore: generalizedTime('20250101000000.5Z') }).der],
	['the 30th of February', () => mintLeaf({ parent: root, notBefore: utcTime('250230000000Z') }).der],
	['the hour 24', () => mintLeaf({ parent: root, notBefore: utcTime('250101240000Z') }).der],
	[
		'a signature that ends within an octet',
		() => Buffer.concat([sequence(...elements(inside(leaf.der)).slice(0, 2), bitString(Buffer.from([0x80]), 9))]),
	],
	[
		'an RSA key that is none',
		() =>
			mintLeaf({ parent: root, publicKeyInfo: sequence(sequence(oid('1.2.840.113549.1.1.1'), nullValue), bitString(Buffer.alloc(0))) }).der,
	],
	[
		'a key algorithm that is no identifier',
		() => mintLeaf({ parent: root, publicKeyInfo: sequence(sequence(integer(1)), bitString(Buffer.alloc(1))) }).der,
	],
];

const malformedExtensions: readonly (readonly [string, () => Buffer])[] = [
	['one extension twice', () => withExtension(ext.keyUsage('digitalSignature'), ext.keyUsage('digitalSignature'))],
	['no extension in the list', () => mintCertificate({ subject: [['CN', 'x']], keys, appended: explicit(3, sequence()) })],
	['a boolean that is neither', () => withExtension(sequence(oid('2.5.29.19'), tlv(1, Buffer.from([1])), octetString(sequence())))],
	['key usage that allows nothing', () => withExtension(ext.keyUsage())],
	['key usage with padding bits set', () => withExtension(extension('2.5.29.15', Buffer.from([3, 2, 5, 0xbf])))],
	['key usage that is no bit string', () => withExtension(extension('2.5.29.15', octetString(Buffer.from([0x80]))))],
	['trailing bytes in an extension', () => withExtension(extension('2.5.29.15', Buffer.from([3, 2, 7, 0x80, 5, 0])))],
	['extended key usage for nothing', () => withExtension(ext.extendedKeyUsage())],
	['basic constraints with a negative length', () => withExtension(extension('2.5.29.19', sequence(boolean(true), integer(-1))))],
	['alternative names: none', () => withExtension(ext.subjectAltName())],
	['alternative names: text instead of DER', () => withExtension(extension('2.5.29.17', Buffer.from('example.com')))],
	[
		'alternative names: a DNS name that is not ASCII',
		() => withExtension(ext.subjectAltName(implicit(2, Buffer.from('größe.example.com')))),
	],
	['alternative names: an unknown form', () => withExtension(ext.subjectAltName(implicit(9, Buffer.from('x'))))],
	[
		'alternative names: otherName with two values',
		() => withExtension(ext.subjectAltName(explicit(0, oid('1.2.3'), explicit(0, nullValue, nullValue)))),
	],
	['policies: none', () => withExtension(extension('2.5.29.32', sequence()))],
	[
		'policy constraints with a negative count',
		() => withExtension(extension('2.5.29.36', sequence(implicit(0, Buffer.from([0xff]))), true)),
	],
	['name constraints with an empty list', () => withExtension(extension('2.5.29.30', sequence(explicit(0)), true))],
	[
		'distribution point without name and issuer',
		() => withExtension(ext.distributionPoints(sequence(implicit(1, Buffer.from([7, 0x80]))))),
	],
	['authority key identifier that is no sequence', () => withExtension(extension('2.5.29.35', octetString(Buffer.alloc(4))))],
	[
		'an object identifier that is not minimal',
		() => withExtension(extension('2.5.29.37', sequence(tlv(6, Buffer.from([0x2a, 0x80, 0x01]))))),
	],
	['an object identifier that does not end', () => withExtension(extension('2.5.29.37', sequence(tlv(6, Buffer.from([0x2a, 0x83])))))],
];

const tolerated: readonly (readonly [string, () => Buffer])[] = [
	['serial number zero', () => mintLeaf({ parent: root, serial: 0 }).der],
	['negative serial number', () => mintLeaf({ parent: root, serial: -5 }).der],
	['serial number of 30 octets', () => mintLeaf({ parent: root, serial: 2n ** 239n }).der],
	['CA:FALSE written out', () => withExtension(extension('2.5.29.19', sequence(boolean(false))))],
	['critical FALSE written out', () => withExtension(sequence(oid('2.5.29.19'), boolean(false), octetString(sequence())))],
	['PrintableString with characters outside its alphabet', () => withSubject(attributeSet(text.printable('phone_1@example*')))],
	['empty subject', () => mintLeaf({ parent: root, subject: [] }).der],
	['extensions nobody knows, with anything inside', () => withExtension(extension('1.3.6.1.4.1.55555.5', Buffer.from([0xff, 0xff])))],
	['an object identifier with a 128 bit arc', () => withExtension(extension('2.25.329800735698586629295641978511506172918', nullValue))],
	[
		'unique identifiers in version 2',
		() => mintLeaf({ parent: root, version: 2, extensions: [], appended: implicit(1, Buffer.from([0, 1])) }).der,
	],
];

describe('parsing a certificate', () => {
	it.each([...malformedEncodings])('reject/%s', (_name, der) =>
		expect(parseCertificate(der())).toMatchObject({ ok: false, reason: { reason: 'certificate.malformed' } }),
	);
	it.each([...malformedExtensions])('reject/%s', (_name, der) =>
		expect(parseCertificate(der())).toMatchObject({ ok: false, reason: { reason: 'certificate.malformed' } }),
	);
	it.each([...tolerated])('ok/%s', (_name, der) => expect(parseCertificate(der())).toMatchObject({ ok: true }));

	it('reject/more bytes than the limit, unread', () => {
		expect(parseCertificate(Buffer.alloc(maxCertificateBytes + 1))).toMatchObject({
			ok: false,
			reason: { reason: 'certificate.too-large' },
		});
	});

	it('is not disturbed when its bytes change later', () => {
		const bytes = Buffer.from(leaf.der);
		const certificate = parse(bytes);
		bytes.fill(0);
		expect(certificate.der.equals(leaf.der)).toBe(true);
	});

	it.each(['p256', 'p384', 'p521', 'ed25519', 'ed448', 'rsa2048', 'ml-dsa-44'] as const)(
		'reads what the TLS library reads: %s',
		(kind: KeyKind) => {
			const minted = mintLeaf({
				subject: [
					['C', 'DE'],
					['O', 'Acme, Inc.'],
					['CN', '0013D1AABBCC'],
				],
				keys: keyFor('any', kind),
				serial: 0xabcdef,
			});
			const certificate = parse(minted.der);
			const second = new X509Certificate(minted.der);
			expect(certificate.serial).toBe(second.serialNumber.toLowerCase());
			expect(certificate.fingerprint).toBe(second.fingerprint256.replaceAll(':', '').toLowerCase());
			expect(certificate.notAfter).toEqual(second.validToDate);
			expect(certificate.notBefore).toEqual(second.validFromDate);
			const details = second.publicKey.asymmetricKeyDetails;
			const bits =
				{ p256: 256, p384: 384, p521: 521, ed25519: 255, ed448: 448, 'ml-dsa-44': 256 }[kind as string] ?? details?.modulusLength;
			expect(certificate.publicKey.bits).toBe(bits);
			expect(isSelfSigned(certificate)).toBe(true);
		},
	);

	it('tells a self-signed certificate from one that only has the same names', () => {
		expect(isSelfSigned(parse(mintCa({ name: 'Root', keys: keyFor('Root next'), parent: root }).der))).toBe(false);
	});

	it('reads the extensions', () => {
		const { extensions } = parse(
			mintLeaf({
				parent: root,
				extensions: [
					ext.basicConstraints(false, 3),
					ext.keyUsage('digitalSignature', 'keyAgreement'),
					ext.extendedKeyUsage(serverAuth),
					ext.subjectAltName(general.dns('a.example'), general.ip(1, 2, 3, 4)),
				],
			}).der,
		);
		expect(extensions).toMatchObject({
			basicConstraints: { isCa: false, pathLength: 3 },
			keyUsage: 0b10001,
			extendedKeyUsage: [serverAuth],
			subjectAltName: [{ kind: 'dNSName', text: 'a.example' }, { kind: 'iPAddress' }],
			unknownCritical: [],
		});
	});

	it('writes PEM that others read', () => {
		expect(new X509Certificate(toPem(leaf.der)).raw.equals(leaf.der)).toBe(true);
	});
});

const printed: readonly (readonly [string, Parameters<typeof name>[0], string])[] = [
	[
		'most specific part first',
		[
			['C', 'DE'],
			['O', 'Acme'],
			['CN', '0013D1AABBCC'],
		],
		'CN=0013D1AABBCC, O=Acme, C=DE',
	],
	[
		'several attributes in one RDN',
		[
			[
				['OU', 'x'],
				['CN', 'y'],
			],
		],
		'OU=x+CN=y',
	],
	[
		'separators are escaped',
		[
			['O', 'Acme, CN=fake'],
			['CN', 'a+b;c<d>"e"\\'],
		],
		'CN=a\\+b\\;c\\<d\\>\\"e\\"\\\\, O=Acme\\, CN=fake',
	],
	[
		'spaces and number signs at the ends',
		[
			['CN', ' x '],
			['O', '#y'],
		],
		'O=\\#y, CN=\\ x\\ ',
	],
	['NUL and line breaks', [['CN', 'a\u0000b\nc']], 'CN=a\\00b\\0ac'],
	['characters that turn the reading direction', [['CN', 'a\u202eb']], 'CN=a\\e2\\80\\aeb'],
	['attributes without a name', [['1.2.3.4', 'x']], '1.2.3.4=x'],
	['values that are no text', [['CN', integer(5)]], 'CN=#05'],
];

describe('printing a name', () => {
	it.each([...printed])('%s', (_name, spec, expected) =>
		expect(toNameText(parse(mintLeaf({ parent: root, subject: spec }).der).subject)).toBe(expected),
	);

	it('says so when a certificate has no subject', () => {
		expect(toSubjectText(parse(mintLeaf({ parent: root, subject: [], serial: 255 }).der))).toBe('(no subject, serial ff)');
	});
});
