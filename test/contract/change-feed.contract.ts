import { describe, expect, it, vi } from 'vitest';
import { type ChangeTopic, changeTopics, type Store } from '../../src/domain/ports.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import {
	addType,
	plainDevice,
	sampleAnchor,
	sampleFile,
	sampleInterface,
	sampleRecord,
	sampleServerCertificate,
	sampleType,
} from './samples.ts';

/** Another node may see a change this much later. */
const latestMs = 1_000;

const address = { kind: 'Http', address: '127.0.0.1', port: 8012 } as const;
const sampleGeneration = { certificates: [sampleServerCertificate('EC', 1)], selfSigned: true, keep: 3 };
const list = { at: { level: 'system' }, setting: 'protocols' } as const;

const writes: readonly [ChangeTopic, string, (store: Store, typeId: string) => Promise<unknown>][] = [
	['catalog', 'a type', (store) => store.deviceTypes.add(sampleType('new'))],
	['catalog', 'a changed type', (store, typeId) => store.deviceTypes.update(typeId, sampleType('Spectralink IP-DECT'))],
	['catalog', 'a deleted type', (store, typeId) => store.deviceTypes.delete(typeId)],
	['catalog', 'a file', (store, typeId) => store.deviceTypes.addFile(typeId, sampleFile('a.cfg'))],
	['catalog', 'a tag set', (store) => store.tagSets.save({ name: 'x', tags: [], regions: [] })],
	['catalog', 'a scope', (store, typeId) => store.scopes.save(typeId, { serviceProviderId: 'p' }, { tags: [] })],
	['catalog', 'a setting', (store) => store.settings.save({ realm: 'x' })],
	['trust', 'an anchor', (store) => store.trust.addAnchor(sampleAnchor('new', 2))],
	['trust', 'an anchor of the other kind', (store) => store.trust.addAnchor(sampleAnchor('old', 1, 'CTI'))],
	['trust', 'a changed anchor', (store) => store.trust.updateAnchor({ kind: 'Http', alias: 'old' }, { enabled: false })],
	['trust', 'a removed anchor', (store) => store.trust.removeAnchor({ kind: 'Http', alias: 'old' })],
	['trust', 'a denied certificate', (store) => store.trust.deny({ kind: 'fingerprint', fingerprint: 'ab', note: '' })],
	['interfaces', 'an interface', (store) => store.interfaces.add(sampleInterface('127.0.0.1', 8013))],
	['interfaces', 'a changed interface', (store) => store.interfaces.update(address, { legacyTls: true })],
	['interfaces', 'a deleted interface', (store) => store.interfaces.delete(address)],
	['interfaces', 'new certificates', (store) => store.interfaces.replaceCertificates(address, sampleGeneration)],
	['interfaces', 'older certificates', (store) => store.interfaces.activateCertificates(address, 1)],
	['interfaces', 'a web application', (store) => store.interfaces.setWebApp(address, 'dms', true)],
	['interfaces', 'a TLS policy', (store) => store.tlsPolicy.save(list, ['TLSv1.3'])],
	['identities', 'a client identity', (store) => store.clientIdentities.add({ name: 'new', deviceTypes: [] })],
	['identities', 'a deleted client identity', (store) => store.clientIdentities.delete('old')],
];

export function changeFeedContract(open: OpenTestStore): void {
	describe('the change feed', () => {
		it.each(writes)('grows in `%s` alone with %s', async (topic, _, write) => {
			const { store } = await open();
			const { id } = await addType(store);
			await store.trust.addAnchor(sampleAnchor('old', 1));
			await store.interfaces.add(sampleInterface(address.address, address.port));
			await store.interfaces.replaceCertificates(address, sampleGeneration);
			await store.clientIdentities.add({ name: 'old', deviceTypes: [] });
			const revisions = () => changeTopics.map((each) => [each, store.changes.revision(each)] as const);
			const before = revisions();
			await write(store, id);
			expect(revisions()).toEqual(before.map(([each, revision]) => [each, each === topic ? revision + 1 : revision]));
		});

		it('does not grow with a device, a record, or a change that failed', async () => {
			const { store } = await open();
			const { id } = await addType(store);
			const before = store.changes.revision('catalog');
			await store.devices.add(plainDevice(id, 'handset'));
			store.accessRecords.append([sampleRecord()]);
			await store.audit.append({ actor: 'a', action: 'b', subject: 'c' });
			await store.subscriptions.add({ identity: 'x', devices: [], deviceTypes: [], types: [], expiresAt: new Date() });
			await store.notices.tellOnce('x', new Date());
			await expect(addType(store)).rejects.toThrow();
			await expect(
				store.transaction(async (inner) => {
					await inner.tagSets.save({ name: 'x', tags: [], regions: [] });
					throw new Error('no');
				}),
			).rejects.toThrow('no');
			expect(store.changes.revision('catalog')).toBe(before);
		});

		it('grows once with a transaction, and not before it is committed', async () => {
			const { store, again } = await open();
			const other = await again();
			const before = store.changes.revision('catalog');
			await store.transaction(async (inner) => {
				await inner.tagSets.save({ name: 'x', tags: [], regions: [] });
				await inner.tagSets.save({ name: 'y', tags: [], regions: [] });
				expect(other.changes.revision('catalog')).toBe(before);
			});
			expect(store.changes.revision('catalog')).toBe(before + 1);
		});

		it('reaches another process within a second, and its listeners', async () => {
			const { store, again } = await open();
			const other = await again();
			const heard: ChangeTopic[] = [];
			const own: ChangeTopic[] = [];
			const stop = other.changes.subscribe((topic) => heard.push(topic));
			store.changes.subscribe((topic) => own.push(topic));
			await store.trust.addAnchor(sampleAnchor('new', 1));
			expect(own).toEqual(['trust']);
			await vi.waitFor(() => expect(heard).toEqual(['trust']), latestMs);
			expect(other.changes.revision('trust')).toBe(store.changes.revision('trust'));
			await store.settings.save({ realm: 'x' });
			await vi.waitFor(() => expect(heard).toEqual(['trust', 'catalog']), latestMs);
			expect((await other.settings.load()).realm).toBe('x');
			stop();
			await store.settings.save({ realm: 'y' });
			await vi.waitFor(() => expect(other.changes.revision('catalog')).toBe(store.changes.revision('catalog')), latestMs);
			expect(heard).toEqual(['trust', 'catalog']);
			expect(own).toEqual(['trust', 'catalog', 'catalog']);
		});

		it('knows the changes of the time before it was opened', async () => {
			const { store, again } = await open();
			await addType(store);
			expect((await again()).changes.revision('catalog')).toBe(store.changes.revision('catalog'));
		});
	});
}
