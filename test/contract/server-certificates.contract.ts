import { describe, expect, it } from 'vitest';
import { rotateSecretKey } from '../../src/store/open-store.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { sampleInterface, sampleServerCertificate } from './samples.ts';

const key = { kind: 'Http', address: '10.0.0.1', port: 8012 } as const;
const other = { kind: 'Http', address: '10.0.0.1', port: 8013 } as const;
const pairOf = (number: number) => [sampleServerCertificate('EC', number), sampleServerCertificate('RSA', number)];
const replacementOf = (number: number, keep = 3) => ({ certificates: pairOf(number), selfSigned: number === 1, keep });

export function serverCertificatesContract(open: OpenTestStore): void {
	const openWithInterfaces: OpenTestStore = async (overrides) => {
		const place = await open(overrides);
		for (const { address, port } of [other, key]) await place.store.interfaces.add(sampleInterface(address, port));
		return place;
	};

	describe('the certificates of an interface', () => {
		it('are one generation after the other, the newest of which is active', async () => {
			const createdAt = new Date(1_234_567);
			const { store, again } = await openWithInterfaces({ clock: { now: () => createdAt } });
			expect(await store.interfaces.listCertificates(key)).toEqual([]);
			const first = await store.interfaces.replaceCertificates(key, replacementOf(1));
			expect(first).toEqual({ ...key, generation: 1, selfSigned: true, isActive: true, certificates: pairOf(1), createdAt });
			const rsaFirst = { ...replacementOf(2), certificates: pairOf(2).reverse() };
			const second = await store.interfaces.replaceCertificates(key, rsaFirst);
			expect(second).toEqual({ ...key, generation: 2, selfSigned: false, isActive: true, certificates: pairOf(2), createdAt });
			for (const each of [store, await again()]) {
				expect(await each.interfaces.listCertificates(key)).toEqual([second, { ...first, isActive: false }]);
				expect(await each.interfaces.listActiveCertificates()).toEqual([second]);
			}
		});

		it('are counted for each interface alone, and listed in the order of the interfaces', async () => {
			const { store } = await openWithInterfaces();
			for (const number of [1, 2]) await store.interfaces.replaceCertificates(other, replacementOf(number));
			await store.interfaces.replaceCertificates(key, replacementOf(3));
			expect(await store.interfaces.listActiveCertificates()).toMatchObject([
				{ ...key, generation: 1, certificates: pairOf(3) },
				{ ...other, generation: 2, certificates: pairOf(2) },
			]);
		});

		it('come back when an older generation is activated, and the next generation gets a new number', async () => {
			const { store } = await openWithInterfaces();
			for (const number of [1, 2]) await store.interfaces.replaceCertificates(key, replacementOf(number));
			const back = await store.interfaces.activateCertificates(key, 1);
			expect(back).toMatchObject({ ...key, generation: 1, isActive: true, selfSigned: true, certificates: pairOf(1) });
			expect(await store.interfaces.listActiveCertificates()).toEqual([back]);
			expect(await store.interfaces.activateCertificates(key, 1)).toEqual(back);
			expect(await store.interfaces.replaceCertificates(key, replacementOf(3))).toMatchObject({ generation: 3, isActive: true });
			const all = await store.interfaces.listCertificates(key);
			expect(all.map(({ generation, isActive }) => [generation, isActive])).toEqual([
				[3, true],
				[2, false],
				[1, false],
			]);
		});

		it('are kept for as many generations as are asked for', async () => {
			const { store, query } = await openWithInterfaces();
			await store.interfaces.replaceCertificates(other, replacementOf(9));
			for (const number of [1, 2, 3, 4]) await store.interfaces.replaceCertificates(key, replacementOf(number, 2));
			expect((await store.interfaces.listCertificates(key)).map(({ generation }) => generation)).toEqual([4, 3]);
			await store.interfaces.replaceCertificates(key, replacementOf(5, 1));
			expect((await store.interfaces.listCertificates(key)).map(({ generation }) => generation)).toEqual([5]);
			expect(await store.interfaces.listCertificates(other)).toHaveLength(1);
			expect(await query('select key_type from server_certificate')).toHaveLength(4);
		});

		it('reject/a generation that there is not, or not any more', async () => {
			const { store } = await openWithInterfaces();
			const missing = { code: 'server-certificate.not-found' };
			await expect(store.interfaces.activateCertificates(key, 1)).rejects.toMatchObject(missing);
			for (const number of [1, 2]) await store.interfaces.replaceCertificates(key, replacementOf(number, 1));
			for (const generation of [0, 1, 3])
				await expect(store.interfaces.activateCertificates(key, generation)).rejects.toMatchObject(missing);
			await expect(store.interfaces.activateCertificates(other, 2)).rejects.toMatchObject(missing);
			expect(await store.interfaces.listActiveCertificates()).toMatchObject([{ generation: 2 }]);
		});

		it('stay as they were when the transaction that replaces them fails', async () => {
			const { store } = await openWithInterfaces();
			const before = await store.interfaces.replaceCertificates(key, replacementOf(1));
			const failing = store.transaction(async (inner) => {
				const after = await inner.interfaces.replaceCertificates(key, replacementOf(2, 1));
				expect(await inner.interfaces.listCertificates(key)).toEqual([after]);
				throw new Error('no');
			});
			await expect(failing).rejects.toThrow('no');
			expect(await store.interfaces.listCertificates(key)).toEqual([before]);
		});

		it('get different numbers when two processes replace them at once', async () => {
			const { store, again } = await openWithInterfaces();
			const second = await again();
			const made = await Promise.all(
				Array.from({ length: 8 }, (_, index) => (index % 2 ? store : second).interfaces.replaceCertificates(key, replacementOf(index, 20))),
			);
			expect(made.map(({ generation }) => generation).toSorted((low, high) => low - high)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
			const active = (await store.interfaces.listCertificates(key)).filter(({ isActive }) => isActive);
			expect(active).toMatchObject([{ generation: 8 }]);
		});
	});

	describe('the keys of server certificates', () => {
		it('are sealed anew by a rotation, those of older generations too', async () => {
			const { store, again, options } = await openWithInterfaces();
			for (const number of [1, 2]) await store.interfaces.replaceCertificates(key, replacementOf(number));
			await store.interfaces.replaceCertificates(other, replacementOf(1));
			expect((await rotateSecretKey(options)).resealed).toBe(6);
			for (const each of [store, await again()]) {
				expect((await each.interfaces.listCertificates(key)).map(({ certificates }) => certificates)).toEqual([pairOf(2), pairOf(1)]);
				expect(await each.interfaces.listActiveCertificates()).toHaveLength(2);
			}
			expect(await store.interfaces.replaceCertificates(key, replacementOf(3))).toMatchObject({ certificates: pairOf(3) });
			expect(await (await again()).interfaces.activateCertificates(key, 3)).toMatchObject({ certificates: pairOf(3) });
		});

		it('reject/a key that was put beside another certificate', async () => {
			const { store, query } = await openWithInterfaces();
			await store.interfaces.replaceCertificates(key, replacementOf(1));
			await query(`update server_certificate set key_sealed = (select key_sealed from server_certificate where key_type = 'EC')`);
			await expect(store.interfaces.listActiveCertificates()).rejects.toMatchObject({ code: 'secret.unreadable' });
		});
	});
}
