import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';
import { describeStores, type TestStore } from '../helpers/stores.ts';
import { openStream, parseObject } from './event-client.ts';
import { admitClients, clientCa, daysFromNow, mintClient, openEventService, type TestEventService, toTestEvent } from './event-service.ts';

const reader = mintClient(['reader']);
const writer = mintClient(['writer']);
const anchor = { kind: 'CTI', alias: 'clients' } as const;

interface Row {
	readonly row: string;
	/** As another process does it. */
	take(store: Store, service: TestEventService): Promise<unknown>;
	readonly reason: string;
	/** The other client keeps its stream. */
	readonly isForOne: boolean;
}

const rows: readonly Row[] = [
	{ row: 'its identity is deleted', take: (store) => store.clientIdentities.delete('reader'), reason: 'client.not-listed', isForOne: true },
	{
		row: 'its identity is bound to another certificate',
		take: (store) =>
			store.transaction(async (each) => {
				await each.clientIdentities.delete('reader');
				await each.clientIdentities.add({ name: 'reader', fingerprint: writer.fingerprint, deviceTypes: [] });
			}),
		reason: 'client.other-certificate',
		isForOne: true,
	},
	{
		row: 'its certificate is denied',
		take: (store) => store.trust.deny({ kind: 'fingerprint', fingerprint: reader.fingerprint, note: 'stolen' }),
		reason: 'certificate.denied',
		isForOne: true,
	},
	{
		row: 'its certificate is revoked',
		take: async (store) => {
			const crl = mintRevocationList({
				issuer: clientCa,
				revoked: [reader.serial],
				thisUpdate: daysFromNow(-1),
				nextUpdate: daysFromNow(1),
			});
			const [installed] = await store.trust.listAnchors('CTI');
			if (installed === undefined) throw new Error('no anchor');
			await store.trust.updateAnchor(anchor, { crls: [crl], policy: { ...installed.policy, revocation: 'hard' } });
		},
		reason: 'certificate.revoked',
		isForOne: true,
	},
	{
		row: 'the anchor is removed',
		take: (store) => store.trust.removeAnchor(anchor),
		reason: 'certificate.unknown-issuer',
		isForOne: false,
	},
	{
		row: 'allowClientApp becomes false',
		take: (store) => store.settings.save({ allowClientApp: false }),
		reason: 'client.off',
		isForOne: false,
	},
	{
		row: 'its certificate expires',
		take: async (_store, { clock }) => {
			clock.shiftMs = 400 * 86_400_000;
		},
		reason: 'certificate.expired',
		isForOne: false,
	},
];

describe('a stream is cut within a second, and the next attempt refused, when', () => {
	describeStores((open) => {
		const start = async (): Promise<{ readonly test: TestStore; readonly service: TestEventService }> => {
			const test = await open();
			await admitClients(test.store, ['reader', 'writer']);
			return { test, service: await openEventService(test.store) };
		};

		it.each(rows)('$row', async ({ take, reason, isForOne }) => {
			const { test, service } = await start();
			const elsewhere = await test.again();
			const client = await openStream(service.port, { identity: reader });
			const other = await openStream(service.port, { identity: writer });
			let otherEnd = 'open';
			void other.ended.then((end) => (otherEnd = end));
			await take(elsewhere, service);
			const takenAtMs = performance.now();
			expect(await client.ended).toBe('cut');
			// The change itself may be seen late; a date is looked at once a second.
			expect(performance.now() - takenAtMs).toBeLessThan(1_500);
			await elsewhere.events.append([toTestEvent(1)]);
			const next = await openStream(service.port, { identity: reader });
			await next.ended;
			expect([next.status, parseObject(next.text)['reason']]).toEqual([403, reason]);
			expect(client.events).toEqual([]);
			if (isForOne) await other.waitForEvents(1);
			else expect(otherEnd).toBe('cut');
			await service.close();
		});

		it('its identity was replaced by one with other rights, with which it comes back', async () => {
			const { test, service } = await start();
			const client = await openStream(service.port, { identity: reader });
			await test.store.transaction(async (each) => {
				await each.clientIdentities.delete('reader');
				await each.clientIdentities.add({ name: 'reader', deviceTypes: ['Type B'] });
			});
			expect(await client.ended).toBe('cut');
			await test.store.events.append([toTestEvent(1), toTestEvent(2, { deviceType: 'Type B' })]);
			const next = await openStream(service.port, { identity: reader, lastEventId: '0' });
			await next.waitForEvents(1);
			expect(next.events).toMatchObject([{ id: '2' }]);
			await service.close();
		});
	});
});
