import { describe, expect, it } from 'vitest';
import type { OpenTestStore } from '../helpers/stores.ts';
import { sampleEvent, sampleMac, sampleRecord } from './samples.ts';

export function eventsContract(open: OpenTestStore): void {
	describe('events', () => {
		it('come back as they were made, in the order of their ids', async () => {
			const { store, again } = await open();
			const full = sampleEvent({ subject: sampleMac(1), deviceId: '1', deviceName: 'handset', deviceType: 'Sample' });
			expect([await store.events.oldestId(), await store.events.newestId()]).toEqual([1, 0]);
			await store.events.append([full, sampleEvent()]);
			await store.events.append([sampleEvent({ subject: 'vendor' })]);
			const events = await (await again()).events.after(0, 10);
			expect(events.map(({ id: _, ...event }) => event)).toEqual([full, sampleEvent(), sampleEvent({ subject: 'vendor' })]);
			const ids = events.map(({ id }) => id);
			expect(ids).toEqual(ids.toSorted((left, right) => left - right));
			expect(await store.events.after(ids[0] ?? 0, 1)).toEqual([events[1]]);
			expect(await store.events.after(ids[2] ?? 0, 10)).toEqual([]);
			expect([await store.events.oldestId(), await store.events.newestId()]).toEqual([ids[0], ids[2]]);
		});

		it('are made of access records when these are settled', async () => {
			const { store } = await open();
			const device = { mac: sampleMac(1), deviceId: '1', deviceName: 'handset', deviceTypeName: 'Sample' };
			const served = sampleRecord({ ...device, proof: 'certificate', anchor: 'vendor', etag: '"x"', path: '/dms/type/a.xml?token=' });
			const unknown = sampleRecord({ mac: sampleMac(2), status: 403, reason: 'device.unknown', proof: 'certificate' });
			const again = sampleRecord({ ...device, status: 304, reason: 'not-modified', bytes: 0 });
			store.accessRecords.append([served, unknown]);
			await store.settle();
			store.accessRecords.append([again]);
			await store.settle();
			const of = ({ mac: subject }: typeof served) => ({ subject, deviceId: '1', deviceName: 'handset', deviceType: 'Sample' });
			const proven = { remoteAddress: '127.0.0.1', proof: 'certificate', anchor: 'vendor', record: served.id };
			const refused = { at: unknown.at, subject: sampleMac(2), data: { file: 'file.cfg', status: 403, reason: 'device.unknown' } };
			expect(await store.events.after(0, 10)).toMatchObject([
				{ at: served.at, type: 'dms.device.first-seen', ...of(served), data: proven },
				{
					at: served.at,
					type: 'dms.file.served',
					...of(served),
					data: { file: 'a.xml', status: 200, bytes: 1234, etag: '"x"', ...proven },
				},
				{ ...refused, type: 'dms.file.refused' },
				{ ...refused, type: 'dms.device.unknown' },
				{ at: again.at, type: 'dms.file.served', ...of(served), data: { file: 'file.cfg', status: 304, bytes: 0 } },
			]);
		});

		it('become visible in the order of their ids, whoever makes them', async () => {
			const { store, again } = await open();
			const other = await again();
			const seen: number[] = [];
			const writing = new AbortController();
			const writers = [store, other].map(async (each, index) => {
				for (let turn = 0; turn < 15; turn++) {
					each.accessRecords.append([sampleRecord()]);
					await each.transaction(async (inner) => {
						await inner.events.append([sampleEvent()]);
						await new Promise((resolve) => setTimeout(resolve, index + (turn % 3)));
					});
					await each.settle();
				}
			});
			const reader = (async () => {
				while (!writing.signal.aborted) {
					for (const { id } of await other.events.after(seen.at(-1) ?? 0, 100)) seen.push(id);
					await new Promise((resolve) => setTimeout(resolve, 1));
				}
			})();
			await Promise.all(writers);
			writing.abort();
			await reader;
			for (const { id } of await other.events.after(seen.at(-1) ?? 0, 100)) seen.push(id);
			expect(seen).toHaveLength(60);
			expect((await store.events.after(0, 100)).map(({ id }) => id)).toEqual(seen);
		});

		it('go when they are old enough, except the newest one', async () => {
			const { store } = await open();
			const at = (second: number) => new Date(1_700_000_000_000 + second * 1_000);
			await store.events.append(Array.from({ length: 2_100 }, (_, index) => sampleEvent({ at: at(index) })));
			const newest = await store.events.newestId();
			expect(await store.events.removeBefore(at(2_050))).toBe(2_050);
			expect((await store.events.after(0, 100)).map((event) => event.at)).toEqual(
				Array.from({ length: 50 }, (_, index) => at(2_050 + index)),
			);
			expect(await store.events.removeBefore(at(2_050))).toBe(0);
			expect(await store.events.removeBefore(at(9_999))).toBe(49);
			expect([await store.events.oldestId(), await store.events.newestId()]).toEqual([newest, newest]);
		});
	});
}
