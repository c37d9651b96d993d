import { describe, expect, it } from 'vitest';
import { parseRevocationList } from '../../src/pki/revocation-list.ts';
import { general, octetString, oid, sequence } from '../helpers/der-writer.ts';
import { type Chain, type ChainRow, outcomeOf } from '../helpers/judge-chain.ts';
import {
	distributionPoint,
	ext,
	extension,
	keyFor,
	type Minted,
	mintCa,
	mintLeaf,
	today,
	yearsFromToday,
} from '../helpers/mint-certificate.ts';
import { mintRevocationList, type RevocationListSpec } from '../helpers/mint-revocation-list.ts';

const root = mintCa({ name: 'Root' });
const issuing = mintCa({ name: 'Issuing', parent: root, serial: 71 });
const serial = 4711;
const leaf = mintLeaf({ parent: issuing, serial });
const rootList = mintRevocationList({ issuer: root });
const list = (spec: Partial<RevocationListSpec> = {}): Buffer => mintRevocationList({ issuer: issuing, ...spec });
const unknown = (critical: boolean): Buffer => extension('1.3.6.1.4.1.55555.1', octetString(Buffer.from('x')), critical);

/** The usual chain with the root's empty list and these ones. */
const withLists = (...crls: readonly Uint8Array[]): Chain => ({ leaf, untrusted: [issuing], anchors: [root], crls: [rootList, ...crls] });
const soft = (...crls: readonly Uint8Array[]): Chain => ({ ...withLists(...crls), policy: { revocation: 'soft' } });

const plain: readonly ChainRow[] = [
	['ok/lists of every CA, nobody revoked', 'accepted', () => withLists(list())],
	['ok/others are revoked', 'accepted', () => withLists(list({ revoked: [1, 2, 4710, 4712] }))],
	['reject/leaf is revoked', 'certificate.revoked', () => withLists(list({ revoked: [1, serial] }))],
	[
		'reject/issuing CA is revoked',
		'certificate.revoked',
		() => ({ ...withLists(list()), crls: [mintRevocationList({ issuer: root, revoked: [71] }), list()] }),
	],
	[
		'ok/the serial is revoked by another CA',
		'accepted',
		() => ({ ...withLists(list()), crls: [mintRevocationList({ issuer: root, revoked: [serial] }), list()] }),
	],
	['reject/no list of the issuing CA', 'certificate.crl-missing', () => withLists()],
	['reject/no list of the root', 'certificate.crl-missing', () => ({ ...withLists(), crls: [list()] })],
	['ok/no list for the anchor itself', 'accepted', () => ({ leaf, anchors: [issuing], crls: [list()] })],
	['reject/revoked whatever the reason', 'certificate.revoked', () => withLists(list({ revoked: [{ serial, reason: 6 }] }))],
	[
		'reject/revoked from a day to come',
		'certificate.revoked',
		() => withLists(list({ revoked: [serial], thisUpdate: yearsFromToday(-0.2) })),
	],
	[
		'ok/serial -1 where 255 is revoked',
		'accepted',
		() => ({ ...withLists(list({ revoked: [255] })), leaf: mintLeaf({ parent: issuing, serial: -1 }) }),
	],
	[
		'reject/serial -1 where -1 is revoked',
		'certificate.revoked',
		() => ({
			...withLists(list({ revoked: [-1] })),
			leaf: mintLeaf({ parent: issuing, serial: -1 }),
		}),
	],
	[
		'reject/serial of 20 octets',
		'certificate.revoked',
		() => ({
			...withLists(list({ revoked: [2n ** 158n + 5n] })),
			leaf: mintLeaf({ parent: issuing, serial: 2n ** 158n + 5n }),
		}),
	],
	['ok/version 1 list', 'accepted', () => withLists(list({ version: 1 }))],
	['reject/revoked in a version 1 list', 'certificate.revoked', () => withLists(list({ version: 1, revoked: [serial] }))],
	['ok/list without a number', 'accepted', () => withLists(list({ number: null }))],
	['ok/list without a next update', 'accepted', () => withLists(list({ nextUpdate: null }))],
	[
		'ok/RSA-PSS signed list',
		'accepted',
		() => {
			const ca = mintCa({ name: 'RSA', keys: keyFor('ca', 'rsa2048') });
			return { leaf: mintLeaf({ parent: ca }), anchors: [ca], crls: [mintRevocationList({ issuer: ca, signing: { pss: true } })] };
		},
	],
];

