import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { updateTrust } from '../../../src/app/administration/add-trust-anchor.ts';
import { changeTrustAnchor, type RequestedAnchorChange, removeTrustAnchor } from '../../../src/app/administration/change-trust-anchor.ts';
import { listTrustAnchors } from '../../../src/app/administration/list-trust-anchors.ts';
import { toPem } from '../../../src/pki/certificate.ts';
import { sampleMac, sampleRecord } from '../../contract/samples.ts';
import { ext, mintCa, mintLeaf, today, yearsFromToday } from '../../helpers/mint-certificate.ts';
import { mintRevocationList } from '../../helpers/mint-revocation-list.ts';
import { snapshot, toAdministration, useStoreOfToday } from './interface-samples.ts';

const root = mintCa({
	subject: [
		['O', 'Vendor'],
		['CN', 'Internal Private Root'],
	],
	name: 'trust root',
});
const issuing = mintCa({ name: 'Internal Private TLS SubCA', parent: root });
const second = mintCa({ name: 'Second SubCA', parent: issuing });
const other = mintCa({ name: 'Other Root' });
const nameless = mintCa({ subject: [['O', 'No Common Name']], name: 'nameless' });
const pem = (...certificates: readonly { readonly der: Buffer }[]) =>
	Buffer.from(certificates.map(({ der }) => toPem(der)).join('\nissuer=x\n'));
const list = (number: number, issuer = root) => mintRevocationList({ issuer, number });

