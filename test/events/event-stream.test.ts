import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import { fetchSecure } from '../helpers/https-client.ts';
import { describeStores, useSqlite } from '../helpers/stores.ts';
import { type EventClient, openStream, parseObject } from './event-client.ts';
import { admitClients, mac, mintClient, openEventService, toTestEvent } from './event-service.ts';

const reader = mintClient(['reader']);
const writer = mintClient(['writer']);
const forms = ['text/event-stream', 'application/x-ndjson'] as const;

const idsOf = ({ events }: EventClient) => events.map(({ id }) => Number(id));
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

async function append(store: Store, count: number, data: Record<string, string> = {}): Promise<void> {
	await store.events.append(range(1, count).map((device) => toTestEvent(device, { data })));
}

describe('an event stream', () => {
	describeStores((open) => {
		it.each(forms)('tells in %s what happens from now on, and ends in order when the server stops', async (form) => {
			const { store } = await open();
			await admitClients(store, ['reader']);
			await append(store, 1);
			const service = await openEventService(store);
			const client = await openStream(service.port, { identity: reader, form });
			expect([client.status, client.headers['content-type'], client.headers['last-event-id']]).toEqual([200, form, '1']);
			await store.events.append([toTestEvent(2, { at: new Date(1_700_000_000_000) }), toTestEvent(3, { deviceName: 'ring "1"\n' })]);
			await client.waitForEvents(2);
			expect(client.events).toEqual([
				{
					specversion: '1.0',
					id: '2',
					source: '/dms/test%20server',
					type: 'dms.file.served',
					subject: mac(2),
					time: '2023-11-14T22:13:20.000Z',
					datacontenttype: 'application/json',
					data: { file: 'config.xml', deviceType: 'Type A' },
				},
				expect.objectContaining({ id: '3', data: { file: 'config.xml', deviceType: 'Type A', deviceName: 'ring "1"\n' } }),
			]);
			await service.close();
			expect(await client.ended).toBe('end');
		});

		it.each(forms)('in %s goes on where it was after a restart: nothing is lost and nothing comes twice', async (form) => {
			const { store } = await open();
			await admitClients(store, ['reader']);
			await append(store, 3);
			const before = await openEventService(store);
			const first = await openStream(before.port, { identity: reader, form, lastEventId: '0' });
			await first.waitForEvents(3);
			await append(store, 2);
			await first.waitForEvents(5);
			await before.close();
			await append(store, 600);
			const after = await openEventService(store);
			const second = await openStream(after.port, { identity: reader, form, lastEventId: first.lastEventId });
			await second.waitForEvents(600);
			await append(store, 10);
			await second.waitForEvents(610);
			await delay(100);
			expect([...idsOf(first), ...idsOf(second)]).toEqual(range(1, 615));
			await after.close();
		});

		it('answers 410 with the oldest id where the next events are no longer kept', async () => {
			const { store } = await open();
			await admitClients(store, ['reader']);
			const old = new Date(Date.now() - 1_000_000);
			await store.events.append(range(1, 5).map((device) => toTestEvent(device, { at: old })));
			await append(store, 2);
			await store.events.removeBefore(new Date(Date.now() - 500_000));
			const service = await openEventService(store);
			const statusAfter = async (id: string) => {
				const client = await openStream(service.port, { identity: reader, lastEventId: id });
				if (client.status === 200) client.close();
				else await client.ended;
				if (client.status !== 410) return [client.status];
				const { oldestId, code } = parseObject(client.text);
				return [client.status, oldestId, code];
			};
			expect(await statusAfter('0')).toEqual([410, '6', 'event.trimmed']);
			expect(await statusAfter('4')).toEqual([410, '6', 'event.trimmed']);
			expect(await statusAfter('5')).toEqual([200]);
			expect(await statusAfter('7')).toEqual([200]);
			// It has seen what this feed never had: another store, or one from a backup.
			expect(await statusAfter('8')).toEqual([410, '6', 'event.trimmed']);
			await service.close();
		});
	});

	describe('on SQLite alone', () => {
		const open = useSqlite();
		const start = async (options: Parameters<typeof openEventService>[1] = {}) => {
			const { store } = await open();
			await admitClients(store, ['reader', 'writer']);
			return { store, service: await openEventService(store, options) };
		};

		it('lets the header decide over the query, which a client that comes back repeats', async () => {
			const { store, service } = await start();
			await append(store, 5);
			const client = await openStream(service.port, { identity: reader, path: '/events?after=0', lastEventId: '3' });
			await client.waitForEvents(2);
			expect(idsOf(client)).toEqual([4, 5]);
			const fresh = await openStream(service.port, { identity: reader, path: '/events?after=1' });
			await fresh.waitForEvents(4);
			expect(idsOf(fresh)).toEqual([2, 3, 4, 5]);
			await service.close();
		});

		it('begins with the pause before a new attempt and the position, and stays alive by comments that move it', async () => {
			const { store, service } = await start({ limits: { heartbeatMs: 300 } });
			await append(store, 1);
			await store.clientIdentities.delete('writer');
			await store.clientIdentities.add({ name: 'writer', deviceTypes: ['Type B'] });
			const client = await openStream(service.port, { identity: writer });
			await client.waitFor(() => client.text.includes('\n\n'));
			expect(client.text).toBe('retry: 1000\nid: 1\n\n');
			await append(store, 4);
			await client.waitFor(() => client.lastEventId === '5');
			expect([client.events, client.text]).toEqual([[], 'retry: 1000\nid: 1\n\n:\nid: 5\n\n']);
			await client.waitFor(() => client.text.endsWith('id: 5\n\n:\n\n'));
			const lines = await openStream(service.port, { identity: writer, form: 'application/x-ndjson' });
			await lines.waitFor(() => lines.text.length > 1);
			expect(lines.text).toMatch(/^\n+$/);
			await service.close();
		});

		it('shows a client that is limited to device types nothing else', async () => {
			const { store, service } = await start();
			await store.clientIdentities.delete('writer');
			await store.clientIdentities.add({ name: 'writer', deviceTypes: ['Type B', 'Type C'] });
			const client = await openStream(service.port, { identity: writer, lastEventId: '0' });
			await store.events.append([
				toTestEvent(1),
				toTestEvent(2, { deviceType: 'Type B' }),
				{ at: new Date(), type: 'dms.trust.changed', subject: 'Http/root', data: {} },
				toTestEvent(3, { deviceType: 'Type C' }),
			]);
			await client.waitForEvents(2);
			await delay(100);
			expect(idsOf(client)).toEqual([2, 4]);
			await service.close();
		});

		it('cuts a client that does not read, which goes on where it was', async () => {
			const { store, service } = await start({ limits: { mostBufferedBytes: 64 * 1024 } });
			const big = { text: 'x'.repeat(16_000) };
			const slow = await openStream(service.port, { identity: reader, lastEventId: '0' });
			const quick = await openStream(service.port, { identity: reader, lastEventId: '0' });
			await append(store, 1, big);
			await slow.waitForEvents(1);
			slow.pause();
			for (let batch = 0; batch < 20; batch++) {
				await append(store, 100, big);
				await quick.waitForEvents(batch * 100 + 101);
			}
			const until = performance.now() + 5_000;
			while (service.plane.streamCount > 1 && performance.now() < until) await delay(10);
			expect(service.plane.streamCount).toBe(1);
			slow.resume();
			expect(await slow.ended).toBe('cut');
			const again = await openStream(service.port, { identity: reader, lastEventId: slow.lastEventId });
			await again.waitFor(() => idsOf(again).at(-1) === 2_001);
			expect([...idsOf(slow), ...idsOf(again)]).toEqual(range(1, 2_001));
			expect(idsOf(slow).length).toBeLessThan(2_001);
			await service.close();
		});

		it('cuts a client that takes not even a heartbeat', async () => {
			const { store, service } = await start({ limits: { heartbeatMs: 500 } });
			await append(store, 2_000, { text: 'x'.repeat(16_000) });
			const slow = await openStream(service.port, { identity: reader, lastEventId: '0' });
			slow.pause();
			const until = performance.now() + 10_000;
			while (service.plane.streamCount > 0 && performance.now() < until) await delay(10);
			expect(service.plane.streamCount).toBe(0);
			slow.close();
			await service.close();
		}, 20_000);

		it('is one of as many as a client may have open, and makes room when it ends', async () => {
			const { service } = await start({ limits: { mostStreamsPerIdentity: 3 } });
			const streams = await Promise.all(range(1, 3).map(() => openStream(service.port, { identity: reader })));
			const extra = await openStream(service.port, { identity: reader });
			await extra.ended;
			expect([extra.status, extra.headers['retry-after'], parseObject(extra.text)['code']]).toEqual([429, '30', 'client.limit']);
			const other = await openStream(service.port, { identity: writer });
			expect(other.status).toBe(200);
			streams[0]?.close();
			const until = performance.now() + 2_000;
			while (service.plane.streamCount > 3 && performance.now() < until) await delay(5);
			expect((await openStream(service.port, { identity: reader })).status).toBe(200);
			await service.close();
		});

		it('ends when its listener closes, while others stay', async () => {
			const { store } = await open();
			await admitClients(store, ['reader']);
			const closing = new AbortController();
			const service = await openEventService(store, { closing: closing.signal });
			const clients = await Promise.all(range(1, 12).map(() => openStream(service.port, { identity: reader })));
			closing.abort();
			expect(new Set(await Promise.all(clients.map(({ ended }) => ended)))).toEqual(new Set(['end']));
			await service.close();
		});

		it('is refused while the server stops', async () => {
			const { service } = await start();
			await service.plane.close();
			const client = await openStream(service.port, { identity: reader });
			await client.ended;
			expect([client.status, client.headers['retry-after']]).toEqual([503, '1']);
			await service.listener.close({ graceMs: 0 });
		});

		it.each([
			{ row: 'ok/no Accept: SSE', headers: {}, status: 200, type: 'text/event-stream' },
			{ row: 'ok/anything: SSE', headers: { accept: '*/*' }, status: 200, type: 'text/event-stream' },
			{
				row: 'ok/the preferred one',
				headers: { accept: 'text/event-stream;q=0.5, application/x-ndjson' },
				status: 200,
				type: 'application/x-ndjson',
			},
			{ row: 'reject/something else', headers: { accept: 'text/html' }, status: 406, type: 'application/problem+json' },
			{ row: 'reject/a query parameter that is not known', path: '/events?since=1', status: 400, type: 'application/problem+json' },
			{ row: 'reject/a query parameter that stands twice', path: '/events?after=1&after=2', status: 400, type: 'application/problem+json' },
			{ row: 'reject/an id that is no number', headers: { 'last-event-id': '1x' }, status: 400, type: 'application/problem+json' },
			{ row: 'reject/an id with a sign', path: '/events?after=-1', status: 400, type: 'application/problem+json' },
			{
				row: 'reject/an id that is too large',
				headers: { 'last-event-id': '9007199254740993' },
				status: 400,
				type: 'application/problem+json',
			},
			{ row: 'reject/a subscription that does not exist', path: '/events?subscription=abc', status: 404, type: 'application/problem+json' },
			{ row: 'reject/another method', method: 'POST', status: 405, type: 'application/problem+json', allow: 'HEAD, GET' },
			{ row: 'reject/another path', path: '/events/else', status: 404, type: 'application/problem+json' },
		])('$row', async ({ headers = {}, path = '/events', method, status, type, allow }) => {
			const { service } = await start();
			const sent = { path, headers, identity: reader, method: method ?? (status === 200 ? 'HEAD' : 'GET') };
			const answer = await fetchSecure(service.port, sent);
			expect([answer.status, answer.headers['content-type'], answer.headers.allow]).toEqual([status, type, allow]);
			expect(answer.headers['cache-control']).toBe('no-store');
			expect(service.plane.streamCount).toBe(0);
			await service.close();
		});
	});
});
