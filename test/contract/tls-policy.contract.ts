import { describe, expect, it } from 'vitest';
import type { TlsPolicyLevel } from '../../src/domain/tls-policy.ts';
import type { OpenTestStore } from '../helpers/stores.ts';

const levels: readonly TlsPolicyLevel[] = [
	{ level: 'system' },
	{ level: 'transport' },
	{ level: 'kind', kind: 'CTI' },
	{ level: 'interface', interface: { kind: 'CTI', address: '::', port: 8012 } },
	{ level: 'kind', kind: 'Http' },
	{ level: 'interface', interface: { kind: 'Http', address: '10.0.0.1', port: 8012 } },
	{ level: 'interface', interface: { kind: 'Http', address: '10.0.0.1', port: 18_012 } },
];

export function tlsPolicyContract(open: OpenTestStore): void {
	describe('the TLS policy', () => {
		it('has a list for each level and setting, the general ones before the specific ones', async () => {
			const { store, again } = await open();
			expect(await store.tlsPolicy.list()).toEqual([]);
			const lists = levels.flatMap((at, index) => [
				{ at, setting: 'ciphers', values: ['TLS_AES_128_GCM_SHA256', `SUITE_${index}`] } as const,
				{ at, setting: 'protocols', values: ['TLSv1.3', 'TLSv1.2'] } as const,
			]);
			for (const { values, ...key } of lists.toReversed()) await store.tlsPolicy.save(key, values);
			expect(await (await again()).tlsPolicy.list()).toEqual(lists);
		});

		it.each(levels)('replaces a list at $level, and an empty one inherits again', async (at) => {
			const { store } = await open();
			for (const each of levels) await store.tlsPolicy.save({ at: each, setting: 'ciphers' }, ['stays']);
			const key = { at, setting: 'protocols' } as const;
			await store.tlsPolicy.save(key, ['TLSv1.2']);
			await store.tlsPolicy.save(key, ['TLSv1.3', 'TLSv1.2']);
			const listsOf = async () => (await store.tlsPolicy.list()).filter(({ setting }) => setting === 'protocols');
			expect(await listsOf()).toEqual([{ ...key, values: ['TLSv1.3', 'TLSv1.2'] }]);
			await store.tlsPolicy.save(key, []);
			await store.tlsPolicy.save(key, []);
			expect(await store.tlsPolicy.list()).toHaveLength(levels.length);
			expect(await listsOf()).toEqual([]);
		});
	});
}
