import { describe, expect, it } from 'vitest';
import { toPem } from '../../src/pki/certificate.ts';
import { type CheckRequest, checkCertificate } from '../../src/pki/check-certificate.ts';
import { mintCa, mintLeaf, today } from '../helpers/mint-certificate.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';

const root = mintCa({ name: 'Root' });
const issuing = mintCa({ name: 'Issuing', parent: root });
const leaf = mintLeaf({ parent: issuing, serial: 4711 });
const broken = toPem(Buffer.from('3082000100', 'hex'));

function check(more: Partial<CheckRequest> = {}): ReturnType<typeof checkCertificate> {
	return checkCertificate({
		leaf: toPem(leaf.der),
		untrusted: [toPem(issuing.der)],
		anchors: [{ alias: 'root.pem', certificate: toPem(root.der) }],
		crls: [],
		at: today,
		purpose: 'device',
		...more,
	});
}

describe('checking certificates that lie in files', () => {
	it('reports anchor, MAC and path', () => {
		expect(check()).toEqual({
			accepted: true,
			reason: null,
			detail: null,
			anchor: 'root.pem',
			mac: '0013d1aabbcc',
			path: ['CN=0013D1AABBCC', 'CN=Issuing', 'CN=Root'],
		});
	});

	it('takes the chain from the file of the leaf', () => {
		expect(check({ leaf: toPem(leaf.der) + toPem(issuing.der), untrusted: [] })).toMatchObject({ accepted: true });
	});

	it('numbers several anchors of one file', () => {
		expect(check({ anchors: [{ alias: 'bundle', certificate: toPem(root.der) + toPem(issuing.der) }] })).toMatchObject({
			accepted: true,
			anchor: 'bundle#2',
		});
	});

	it('tells a path without a MAC from a device', () => {
		const generic = toPem(mintLeaf({ parent: issuing, name: 'generic' }).der);
		expect(check({ leaf: generic })).toMatchObject({ accepted: false, reason: 'certificate.no-mac', anchor: 'root.pem' });
		expect(check({ leaf: generic, purpose: 'path' })).toMatchObject({ accepted: true, mac: null });
		expect(check({ leaf: generic, purpose: 'client' })).toMatchObject({ accepted: true, mac: null });
		const multicast = toPem(mintLeaf({ parent: issuing, name: '01005E000001' }).der);
		expect(check({ leaf: multicast, purpose: 'client' })).toMatchObject({ accepted: false, reason: 'certificate.mac-invalid' });
	});

	it.each([
		['a leaf that is no certificate', { leaf: 'hello' }],
		['a leaf that cannot be parsed', { leaf: broken }],
		['a missing issuer, and one at hand that cannot be parsed', { untrusted: [broken] }],
		['no anchor but one that cannot be parsed', { anchors: [{ alias: 'x', certificate: broken }] }],
	] as const)('reject/%s', (_name, more) =>
		expect(check(more)).toMatchObject({ accepted: false, reason: 'certificate.malformed', mac: null }),
	);

	it('passes over what cannot be parsed and is not needed', () => {
		expect(check({ untrusted: [broken, toPem(issuing.der)] })).toMatchObject({ accepted: true });
	});

	it('needs a list for every CA as soon as there is one', () => {
		const crls = [toPem(mintRevocationList({ issuer: issuing }), 'X509 CRL')];
		expect(check({ crls })).toMatchObject({ accepted: false, reason: 'certificate.crl-missing' });
		expect(check({ crls: [...crls, mintRevocationList({ issuer: root })] })).toMatchObject({ accepted: true });
		expect(
			check({
				crls: [
					toPem(mintRevocationList({ issuer: issuing, revoked: [4711] }), 'X509 CRL') +
						toPem(mintRevocationList({ issuer: root }), 'X509 CRL'),
				],
			}),
		).toMatchObject({
			accepted: false,
			reason: 'certificate.revoked',
		});
	});

	it('says for people what is wrong, in one line', () => {
		const report = check({ at: new Date('2099-01-01T00:00:00Z') });
		expect(report.detail).toMatch(/^CN=Root expired at 20\d\d-/);
		expect(check({ untrusted: [] }).detail).toBe('the issuer of CN=0013D1AABBCC is not at hand: CN=Issuing');
	});
});
