import { describe, expect, it } from 'vitest';
import { requireOui } from '../../src/domain/mac-address.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { sampleAnchor } from './samples.ts';

export function trustContract(open: OpenTestStore): void {
	describe('trust anchors', () => {
		it('come back as they were added, ordered by alias', async () => {
			const { store } = await open();
			const second = await store.trust.addAnchor(sampleAnchor('vendor b', 2));
			const first = await store.trust.addAnchor(sampleAnchor('vendor a', 1));
			const [one, two] = await store.trust.listAnchors();
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
			expect(await store.trust.listAnchors()).toHaveLength(1);
		});

		it('change where a member is given', async () => {
			const { store } = await open();
			const before = await store.trust.addAnchor(sampleAnchor('vendor', 1));
			const after = await store.trust.updateAnchor('vendor', { enabled: false, ouis: [requireOui('0013d1')] });
			expect(after).toMatchObject({ enabled: false, ouis: ['0013d1'], macRules: before.macRules, policy: before.policy });
			const changed = await store.trust.updateAnchor('vendor', {
				macRules: [],
				policy: { ...before.policy, revocation: 'hard' },
				crls: [new Uint8Array([9])],
			});
			const [stored] = await store.trust.listAnchors();
			for (const anchor of [changed, stored]) {
				expect(anchor).toMatchObject({ enabled: false, macRules: [], policy: { revocation: 'hard' } });
				expect(anchor?.crls.map((crl) => [...crl])).toEqual([[9]]);
			}
			await expect(store.trust.updateAnchor('none', { enabled: true })).rejects.toMatchObject({ code: 'trust-anchor.not-found' });
		});

		it('are removed with their lists', async () => {
			const { store } = await open();
			await store.trust.addAnchor(sampleAnchor('vendor', 1));
			await store.trust.removeAnchor('vendor');
			expect(await store.trust.listAnchors()).toEqual([]);
			await expect(store.trust.removeAnchor('vendor')).rejects.toMatchObject({ code: 'trust-anchor.not-found' });
			await store.trust.addAnchor({ ...sampleAnchor('vendor', 1), crls: [] });
			expect(await store.trust.listAnchors()).toMatchObject([{ alias: 'vendor', crls: [] }]);
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
