import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { checkCertificate } from '../../src/pki/check-certificate.ts';
import { parseRevocationList } from '../../src/pki/revocation-list.ts';
import { general, sequence } from '../helpers/der-writer.ts';
import { outcomeOf } from '../helpers/judge-chain.ts';
import { distributionPoint, ext, extension, keyFor, mintCa, mintLeaf, today } from '../helpers/mint-certificate.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';

const root = mintCa({ name: 'Root', keys: keyFor('root', 'ed25519') });
const issuing = mintCa({
	name: 'Issuing',
	parent: root,
	more: [ext.policies('1.2.3'), ext.nameConstraints({ excluded: [general.dns('example.org')] })],
});
const leaf = mintLeaf({
	parent: issuing,
	serial: 4711,
	subject: [
		['C', 'DE'],
		['O', 'Acme'],
		['CN', '0013D1AABBCC'],
	],
	more: [
		ext.policies('1.2.3'),
		ext.subjectAltName(general.dns('a.example.com'), general.uri('urn:mac:0013d1aabbcc')),
		ext.distributionPoints(distributionPoint({ names: [general.uri('http://x/')] })),
	],
});
const rootList = mintRevocationList({ issuer: root });
const issuingList = mintRevocationList({ issuer: issuing, revoked: [1, { serial: 4711, reason: 1 }, 99999] });

/** Bytes that are changed, cut out, or put in at a few places. */
const someDamage = fc.array(
	fc.record({ at: fc.nat(), kind: fc.constantFrom('change', 'flip', 'remove', 'insert'), byte: fc.integer({ min: 0, max: 255 }) }),
	{ minLength: 1, maxLength: 4 },
);

function damage(der: Buffer, changes: readonly { readonly at: number; readonly kind: string; readonly byte: number }[]): Buffer {
	let bytes = Buffer.from(der);
	for (const { at, kind, byte } of changes) {
		const position = at % bytes.length;
		if (kind === 'change') bytes[position] = byte;
		else if (kind === 'flip') bytes[position] = (bytes[position] ?? 0) ^ (1 << (byte & 7));
		else if (kind === 'remove') bytes = Buffer.concat([bytes.subarray(0, position), bytes.subarray(position + 1)]);
		else bytes = Buffer.concat([bytes.subarray(0, position), Buffer.from([byte]), bytes.subarray(position)]);
	}
	return bytes;
}

interface Materials {
	readonly leaf: Buffer;
	readonly issuing: Buffer;
	readonly root: Buffer;
	readonly crls: readonly Buffer[];
}

const whole: Materials = { leaf: leaf.der, issuing: issuing.der, root: root.der, crls: [] };

function accepts(materials: Materials): boolean {
	const { accepted } = checkCertificate({
		leaf: materials.leaf,
		untrusted: [materials.issuing],
		anchors: [{ alias: 'root', certificate: materials.root }],
		crls: materials.crls,
		at: today,
		purpose: 'device',
	});
	return accepted;
}

describe('damaged material', () => {
	it('the undamaged chain is accepted, and its lists revoke it', () => {
		expect(accepts(whole)).toBe(true);
		expect(accepts({ ...whole, crls: [rootList, mintRevocationList({ issuer: issuing })] })).toBe(true);
		expect(accepts({ ...whole, crls: [rootList, issuingList] })).toBe(false);
	});

	it.each(['leaf', 'issuing'] as const)('a damaged certificate is never accepted: %s', (part) => {
		fc.assert(
			fc.property(someDamage, (changes) => {
				const damaged = damage(whole[part], changes);
				fc.pre(!damaged.equals(whole[part]));
				expect(accepts({ ...whole, [part]: damaged })).toBe(false);
			}),
			{ numRuns: 4000 },
		);
	});

	it('every single flipped bit of the leaf is noticed', () => {
		const unnoticed: number[] = [];
		for (let bit = 0; bit < leaf.der.length * 8; bit++) {
			const damaged = Buffer.from(leaf.der);
			damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			unnoticed.push(...(accepts({ ...whole, leaf: damaged }) ? [bit] : []));
		}
		expect(unnoticed).toEqual([]);
	});

	it('a damaged list never lets a revoked certificate pass', () => {
		fc.assert(
			fc.property(someDamage, (changes) => {
				expect(accepts({ ...whole, crls: [rootList, damage(issuingList, changes)] })).toBe(false);
			}),
			{ numRuns: 3000 },
		);
	});

	it('a damaged anchor is judged without a throw', () => {
		fc.assert(
			fc.property(someDamage, (changes) => {
				expect(typeof accepts({ ...whole, root: damage(root.der, changes) })).toBe('boolean');
			}),
			{ numRuns: 2000 },
		);
	});

	it('arbitrary bytes are refused without a throw', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
				expect(parseCertificate(bytes).ok).toBe(false);
				expect(parseRevocationList(bytes).ok).toBe(false);
				expect(parseCertificate(sequence(bytes)).ok).toBe(false);
			}),
			{ numRuns: 3000 },
		);
	});

	it('arbitrary values in well signed extensions are judged without a throw', () => {
		const arc = fc.constantFrom('29.14', '29.15', '29.17', '29.19', '29.30', '29.31', '29.32', '29.33', '29.35', '29.36', '29.37', '29.54');
		const value = fc.oneof(
			fc.uint8Array({ maxLength: 40 }),
			fc.uint8Array({ maxLength: 40 }).map((bytes) => sequence(bytes)),
			fc
				.record({ source: fc.constantFrom(issuing.der, leaf.der), changes: someDamage })
				.map(({ source, changes }) => damage(source, changes).subarray(300, 360)),
		);
		fc.assert(
			fc.property(arc, value, fc.boolean(), (id, bytes, critical) => {
				const odd = [extension(`2.5.${id}`, bytes, critical)];
				const ca = mintCa({ name: 'Odd', parent: root, extensions: [...(id === '29.19' ? [] : [ext.basicConstraints(true)]), ...odd] });
				expect(outcomeOf({ leaf: mintLeaf({ parent: ca, extensions: odd }), untrusted: [ca], anchors: [root] })).toMatch(
					/^(accepted|certificate\.[a-z-]+)$/,
				);
			}),
			{ numRuns: 500 },
		);
	});
});