const dates: readonly ChainRow[] = [
	['reject/past its next update', 'certificate.crl-stale', () => withLists(list({ nextUpdate: yearsFromToday(-0.01) }))],
	['ok/next update is included', 'accepted', () => withLists(list({ nextUpdate: today }))],
	[
		'ok/past its next update, within the grace',
		'accepted',
		() => ({
			...withLists(list({ nextUpdate: new Date(today.getTime() - 3600_000) })),
			policy: { revocation: 'hard', crlGraceSeconds: 3600 },
		}),
	],
	[
		'reject/past the grace',
		'certificate.crl-stale',
		() => ({
			...withLists(list({ nextUpdate: new Date(today.getTime() - 3601_000) })),
			policy: { revocation: 'hard', crlGraceSeconds: 3600 },
		}),
	],
	['reject/not yet in force', 'certificate.crl-missing', () => withLists(list({ thisUpdate: yearsFromToday(0.01) }))],
	[
		'ok/stale list beside a current one',
		'accepted',
		() => withLists(list({ nextUpdate: yearsFromToday(-0.01), thisUpdate: yearsFromToday(-0.1) }), list()),
	],
	[
		'ok/taken off hold by a later list',
		'accepted',
		() => withLists(list({ revoked: [{ serial, reason: 6 }], thisUpdate: yearsFromToday(-0.1) }), list()),
	],
	[
		'reject/revoked by the later list',
		'certificate.revoked',
		() => withLists(list({ thisUpdate: yearsFromToday(-0.1) }), list({ revoked: [serial] })),
	],
];

const policies: readonly ChainRow[] = [
	['ok/soft: no list', 'accepted', () => soft()],
	['ok/soft: stale list', 'accepted', () => soft(list({ nextUpdate: yearsFromToday(-0.01) }))],
	['reject/soft: revoked', 'certificate.revoked', () => soft(list({ revoked: [serial] }))],
	[
		'reject/soft: revoked in a stale list',
		'certificate.revoked',
		() => soft(list({ revoked: [serial], nextUpdate: yearsFromToday(-0.01) })),
	],
	['ok/soft: revoked in a list that somebody else signed', 'accepted', () => soft(list({ revoked: [serial], signer: keyFor('rogue') }))],
	[
		'reject/soft: revoked, and a later list with a weak digest says otherwise',
		'certificate.revoked',
		() => soft(list({ revoked: [serial], thisUpdate: yearsFromToday(-0.1) }), list({ signing: { digest: 'sha1' } })),
	],
	[
		'reject/soft: revoked in a list with an unknown critical extension',
		'certificate.revoked',
		() => soft(list({ revoked: [serial], extensions: [unknown(true)] })),
	],
];

