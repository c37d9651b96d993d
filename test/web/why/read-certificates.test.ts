import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../../src/domain/mac-address.ts';
import { mintDevice, mintHierarchy } from '../../../src/qa/mint.ts';
import { loadRecipe } from '../../../src/qa/test-ca.ts';
import { orderChain, readCertificates } from '../../../src/web/why/read-certificates.ts';

const read = (text: string | Uint8Array) => readCertificates(Buffer.from(text as string));
let chain: readonly string[];

beforeAll(async () => {
	const hierarchy = await mintHierarchy(await loadRecipe('spectralink'), { now: new Date() });
	const { chainPem } = await mintDevice(hierarchy, { mac: requireMacAddress('0013d1000001'), now: new Date() });
	const issued = chainPem.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? [];
	const root = hierarchy.authorities.find(({ name }) => name === 'root')?.certificate ?? expect.fail();
	chain = [...issued, new X509Certificate(root).toString()];
});

describe('certificates as they are given', () => {
	it('are read from PEM, from DER and from base64 alone, as Node reads them', () => {
		expect(chain).toHaveLength(3);
		for (const pem of chain) {
			const x509 = new X509Certificate(pem);
			const expected = { isCa: x509.ca, notAfter: new Date(x509.validTo), subject: /(?:^|\n)CN=(.+)/.exec(x509.subject)?.[1] };
			expect(read(pem)).toMatchObject([expected]);
			expect(read(x509.raw)).toMatchObject([expected]);
			expect(read(x509.raw.toString('base64'))).toMatchObject([expected]);
			expect(new X509Certificate(read(x509.raw)[0]?.pem ?? '').fingerprint256).toBe(x509.fingerprint256);
		}
	});

	it('stand in the order of the chain, each once, whatever the order of the files is', () => {
		const [leaf, issuing, root] = read(chain.join('\n')).map(({ subject }) => subject);
		const given = read([chain[2], chain[0], chain[1], chain[0]].join('\n'));
		expect(orderChain(given).map(({ subject }) => subject)).toEqual([leaf, issuing, root]);
		expect(orderChain([])).toEqual([]);
	});

	it.each([
		['nothing', ''],
		['text', 'no certificate at all'],
		['a cut certificate', () => new X509Certificate(chain[0] ?? '').raw.subarray(0, 200)],
		['zeros', new Uint8Array(64)],
		['an endless length', Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff)],
	])('reject/%s', (_name, bytes) => {
		expect(read(typeof bytes === 'function' ? bytes() : bytes)).toEqual([]);
	});
});
