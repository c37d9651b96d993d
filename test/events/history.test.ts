import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import { fetchSecure } from '../helpers/https-client.ts';
import { useSqlite } from '../helpers/stores.ts';
import { admitClients, mintClient, openEventService, type TestEventService, toTestEvent } from './event-service.ts';

const reader = mintClient(['reader']);

describe('the history of events', () => {
	const open = useSqlite();
	let service: TestEventService;

	const start = async (count: number, deviceTypes: readonly string[] = []): Promise<Store> => {
		const { store } = await open();
		await admitClients(store, []);
		await store.clientIdentities.add({ name: 'reader', deviceTypes });
		const events = Array.from({ length: count }, (_, index) =>
			toTestEvent(index, { deviceType: index % 1_000 === 999 ? 'Type B' : 'Type A' }),
		);
		if (count > 0) await store.events.append(events);
		service = await openEventService(store);
		return store;
	};

	async function read(target: string, headers: Readonly<Record<string, string>> = {}) {
		const answer = await fetchSecure(service.port, { path: target, identity: reader, headers });
		const body = JSON.parse(answer.body.toString());
		const next = /^<([^>]+)>; rel="next"$/.exec(String(answer.headers.link ?? ''))?.[1];
		const ids: readonly number[] | undefined = Array.isArray(body) ? body.map(({ id }: { id: string }) => Number(id)) : undefined;
		return { status: answer.status, type: answer.headers['content-type'], position: answer.headers['last-event-id'], next, ids, body };
	}

	it('comes in pages that lead to the next one', async () => {
		await start(250);
		const seen: unknown[] = [];
		let target: string | undefined = '/events/history?limit=60';
		for (let page = 0; target !== undefined && page < 10; page++) {
			const { status, type, ids, next } = await read(target);
			expect([status, type]).toEqual([200, 'application/cloudevents-batch+json']);
			seen.push(...(ids ?? []));
			target = next;
		}
		expect(seen).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
		expect((await read('/events/history?after=0')).ids).toHaveLength(100);
		expect(await read('/events/history?after=250')).toMatchObject({ status: 200, ids: [], position: '250', next: undefined });
		expect((await read('/events/history?after=249')).body).toMatchObject([
			{ specversion: '1.0', id: '250', data: { deviceType: 'Type A' } },
		]);
		await service.close();
	});

	it('is empty at first', async () => {
		await start(0);
		expect(await read('/events/history')).toMatchObject({ status: 200, ids: [], position: '0', next: undefined });
		await service.close();
	});

	it('looks at so many events at a time and goes on from there, where few are for the client', async () => {
		await start(6_000, ['Type B']);
		const first = await read('/events/history');
		expect(first).toMatchObject({ ids: [1_000, 2_000, 3_000, 4_000, 5_000], position: '5000', next: '/events/history?after=5000' });
		expect(await read(first.next ?? '')).toMatchObject({ ids: [6_000], position: '6000', next: undefined });
		await service.close();
	});

	it('begins at the oldest event that is kept, and says 410 for one before', async () => {
		const store = await start(0);
		await store.events.append(Array.from({ length: 5 }, (_, index) => toTestEvent(index, { at: new Date(Date.now() - 1_000_000) })));
		await store.events.append([toTestEvent(6)]);
		await store.events.removeBefore(new Date(Date.now() - 500_000));
		expect(await read('/events/history')).toMatchObject({ ids: [6] });
		expect(await read('/events/history?after=2')).toMatchObject({ status: 410, body: { code: 'event.trimmed', oldestId: '6' } });
		await service.close();
	});

	it.each([
		['reject/no limit', '/events/history?limit=0', 400],
		['reject/a limit that is too large', '/events/history?limit=1001', 400],
		['reject/an id that is none', '/events/history?after=x', 400],
		['reject/a parameter that is not known', '/events/history?from=1', 400],
		['reject/a subscription of nobody', '/events/history?subscription=none', 404],
	])('%s', async (_row, target, status) => {
		await start(1);
		expect((await read(target)).status).toBe(status);
		await service.close();
	});

	it('comes as JSON alone', async () => {
		await start(1);
		expect((await read('/events/history', { accept: 'application/json' })).type).toBe('application/cloudevents-batch+json');
		expect((await read('/events/history', { accept: 'text/event-stream' })).status).toBe(406);
		await service.close();
	});
});