const soundness: readonly ChainRow[] = [
	['reject/list with a wrong signature', 'certificate.crl-missing', () => withLists(list({ signer: keyFor('rogue') }))],
	['reject/list that another CA signed in this name', 'certificate.crl-missing', () => withLists(list({ signer: root.keys }))],
	['reject/list that cannot be parsed', 'certificate.crl-missing', () => withLists(Buffer.concat([list(), Buffer.alloc(1)]))],
	[
		'reject/inner and outer algorithm differ',
		'certificate.crl-missing',
		() => withLists(list({ innerAlgorithm: sequence(oid('1.2.840.10045.4.3.3')) })),
	],
	[
		'reject/issuer may not sign lists',
		'certificate.crl-missing',
		() => {
			const ca = mintCa({ name: 'No Lists', extensions: [ext.basicConstraints(true), ext.keyUsage('keyCertSign')] });
			return { leaf: mintLeaf({ parent: ca }), anchors: [ca], crls: [mintRevocationList({ issuer: ca })] };
		},
	],
	[
		'ok/issuer without key usage may',
		'accepted',
		() => {
			const ca = mintCa({ name: 'No Usage', extensions: [ext.basicConstraints(true)] });
			return { leaf: mintLeaf({ parent: ca }), anchors: [ca], crls: [mintRevocationList({ issuer: ca })] };
		},
	],
	['reject/weak digest', 'certificate.crl-missing', () => withLists(list({ signing: { digest: 'sha1' } }))],
	[
		'reject/revoked in a list with a weak digest',
		'certificate.revoked',
		() => withLists(list({ signing: { digest: 'sha1' }, revoked: [serial] })),
	],
	['reject/unknown critical extension', 'certificate.crl-missing', () => withLists(list({ extensions: [unknown(true)] }))],
	['ok/unknown extension', 'accepted', () => withLists(list({ extensions: [unknown(false)] }))],
	[
		'reject/critical number',
		'certificate.crl-missing',
		() => withLists(list({ number: null, extensions: [extension('2.5.29.20', Buffer.from([2, 1, 1]), true)] })),
	],
	[
		'reject/unknown critical extension of an entry for another certificate',
		'certificate.crl-missing',
		() => withLists(list({ revoked: [{ serial: 1, extensions: [unknown(true)] }] })),
	],
	[
		'reject/unknown critical extension of its own entry',
		'certificate.revoked',
		() => withLists(list({ revoked: [{ serial, extensions: [unknown(true)] }] })),
	],
	['ok/unknown extension of an entry', 'accepted', () => withLists(list({ revoked: [{ serial: 1, extensions: [unknown(false)] }] }))],
];

const here = general.uri('http://ca.example.net/1.crl');
const there = general.uri('http://ca.example.net/2.crl');
const pointLeaf = (...points: readonly Uint8Array[]): Minted =>
	mintLeaf({ parent: issuing, serial, more: [ext.distributionPoints(...points)] });
const withPoint = (minted: Minted, ...crls: readonly Uint8Array[]): Chain => ({ ...withLists(...crls), leaf: minted });

const scopes: readonly ChainRow[] = [
	[
		'ok/point of the list is a point of the certificate',
		'accepted',
		() => withPoint(pointLeaf(distributionPoint({ names: [there, here] })), list({ point: { names: [here] } })),
	],
	[
		'reject/point of the list is another',
		'certificate.crl-missing',
		() => withPoint(pointLeaf(distributionPoint({ names: [here] })), list({ point: { names: [there] } })),
	],
	['reject/list has a point, the certificate none', 'certificate.crl-missing', () => withLists(list({ point: { names: [here] } }))],
	['ok/certificate has a point, the list none', 'accepted', () => withPoint(pointLeaf(distributionPoint({ names: [here] })), list())],
	[
		'reject/revoked at the second point',
		'certificate.revoked',
		() =>
			withPoint(
				pointLeaf(distributionPoint({ names: [here] }), distributionPoint({ names: [there] })),
				list({ point: { names: [there] }, revoked: [serial] }),
			),
	],
	[
		'ok/names relative to the issuer',
		'accepted',
		() => withPoint(pointLeaf(distributionPoint({ relative: ['CN', 'part 1'] })), list({ point: { relative: ['CN', 'Part 1'] } })),
	],
	[
		'ok/full name on one side, relative on the other',
		'accepted',
		() =>
			withPoint(
				pointLeaf(distributionPoint({ names: [general.directory([...issuing.subject, ['CN', 'part 1']])] })),
				list({ point: { relative: ['CN', 'part 1'] } }),
			),
	],
	['ok/only user certificates', 'accepted', () => withLists(list({ point: { onlyUser: true } }))],
	['reject/only CA certificates, and this is none', 'certificate.crl-missing', () => withLists(list({ point: { onlyCa: true } }))],
	['reject/only attribute certificates', 'certificate.crl-missing', () => withLists(list({ point: { onlyAttribute: true } }))],
	[
		'reject/only user certificates, and this is a CA',
		'certificate.crl-missing',
		() => ({
			...withLists(),
			crls: [list(), mintRevocationList({ issuer: root, point: { onlyUser: true } })],
		}),
	],
	[
		'ok/only CA certificates, and this is one',
		'accepted',
		() => ({ ...withLists(), crls: [list(), mintRevocationList({ issuer: root, point: { onlyCa: true } })] }),
	],
	[
		'ok/listed for reasons that the point of the certificate leaves to others',
		'accepted',
		() =>
			withPoint(
				pointLeaf(distributionPoint({ names: [here], reasons: [1, 2] })),
				list({ point: { names: [here], reasons: [3, 4, 5, 6, 7, 8] }, revoked: [serial] }),
				list(),
			),
	],
	['reject/some reasons are not covered', 'certificate.crl-missing', () => withLists(list({ point: { reasons: [1, 2] } }))],
	[
		'ok/two lists cover all reasons',
		'accepted',
		() => withLists(list({ point: { reasons: [1, 2] } }), list({ point: { reasons: [3, 4, 5, 6, 7, 8] } })),
	],
	[
		'reject/revoked for some reason',
		'certificate.revoked',
		() => withLists(list({ point: { reasons: [1, 2] } }), list({ point: { reasons: [3, 4, 5, 6, 7, 8] }, revoked: [serial] })),
	],
	[
		'reject/the points cover some reasons only',
		'certificate.crl-missing',
		() => withPoint(pointLeaf(distributionPoint({ names: [here], reasons: [1, 2] })), list({ point: { names: [here] } })),
	],
];