describe('trust', () => {
	const open = useStoreOfToday();
	const start = async () => {
		const administration = toAdministration(await open());
		const update = (alias: string, file: Buffer, split = false, kind: 'CTI' | 'Http' = 'CTI') =>
			updateTrust(administration, { kind, alias, file, split });
		return { administration, store: administration.store, update };
	};

	describe('updateTrust', () => {
		it('installs a root and its issuing CA under two aliases, each kind of interface for itself', async () => {
			const { administration, store, update } = await start();
			expect((await update('issuing', pem(issuing))).warnings).toEqual([expect.stringMatching(/Internal Private Root.* is not installed/)]);
			expect((await update('root', root.der)).warnings).toEqual([]);
			expect((await update('other', pem(other), false, 'Http')).warnings).toEqual([]);
			const rows = await listTrustAnchors(store, 'CTI', today);
			expect(rows.map(({ anchor, owner, issuer, isSelfSigned }) => [anchor.alias, owner, issuer, isSelfSigned])).toEqual([
				['issuing', 'Internal Private TLS SubCA', 'Internal Private Root', false],
				['root', 'Internal Private Root', 'Internal Private Root', true],
			]);
			const daysLeft = Math.floor((yearsFromToday(10).getTime() - today.getTime()) / 86_400_000);
			for (const row of rows) expect(row).toMatchObject({ daysLeft, anchor: { enabled: true } });
			expect(rows.map(({ missingIssuer }) => missingIssuer)).toEqual([undefined, undefined]);
			expect(await administration.store.events.after(0, 10)).toMatchObject(
				['CTI/issuing', 'CTI/root', 'Http/other'].map((subject) => ({ type: 'dms.trust.changed', subject, data: { action: 'trust add' } })),
			);
		});

		it('splits a bundle in any order, and takes a root once that stands there twice', async () => {
			const { store, update } = await start();
			const { anchors, warnings } = await update('webex', pem(issuing, root, other, root), true);
			expect(anchors.map(({ alias }) => alias)).toEqual(['webex-1', 'webex-2', 'webex-3']);
			expect(warnings).toEqual([]);
			expect(await store.audit.list(5)).toMatchObject([{ action: 'trust add', subject: 'CTI/webex-1, CTI/webex-2, CTI/webex-3' }]);
		});

		it('keeps the alias of one certificate alone', async () => {
			const { update } = await start();
			expect((await update('one', pem(root), true)).anchors).toMatchObject([{ alias: 'one' }]);
		});

		it('tells of a root that is missing above an issuer that is there', async () => {
			const { update } = await start();
			await update('issuing', pem(issuing));
			expect((await update('second', pem(second))).warnings).toEqual([
				expect.stringMatching(/the issuer of CN=Internal Private TLS SubCA, .*Internal Private Root/),
			]);
		});

		it.each<[string, string, () => Buffer, boolean, string, RegExp]>([
			['reject/two in a file', 'new', () => pem(issuing, other), false, 'certificate.count', /2 certificates/],
			['reject/three in a file', 'new', () => pem(issuing, other, second), false, 'certificate.count', /3 certificates/],
			['reject/an empty file', 'new', () => Buffer.alloc(0), false, 'certificate.unreadable', /empty/],
			['reject/a binary file', 'new', () => randomBytes(64).fill(1, 0, 1), false, 'certificate.unreadable', /neither PEM/],
			['reject/a huge file', 'new', () => Buffer.alloc(5 * 2 ** 20), false, 'certificate.unreadable', /limit/],
			['reject/a huge bundle', 'new', () => Buffer.alloc(3 * 2 ** 20), true, 'certificate.unreadable', /limit/],
			[
				'reject/a bundle with too many',
				'new',
				() => pem(...Array<typeof root>(33).fill(other)),
				true,
				'certificate.count',
				/33 certificates/,
			],
			['reject/a certificate of a device', 'new', () => pem(mintLeaf({ parent: root })), false, 'certificate.not-a-ca', /no CA/],
			['reject/a bundle with one of a device', 'new', () => pem(other, mintLeaf({ parent: root })), true, 'certificate.not-a-ca', /no CA/],
			[
				'reject/a CA that signs no certificates',
				'new',
				() => pem(mintCa({ name: 'x', extensions: [ext.basicConstraints(true), ext.keyUsage('cRLSign')] })),
				false,
				'certificate.not-a-ca',
				/keyCertSign/,
			],
			['reject/expired', 'new', () => pem(mintCa({ name: 'x', notAfter: yearsFromToday(-0.1) })), false, 'certificate.expired', /expired/],
			['reject/the same alias', 'root', () => pem(other), false, 'trust-anchor.exists', /"root"/],
			['reject/the same certificate', 'new', () => root.der, false, 'trust-anchor.exists', /"root"/],
			['reject/a bundle with one that is there', 'new', () => pem(other, root), true, 'trust-anchor.exists', /"root"/],
			['reject/an alias with a slash', 'a/b', () => pem(other), false, 'value.invalid', /slash/],
			['reject/no alias', '', () => pem(other), false, 'value.too-short', /alias/],
			['reject/an alias that is too long to be numbered', 'x'.repeat(63), () => pem(other, second), true, 'value.too-long', /alias/],
		])('%s', async (_name, alias, file, split, code, message) => {
			const { store, update } = await start();
			await update('root', pem(root));
			const before = await snapshot(store);
			await expect(update(alias, file(), split)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
			expect(await snapshot(store)).toEqual(before);
		});
	});

	it('shows the whole name of a CA without a common name, and what of a name could forge a line', async () => {
		const { store, update } = await start();
		await update('a', pem(nameless));
		await update('b', pem(mintCa({ subject: [['CN', 'x\nroot  Trusted']], name: 'forger' })));
		expect((await listTrustAnchors(store, 'CTI', today)).map(({ owner }) => owner)).toEqual(['O=No Common Name', 'x\\0aroot  Trusted']);
	});

	describe('changeTrustAnchor', () => {
		it('changes everything at once, the revocation list and its address among it', async () => {
			const { administration, store, update } = await start();
			await update('root', pem(root));
			const key = { kind: 'CTI', alias: 'root' } as const;
			await changeTrustAnchor(administration, key, {
				enabled: false,
				policy: { revocation: 'hard' },
				revocationList: list(7),
				crlUrl: 'http://crl.example.com/root.crl',
			});
			const [row] = await listTrustAnchors(store, 'CTI', today);
			expect(row?.anchor).toMatchObject({
				enabled: false,
				policy: { revocation: 'hard', minRsaBits: 2048 },
				crlSource: { url: 'http://crl.example.com/root.crl' },
			});
			expect(row?.revocationList).toMatchObject({ entries: 0, nextUpdate: expect.any(Date) });
			const [entry] = (await store.audit.list(5)).toReversed();
			expect(entry).toMatchObject({ action: 'trust set', subject: 'CTI/root' });
			expect(JSON.parse(entry?.after ?? '')).toMatchObject({ enabled: false, crls: [expect.stringMatching(/^\(\d+ bytes\)$/)] });
			const cleared = await changeTrustAnchor(administration, key, { revocationList: null, crlUrl: null });
			expect(cleared).toMatchObject({ crls: [], enabled: false });
			expect(cleared.crlSource).toBeUndefined();
		});

		it('keeps what is known of an address that stays the same', async () => {
			const { administration, store, update } = await start();
			await update('root', pem(root));
			const key = { kind: 'CTI', alias: 'root' } as const;
			const crlSource = { url: 'http://crl.example.com/', askedAt: today, error: 'no answer' };
			await store.trust.updateAnchor(key, { crlSource });
			expect((await changeTrustAnchor(administration, key, { crlUrl: crlSource.url })).crlSource).toEqual(crlSource);
			expect((await changeTrustAnchor(administration, key, { crlUrl: 'https://crl.example.com/' })).crlSource).toEqual({
				url: 'https://crl.example.com/',
			});
		});

		it.each<[string, RequestedAnchorChange, string]>([
			['reject/a list of another CA', { revocationList: list(1, other) }, 'crl.not-issued-by-anchor'],
			['reject/a list that is none', { revocationList: root.der }, 'crl.unreadable'],
			['reject/an empty list', { revocationList: Buffer.alloc(0) }, 'crl.unreadable'],
			['reject/an address of another scheme', { crlUrl: 'ldap://crl.example.com/' }, 'value.invalid'],
			['reject/a file', { crlUrl: 'file:///etc/passwd' }, 'value.invalid'],
			['reject/an address with a password', { crlUrl: 'http://user:secret@crl.example.com/' }, 'value.invalid'],
			['reject/an address with a fragment', { crlUrl: 'http://crl.example.com/#x' }, 'value.invalid'],
			['reject/an address with a blank', { crlUrl: 'http://crl.example.com/a b' }, 'value.invalid'],
			['reject/no address', { crlUrl: '' }, 'value.invalid'],
			['reject/a long address', { crlUrl: `http://crl.example.com/${'x'.repeat(1024)}` }, 'value.invalid'],
			['reject/a short key', { policy: { minRsaBits: 512 }, enabled: false }, 'value.invalid'],
			['reject/a rule that is none', { macRules: [{ source: 'subject.CN', pattern: '(' }] }, 'value.invalid'],
		])('%s', async (_name, change, code) => {
			const { administration, store, update } = await start();
			await update('root', pem(root));
			const before = await snapshot(store);
			const refusal: unknown = await changeTrustAnchor(administration, { kind: 'CTI', alias: 'root' }, change).catch(
				(error: unknown) => error,
			);
			expect(refusal).toMatchObject({ code });
			expect(refusal).toHaveProperty('message', expect.not.stringContaining('secret@'));
			await expect(changeTrustAnchor(administration, { kind: 'Http', alias: 'root' }, {})).rejects.toMatchObject({
				code: 'trust-anchor.not-found',
			});
			expect(await snapshot(store)).toEqual(before);
		});
	});

	it('says at a removal who came in through the anchor, and what is left without a root', async () => {
		const { administration, store, update } = await start();
		await update('root', pem(root), false, 'Http');
		await update('issuing', pem(issuing), false, 'Http');
		await update('root', pem(root));
		store.accessRecords.append(
			Array.from({ length: 12 }, (_, index) =>
				sampleRecord({
					mac: sampleMac(index),
					deviceId: String(index),
					deviceName: `phone-${index}`,
					anchor: 'root',
					proof: 'certificate',
					reason: 'granted',
					status: 200,
					at: new Date(today.getTime() + index),
				}),
			),
		);
		const [, row] = await listTrustAnchors(store, 'Http', today);
		expect(row?.use).toMatchObject({ devices: 12, lastDevice: 'phone-11', lastAt: new Date(today.getTime() + 11) });
		expect(row?.use.examples).toHaveLength(10);
		expect((await removeTrustAnchor(administration, { kind: 'CTI', alias: 'root' })).use).toEqual({ devices: 0, examples: [] });
		const { use, warnings } = await removeTrustAnchor(administration, { kind: 'Http', alias: 'root' });
		expect(use.devices).toBe(12);
		expect(warnings).toEqual([expect.stringMatching(/^issuing: its issuer .*Internal Private Root.* is not installed/)]);
		await expect(removeTrustAnchor(administration, { kind: 'Http', alias: 'root' })).rejects.toMatchObject({
			code: 'trust-anchor.not-found',
		});
	});
});
