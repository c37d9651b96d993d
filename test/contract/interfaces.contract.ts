import { describe, expect, it } from 'vitest';
import type { OpenTestStore } from '../helpers/stores.ts';
import { sampleInterface, sampleServerCertificate } from './samples.ts';

const key = { kind: 'Http', address: '10.0.0.1', port: 8012 } as const;
const cti = { kind: 'CTI', address: '::1', port: 8012 } as const;
const ctiRow = { ...sampleInterface(cti.address, cti.port), kind: 'CTI', clientAuthRequired: true } as const;

export function interfacesContract(open: OpenTestStore): void {
	describe('interfaces', () => {
		it('come back as they were added, ordered by kind, address and port', async () => {
			const createdAt = new Date(1_234_567);
			const { store, again } = await open({ clock: { now: () => createdAt } });
			const rows = [
				sampleInterface('10.0.0.2', 8012, { legacyTls: true }),
				sampleInterface('10.0.0.1', 8080, { secure: false, serverCertificate: false }),
				sampleInterface('10.0.0.1', 8012, { clientAuthRequired: true }),
				ctiRow,
			];
			for (const row of rows) expect(await store.interfaces.add(row)).toEqual({ ...row, createdAt });
			const inOrder = [3, 2, 1, 0].map((index) => ({ ...rows[index], createdAt }));
			expect(await (await again()).interfaces.list()).toEqual(inOrder);
		});

		it('reject/an address and port that any kind has already', async () => {
			const { store } = await open();
			await store.interfaces.add(ctiRow);
			for (const kind of ['Http', 'CTI'] as const) {
				await expect(store.interfaces.add({ ...ctiRow, kind })).rejects.toMatchObject({
					code: 'interface.exists',
					message: expect.stringContaining('CTI interface [::1]:8012'),
				});
			}
			expect(await store.interfaces.list()).toHaveLength(1);
		});

		it('change where a member is given', async () => {
			const { store } = await open();
			const added = await store.interfaces.add(sampleInterface(key.address, key.port));
			const other = await store.interfaces.add(ctiRow);
			expect(await store.interfaces.update(key, {})).toEqual(added);
			const changed = await store.interfaces.update(key, { clientAuthRequired: true, legacyTls: true });
			expect(changed).toEqual({ ...added, clientAuthRequired: true, legacyTls: true });
			const plain = { secure: false, serverCertificate: false, clientAuthRequired: false, legacyTls: false };
			expect(await store.interfaces.update(key, plain)).toEqual({ ...added, ...plain });
			expect(await store.interfaces.list()).toEqual([other, { ...added, ...plain }]);
		});

		it.each([
			['another kind', { ...key, kind: 'CTI' }],
			['another address', { ...key, address: '10.0.0.2' }],
			['another port', { ...key, port: 8013 }],
		] as const)('reject/%s than that of any interface', async (_, unknown) => {
			const { store } = await open();
			await store.interfaces.add(sampleInterface(key.address, key.port));
			const missing = { code: 'interface.not-found' };
			await expect(store.interfaces.update(unknown, { secure: true })).rejects.toMatchObject(missing);
			await expect(store.interfaces.delete(unknown)).rejects.toMatchObject(missing);
			const replacement = { certificates: [], selfSigned: true, keep: 1 };
			await expect(store.interfaces.replaceCertificates(unknown, replacement)).rejects.toMatchObject(missing);
			expect(await store.interfaces.list()).toHaveLength(1);
		});

		it('have web applications, each once, ordered by interface and name', async () => {
			const { store } = await open();
			await store.interfaces.add(sampleInterface(key.address, key.port));
			await store.interfaces.add(ctiRow);
			await store.interfaces.setWebApp(key, 'events', true);
			await store.interfaces.setWebApp(key, 'dms', true);
			await store.interfaces.setWebApp(key, 'dms', false);
			await store.interfaces.setWebApp(cti, 'zz', true);
			const all = [
				{ ...cti, application: 'zz', clientAuthRequired: true },
				{ ...key, application: 'dms', clientAuthRequired: false },
				{ ...key, application: 'events', clientAuthRequired: true },
			];
			expect(await store.interfaces.listWebApps()).toEqual(all);
			await store.interfaces.setWebApp(key, 'events', undefined);
			await store.interfaces.setWebApp(key, 'events', undefined);
			expect(await store.interfaces.listWebApps()).toEqual(all.slice(0, 2));
		});

		it('go with their certificates, policy and web applications, and leave those of others', async () => {
			const { store, query } = await open();
			await store.interfaces.add(sampleInterface(key.address, key.port));
			await store.interfaces.add(ctiRow);
			const kept: unknown[] = [];
			for (const [index, each] of [key, cti].entries()) {
				const certificates = [sampleServerCertificate('EC', index)];
				const shown = await store.interfaces.replaceCertificates(each, { certificates, selfSigned: true, keep: 3 });
				await store.interfaces.setWebApp(each, 'dms', true);
				for (const setting of ['protocols', 'ciphers'] as const) {
					await store.tlsPolicy.save({ at: { level: 'interface', interface: each }, setting }, [`of ${each.kind}`]);
				}
				if (each === cti) kept.push(shown);
			}
			await store.tlsPolicy.save({ at: { level: 'kind', kind: 'Http' }, setting: 'protocols' }, ['of the kind']);
			await store.interfaces.delete(key);
			expect(await store.interfaces.list()).toMatchObject([cti]);
			expect(await store.interfaces.listActiveCertificates()).toEqual(kept);
			expect(await store.interfaces.listCertificates(key)).toEqual([]);
			expect(await query('select count(*) as rows from server_certificate')).toEqual([
				{ rows: expect.toSatisfy((rows) => Number(rows) === 1) },
			]);
			expect(await store.interfaces.listWebApps()).toMatchObject([cti]);
			const values = (await store.tlsPolicy.list()).flatMap((list) => list.values);
			expect(values.sort()).toEqual(['of CTI', 'of CTI', 'of the kind']);
			// What comes to the address later has nothing of it.
			await store.interfaces.add(sampleInterface(key.address, key.port));
			expect(await store.interfaces.listCertificates(key)).toEqual([]);
		});
	});
}
