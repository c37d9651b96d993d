import { describe, expect, it } from 'vitest';
import { exportDtaf } from '../../../src/app/administration/export-dtaf.ts';
import { importDtaf, planDtafImport } from '../../../src/app/administration/import-dtaf.ts';
import { openArchive } from '../../../src/dtaf/read-archive.ts';
import { describeStores } from '../../helpers/stores.ts';
import { importSample, openSample, toAdministration } from './samples.ts';

describeStores((open) => {
	describe('importing an archive', () => {
		it('keeps every content as it is in the archive', async () => {
			const administration = toAdministration((await open()).store);
			const archive = await openSample('Sample-IP-DECT-2000_MAC');
			const plan = await importDtaf(administration, archive, {});
			expect(plan).toMatchObject({ outcome: 'created', deviceType: 'Sample IP-DECT 2000 MAC' });
			const type = await administration.store.deviceTypes.findByName(plan.deviceType);
			expect(type?.files).toHaveLength(archive.descriptor.files.length);
			for (const file of type?.files ?? []) {
				const stored = await administration.store.content.readWhole(file.content?.sha256 ?? '', 1_000_000);
				expect(Buffer.from(stored)).toEqual(Buffer.concat(await Array.fromAsync(archive.readContent(file.fileFormat))));
			}
		});

		it('leaves nothing that anybody can see when it is cut short', async () => {
			const { store } = await open();
			const administration = toAdministration(store);
			const archive = await openSample('Sample-IP-DECT-2000_MAC');
			let contents = 0;
			const interrupt = () => {
				contents += 1;
				if (contents === 2) throw new Error('interrupted');
			};
			await expect(importDtaf(administration, archive, {}, interrupt)).rejects.toThrow('interrupted');
			expect(await store.deviceTypes.list()).toEqual([]);
			expect((await store.tagSets.list()).map(({ name }) => name)).toEqual(['']);
			expect(await store.audit.list(10)).toEqual([]);
			expect(await store.content.removeUnreferenced(-1000)).toBe(2);
			await importDtaf(administration, archive, {});
			expect(await store.deviceTypes.list()).toHaveLength(1);
		});

		it('is refused with the code of the plan, and writes no content', async () => {
			const { store } = await open();
			const administration = toAdministration(store);
			const archive = await openSample('Sample-IP-DECT-2000_MAC');
			await expect(importDtaf(administration, archive, { updateFiles: true })).rejects.toMatchObject({ code: 'dtaf.device-type-missing' });
			expect(await store.content.removeUnreferenced(-1000)).toBe(0);
			await importDtaf(administration, archive, {});
			await expect(importDtaf(administration, archive, {})).rejects.toMatchObject({ code: 'dtaf.device-type-exists' });
			await expect(importDtaf(administration, archive, { rename: 'n'.repeat(41) })).rejects.toMatchObject({ code: 'value.too-long' });
		});

		it('decides again inside the transaction: of two imports at once, one is refused', async () => {
			const { store } = await open();
			const administration = toAdministration(store);
			const archive = await openSample('Sample-IP-DECT-2000_MAC');
			const results = await Promise.allSettled([importDtaf(administration, archive, {}), importDtaf(administration, archive, {})]);
			expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
			expect(await store.deviceTypes.list()).toHaveLength(1);
			expect(await store.audit.list(10)).toHaveLength(1);
		});
	});

	describe('exporting a device type', () => {
		it('gives an archive that differs in nothing from what is stored', async () => {
			const { store } = await open();
			await importSample(toAdministration(store), 'Sample-Mixed_MAC');
			const { chunks } = await exportDtaf(store, 'Sample Mixed MAC');
			const archive = await openArchive(Buffer.concat(await Array.fromAsync(chunks)));
			expect(await planDtafImport(store, archive, { updateFiles: true })).toMatchObject({
				outcome: 'files-updated',
				differenceFound: false,
			});
		});
	});
});
