import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { checkCertificate } from '../../src/pki/check-certificate.ts';
import { revokeInTestCa } from '../../src/qa/revoke-in-test-ca.ts';
import { createTestCa, issueCertificate, openTestCa } from '../../src/qa/test-ca.ts';

const now = new Date();
let base: string;
const at = (...parts: string[]) => join(base, ...parts);

beforeAll(async () => {
	base = await mkdtemp(join(tmpdir(), 'opendms-revoke-'));
	for (const recipe of ['spectralink-ng', 'spectralink']) await createTestCa(at(recipe), { recipe, now });
	for (const device of [1, 2, 3]) {
		const mac = requireMacAddress(`0013d100000${device}`);
		await issueCertificate(at('spectralink-ng'), { mac, output: at(`device-${device}`), now });
	}
});
afterAll(() => rm(base, { recursive: true }));

async function judge(device: string) {
	const { authorities } = await openTestCa(at('spectralink-ng'));
	return checkCertificate({
		leaf: await readFile(at(device, 'chain.pem')),
		untrusted: [],
		anchors: authorities.map(({ name, certificate }) => ({ alias: name, certificate })),
		crls: authorities.map(({ revocationList }) => revocationList),
		at: now,
		purpose: 'device',
	});
}

describe('revokeInTestCa', () => {
	it('takes back one certificate after another, by file or by serial number, and no other', async () => {
		const serialOf = async (device: string) => new X509Certificate(await readFile(at(device, 'cert.pem'))).serialNumber;
		const first = await revokeInTestCa(at('spectralink-ng'), { certificateFile: at('device-1', 'cert.pem'), now });
		expect(first).toMatchObject({ files: ['issuing.crl.pem'], serial: (await serialOf('device-1')).toLowerCase() });
		const colons = (await serialOf('device-2')).replace(/..(?=.)/g, '$&:');
		await revokeInTestCa(at('spectralink-ng'), { serial: colons, now });
		const reasons = await Promise.all(['device-1', 'device-2', 'device-3'].map(async (device) => (await judge(device)).reason));
		expect(reasons).toEqual(['certificate.revoked', 'certificate.revoked', null]);
	});

	it('takes back an issuing CA, on the list of its own issuer', async () => {
		const certificateFile = at('spectralink-ng', 'issuing.pem');
		expect(await revokeInTestCa(at('spectralink-ng'), { certificateFile, now })).toMatchObject({ files: ['root.crl.pem'] });
		expect(await judge('device-3')).toMatchObject({ reason: 'certificate.revoked' });
	});

	it.each([
		['reject/neither', () => ({}), 'usage.invalid'],
		['reject/both', () => ({ serial: '1', certificateFile: at('device-1', 'cert.pem') }), 'usage.invalid'],
		['reject/no number', () => ({ serial: 'xyz' }), 'value.invalid'],
		['reject/zero', () => ({ serial: '00' }), 'value.invalid'],
		['reject/a number that is too long', () => ({ serial: '1'.repeat(41) }), 'value.invalid'],
		['reject/no such file', () => ({ certificateFile: at('nowhere.pem') }), 'file.unreadable'],
		['reject/no certificate', () => ({ certificateFile: at('device-1', 'key.pem') }), 'certificate.unreadable'],
		['reject/a certificate of somebody else', () => ({ certificateFile: at('spectralink', 'issuing.pem') }), 'value.contradiction'],
	])('%s, and leaves the lists alone', async (_name, change, code) => {
		const before = await readFile(at('spectralink-ng', 'issuing.crl.pem'), 'utf8');
		await expect(revokeInTestCa(at('spectralink-ng'), { ...change(), now })).rejects.toMatchObject({ code });
		expect(await readFile(at('spectralink-ng', 'issuing.crl.pem'), 'utf8')).toBe(before);
	});
});
