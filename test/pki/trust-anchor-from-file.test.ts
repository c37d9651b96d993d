import { describe, expect, it } from 'vitest';
import { toPem } from '../../src/pki/certificate.ts';
import { readCertificates } from '../../src/pki/read-certificates.ts';
import { readRevocationListOf, readTrustAnchor } from '../../src/pki/trust-anchor-from-file.ts';
import { ext, keyFor, mintCa, mintLeaf, today, yearsFromToday } from '../helpers/mint-certificate.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';

const root = mintCa({ name: 'Root' });
const issuing = mintCa({ name: 'Issuing', parent: root });
const pem = toPem(root.der);
const bundle = pem + toPem(issuing.der);
const crl = mintRevocationList({ issuer: root });

const readable: readonly (readonly [string, string | Uint8Array])[] = [
	['PEM', pem],
	['PEM as bytes', Buffer.from(pem)],
	['DER', root.der],
	['PEM with Windows line ends', pem.replaceAll('\n', '\r\n')],
	['PEM with a byte order mark', `\ufeff${pem}`],
	['PEM with text around it', `subject=CN = Root\n0 s:CN=Root\n${pem}\ntrailing words\n`],
	['PEM on one line', pem.replaceAll('\n', '')],
	['the old label', pem.replaceAll('CERTIFICATE', 'X509 CERTIFICATE')],
	['beside a private key', `-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n${pem}`],
];

const unreadable: readonly (readonly [string, string | Uint8Array, string, string])[] = [
	['an empty file', '', 'certificate.unreadable', 'empty'],
	['words', 'hello', 'certificate.unreadable', 'neither PEM'],
	['a private key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n', 'certificate.unreadable', 'PRIVATE KEY'],
	['a block without an end', pem.replace(/-----END.*/, ''), 'certificate.unreadable', 'no end'],
	['a block that is not base64', pem.replace('\nM', '\n*'), 'certificate.unreadable', 'base64'],
	['a block that is cut off', toPem(root.der.subarray(0, 100)), 'certificate.unreadable', 'cut off'],
	['DER with a byte too many', Buffer.concat([root.der, Buffer.alloc(1)]), 'certificate.unreadable', 'trailing bytes'],
	['two certificates', bundle, 'certificate.count', '2 certificates'],
	['a device certificate', toPem(mintLeaf({ parent: root }).der), 'certificate.not-a-ca', 'basic constraints'],
	[
		'a CA that may not sign certificates',
		toPem(mintCa({ name: 'x', extensions: [ext.basicConstraints(true), ext.keyUsage('cRLSign')] }).der),
		'certificate.not-a-ca',
		'keyCertSign',
	],
	[
		'a version 1 certificate that is not self-signed',
		toPem(mintCa({ name: 'x', parent: root, version: 1, extensions: [] }).der),
		'certificate.not-a-ca',
		'basic constraints',
	],
	['an expired CA', toPem(mintCa({ name: 'x', notAfter: yearsFromToday(-0.1) }).der), 'certificate.expired', 'expired at'],
	['a file beyond the limit', Buffer.alloc(5 * 1024 * 1024), 'certificate.unreadable', 'limit'],
];

describe('a certificate that is to become a trust anchor', () => {
	it.each([...readable])('ok/%s', (_name, file) =>
		expect(readTrustAnchor(file, { at: today })).toMatchObject({ subject: 'CN=Root', issuer: 'CN=Root', isSelfSigned: true }),
	);

	it.each([...unreadable])('reject/%s', (_name, file, code, words) => {
		expect(() => readTrustAnchor(file, { at: today })).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
	});

	it('ok/an issuing CA, which is not self-signed', () => {
		expect(readTrustAnchor(issuing.der, { at: today })).toMatchObject({ subject: 'CN=Issuing', issuer: 'CN=Root', isSelfSigned: false });
	});

	it('ok/a self-signed certificate of version 1', () => {
		expect(readTrustAnchor(mintCa({ name: 'Old', version: 1, extensions: [] }).der, { at: today }).isSelfSigned).toBe(true);
	});

	it('ok/a device certificate, when that is wanted', () => {
		expect(readTrustAnchor(mintLeaf({ name: 'device' }).der, { at: today, allowLeaf: true }).subject).toBe('CN=device');
	});

	it('reads every certificate of a bundle and says which one is broken', () => {
		expect(readCertificates(bundle)).toHaveLength(2);
		expect(() => readCertificates(pem + toPem(Buffer.alloc(3)))).toThrow(/certificate 2 of 2/);
		expect(() => readCertificates(bundle, { certificates: 1, bytes: 100_000 })).toThrow(
			expect.objectContaining({ code: 'certificate.count' }),
		);
	});
});

describe('a revocation list that is to be installed with an anchor', () => {
	it.each([
		['DER', crl],
		['PEM', toPem(crl, 'X509 CRL')],
		['PEM beside a certificate', pem + toPem(crl, 'X509 CRL')],
	] as const)('ok/%s', (_name, file) => expect(readRevocationListOf(root.der, file).der).toEqual(crl));

	it.each([
		['a list of another CA', mintRevocationList({ issuer: issuing }), 'crl.not-issued-by-anchor'],
		[
			'a list in its name that somebody else signed',
			mintRevocationList({ issuer: root, signer: keyFor('rogue') }),
			'crl.not-issued-by-anchor',
		],
		['a certificate', root.der, 'crl.unreadable'],
		['a certificate in PEM', pem, 'crl.unreadable'],
		['two lists', toPem(crl, 'X509 CRL').repeat(2), 'crl.unreadable'],
	] as const)('reject/%s', (_name, file, code) => {
		expect(() => readRevocationListOf(root.der, file)).toThrow(expect.objectContaining({ code }));
	});
});