const clerk = mintCa({ name: 'Clerk', parent: root, extensions: [ext.keyUsage('cRLSign')] });
const clerkPoint = distributionPoint({ names: [here], crlIssuer: clerk.subject });
const clerkList = (spec: Partial<RevocationListSpec> = {}): Buffer =>
	mintRevocationList({ issuer: clerk, point: { names: [here], indirect: true }, ...spec });
const withClerk = (...crls: readonly Uint8Array[]): Chain => ({
	...withPoint(pointLeaf(clerkPoint), ...crls),
	untrusted: [issuing, clerk],
});

const signers: readonly ChainRow[] = [
	['ok/indirect list', 'accepted', () => withClerk(clerkList())],
	[
		'reject/revoked in an indirect list',
		'certificate.revoked',
		() => withClerk(clerkList({ revoked: [{ serial, issuer: issuing.subject }] })),
	],
	[
		'reject/revoked in an indirect list, issuer named by the entry before',
		'certificate.revoked',
		() => withClerk(clerkList({ revoked: [{ serial: 1, issuer: issuing.subject }, serial] })),
	],
	['ok/the serial is revoked for another issuer', 'accepted', () => withClerk(clerkList({ revoked: [{ serial, issuer: root.subject }] }))],
	['ok/the serial is revoked for the issuer of the list', 'accepted', () => withClerk(clerkList({ revoked: [serial] }))],
	[
		'reject/list of somebody else that does not call itself indirect',
		'certificate.crl-missing',
		() => withClerk(clerkList({ point: { names: [here] } })),
	],
	[
		'reject/indirect list whose issuer is not at hand',
		'certificate.crl-missing',
		() => ({ ...withClerk(clerkList()), untrusted: [issuing] }),
	],
	[
		'reject/indirect list whose issuer has another root',
		'certificate.crl-missing',
		() => {
			const stranger = mintCa({ name: 'Clerk', extensions: [ext.keyUsage('cRLSign')], parent: mintCa({ name: 'Other Root' }) });
			return {
				...withClerk(mintRevocationList({ issuer: stranger, point: { names: [here], indirect: true } })),
				untrusted: [issuing, stranger],
			};
		},
	],
	[
		'reject/indirect list whose issuer is revoked',
		'certificate.crl-missing',
		() => {
			const gone = mintCa({ name: 'Clerk', serial: 99, parent: root, extensions: [ext.keyUsage('cRLSign')] });
			return {
				...withClerk(),
				untrusted: [issuing, gone],
				crls: [mintRevocationList({ issuer: root, revoked: [99] }), clerkList({ issuer: gone })],
			};
		},
	],
	[
		'reject/indirect list whose issuer has expired',
		'certificate.crl-missing',
		() => {
			const old = mintCa({ name: 'Clerk', parent: root, extensions: [ext.keyUsage('cRLSign')], notAfter: yearsFromToday(-0.01) });
			return { ...withClerk(clerkList({ issuer: old })), untrusted: [issuing, old] };
		},
	],
	['ok/a CA with a key of its own for lists', 'accepted', () => separateKeys([])],
	['reject/revoked in the list that the other key signed', 'certificate.revoked', () => separateKeys([serial])],
	[
		'reject/the other key may not sign lists',
		'certificate.crl-missing',
		() => {
			const chain = separateKeys([]);
			const signer = mintCa({ name: 'Split', keys: keyFor('Split lists'), parent: root, extensions: [ext.keyUsage('digitalSignature')] });
			return { ...chain, untrusted: [splitCa, signer] };
		},
	],
];

