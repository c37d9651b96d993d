import { describe, expect, it } from 'vitest';
import { requireOui } from '../../src/domain/mac-address.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { sampleAnchor } from './samples.ts';

const key = { kind: 'Http', alias: 'vendor' } as const;

export function trustContract(open: OpenTestStore): void {
	describe('trust anchors', () => {
		it('come back as they were added, ordered by alias', async () => {
			const { store } = await open();
			const second = await store.trust.addAnchor(sampleAnchor('vendor b', 2));
			const first = await store.trust.addAnchor(sampleAnchor('vendor a', 1));
			const [one, two] = await store.trust.listAnchors('Http');
			expect([one?.id, two?.id]).toEqual([first.id, second.id]);
			const { certificate, crls, ...rest } = sampleAnchor('vendor a', 1);
			expect(one).toMatchObject(rest);
			expect(Buffer.compare(one?.certificate ?? Buffer.alloc(0), certificate)).toBe(0);
			expect(one?.crls.map((crl) => [...crl])).toEqual(crls.map((crl) => [...crl]));
		});

		it('reject/a taken alias, and a certificate that is installed under another one, which is named', async () => {
			const { store } = await open();
			await store.trust.addAnchor(sampleAnchor('vendor', 1));
			await expect(store.trust.addAnchor(sampleAnchor('vendor', 2))).rejects.toMatchObject({ code: 'trust-anchor.exists', field: 'alias' });
			await expect(store.trust.addAnchor(sampleAnchor('copy', 1))).rejects.toMatchObject({
				code: 'trust-anchor.exists',
				field: 'certificate',
				message: expect.stringContaining('"vendor"'),
			});
			expect(await store.trust.listAnchors('Http')).toHaveLength(1);
		});

		it('change where a member is given', async () => {
			const { store } = await open();
			const before = await store.trust.addAnchor(sampleAnchor('vendor', 1));
			const after = await store.trust.updateAnchor(key, { enabled: false, ouis: [requireOui('0013d1')] });
			expect(after).toMatchObject({ enabled: false, ouis: ['0013d1'], macRules: before.macRules, policy: before.policy });
			const changed = await store.trust.updateAnchor(key, {
				macRules: [],
				policy: { ...before.policy, revocation: 'hard' },
				crls: [new Uint8Array([9])],
			});
			const [stored] = await store.trust.listAnchors('Http');
			for (const anchor of [changed, stored]) {
				expect(anchor).toMatchObject({ enabled: false, macRules: [], policy: { revocation: 'hard' } });
				expect(anchor?.crls.map((crl) => [...crl])).toEqual([[9]]);
			}
			await expect(store.trust.updateAnchor({ ...key, alias: 'none' }, { enabled: true })).rejects.toMatchObject({
				code: 'trust-anchor.not-found',
			});
		});

		it('of one kind and of another have nothing to do with each other', async () => {
			const { store } = await open();
			const http = await store.trust.addAnchor(sampleAnchor('vendor', 1, 'Http'));
			const cti = await store.trust.addAnchor({ ...sampleAnchor('vendor', 1, 'CTI'), crls: [new Uint8Array([7])] });
			expect(await store.trust.listAnchors('Http')).toMatchObject([{ id: http.id, kind: 'Http', enabled: true }]);
			const updated = await store.trust.updateAnchor({ kind: 'CTI', alias: 'vendor' }, { enabled: false });
			expect(updated).toMatchObject({ id: cti.id, kind: 'CTI', enabled: false });
			expect((await store.trust.listAnchors('CTI'))[0]?.crls.map((crl) => [...crl])).toEqual([[7]]);
			await store.trust.removeAnchor(key);
			expect(await store.trust.listAnchors('Http')).toEqual([]);
			expect(await store.trust.listAnchors('CTI')).toMatchObject([{ id: cti.id, enabled: false }]);
		});

		it('keep where their list is fetched and how that went', async () => {
			const { store, again } = await open();
			const crlSource = { url: 'http://ca.example/root.crl' };
			const added = await store.trust.addAnchor({ ...sampleAnchor('vendor', 1), crlSource });
			expect(added.crlSource).toEqual(crlSource);
			const asked = { ...crlSource, askedAt: new Date(2_000), fetchedAt: new Date(1_000), error: 'HTTP status 404' };
			expect((await store.trust.updateAnchor(key, { crlSource: asked })).crlSource).toEqual(asked);
			expect((await store.trust.updateAnchor(key, { enabled: true })).crlSource).toEqual(asked);
			expect((await (await again()).trust.listAnchors('Http'))[0]?.crlSource).toEqual(asked);
			const revision = store.changes.revision('trust');
			const fetched = { ...crlSource, askedAt: new Date(3_000), fetchedAt: new Date(3_000) };
			expect((await store.trust.updateAnchor(key, { crlSource: fetched })).crlSource).toEqual(fetched);
			expect(store.changes.revision('trust')).toBe(revision);
			expect(await store.trust.updateAnchor(key, { crlSource: null })).not.toHaveProperty('crlSource');
			expect((await store.trust.listAnchors('Http'))[0]).not.toHaveProperty('crlSource');
		});

		it('are removed with their lists', async () => {
			const { store } = await open();
			await store.trust.addAnchor(sampleAnchor('vendor', 1));
			await store.trust.removeAnchor(key);
			expect(await store.trust.listAnchors('Http')).toEqual([]);
			await expect(store.trust.removeAnchor(key)).rejects.toMatchObject({ code: 'trust-anchor.not-found' });
			await store.trust.addAnchor({ ...sampleAnchor('vendor', 1), crls: [] });
			expect(await store.trust.listAnchors('Http')).toMatchObject([{ alias: 'vendor', crls: [] }]);
		});
	});

	describe('the deny list', () => {
		it('keeps both kinds of entries, each once', async () => {
			const { store } = await open();
			const byFingerprint = { kind: 'fingerprint', fingerprint: 'ab'.repeat(32), note: 'stolen' } as const;
			const bySerial = { kind: 'serial', issuer: '3000', serial: '0f', note: 'lost' } as const;
			const one = await store.trust.deny(byFingerprint);
			const two = await store.trust.deny(bySerial);
			const again = await store.trust.deny({ ...byFingerprint, note: 'found, still denied' });
			expect(again.id).toBe(one.id);
			expect(await store.trust.listDenied()).toEqual([
				{ ...byFingerprint, note: 'found, still denied', id: one.id, createdAt: one.createdAt },
				{ ...bySerial, id: two.id, createdAt: two.createdAt },
			]);
			expect(await store.trust.allow(one.id)).toBe(true);
			expect(await store.trust.allow(one.id)).toBe(false);
			expect(await store.trust.allow('none')).toBe(false);
			expect(await store.trust.listDenied()).toHaveLength(1);
		});
	});
}