const splitCa = mintCa({ name: 'Split', parent: root, extensions: [ext.basicConstraints(true), ext.keyUsage('keyCertSign')] });

/** One name, two keys: one signs certificates, the other revocation lists. */
function separateKeys(revoked: readonly number[]): Chain {
	const signer = mintCa({ name: 'Split', keys: keyFor('Split lists'), parent: root, extensions: [ext.keyUsage('cRLSign')] });
	const crl = mintRevocationList({ issuer: signer, revoked });
	return { leaf: mintLeaf({ parent: splitCa, serial }), untrusted: [splitCa, signer], anchors: [root], crls: [rootList, crl] };
}

const complete = (spec: Partial<RevocationListSpec> = {}): Buffer => list({ number: 5, ...spec });
const delta = (spec: Partial<RevocationListSpec> = {}): Buffer =>
	list({ number: 7, deltaBase: 5, thisUpdate: yearsFromToday(-0.01), ...spec });

const deltas: readonly ChainRow[] = [
	['reject/a delta list alone', 'certificate.crl-missing', () => withLists(delta())],
	['ok/a delta list on its base', 'accepted', () => withLists(complete(), delta())],
	['reject/revoked in the delta list', 'certificate.revoked', () => withLists(complete(), delta({ revoked: [serial] }))],
	[
		'ok/taken off hold by the delta list',
		'accepted',
		() => withLists(complete({ revoked: [{ serial, reason: 6 }] }), delta({ revoked: [{ serial, reason: 8 }] })),
	],
	[
		'reject/taken off hold by a delta list of a later base',
		'certificate.revoked',
		() => withLists(complete({ revoked: [{ serial, reason: 6 }] }), delta({ deltaBase: 6, revoked: [{ serial, reason: 8 }] })),
	],
	[
		'reject/taken off hold by a stale delta list',
		'certificate.revoked',
		() =>
			withLists(
				complete({ revoked: [{ serial, reason: 6 }] }),
				delta({ nextUpdate: yearsFromToday(-0.001), revoked: [{ serial, reason: 8 }] }),
			),
	],
	[
		'reject/taken off hold by a delta list of another scope',
		'certificate.revoked',
		() => withLists(complete({ revoked: [{ serial, reason: 6 }] }), delta({ point: { onlyUser: true }, revoked: [{ serial, reason: 8 }] })),
	],
	['ok/an older delta list is history', 'accepted', () => withLists(complete({ number: 9 }), delta({ revoked: [serial] }))],
];

describe('revocation is checked as RFC 5280 section 6.3 says', () => {
	it.each([...plain])('lists: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...dates])('dates: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...policies])('policies: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...soundness])('soundness: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...scopes])('scopes: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...signers])('signers: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
	it.each([...deltas])('delta lists: %s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));

	it('an installed issuing CA that its root has revoked does not vouch', () => {
		const crls = [mintRevocationList({ issuer: root, revoked: [71] }), list()];
		expect(outcomeOf({ leaf, anchors: [root, issuing], crls })).toBe('certificate.revoked');
	});

	it('reads a list of 100,000 entries in well under a second', () => {
		const revoked = Array.from({ length: 100_000 }, (_, index) => BigInt(index) * 1_000_003n + 2n ** 150n);
		const der = list({ revoked: [...revoked, serial] });
		const start = performance.now();
		const parsed = parseRevocationList(der);
		expect(performance.now() - start).toBeLessThan(1000);
		expect(parsed.ok && parsed.value.size).toBe(100_001);
		expect(outcomeOf(withLists(der))).toBe('certificate.revoked');
	});

	it('refuses lists beyond the size limit unread', () => {
		const parsed = parseRevocationList(Buffer.alloc(16 * 1024 * 1024 + 1, 0x30));
		expect(parsed).toMatchObject({ ok: false, reason: expect.stringContaining('16777216') });
	});
});
