import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import { plainDevice, sampleType } from '../contract/samples.ts';
import { type ClientResponse, fetchSecure } from '../helpers/https-client.ts';
import { describeStores, type TestStore, useSqlite } from '../helpers/stores.ts';
import { type EventClient, openStream, parseObject } from './event-client.ts';
import { admitClients, mac, mintClient, openEventService, type TestClient, type TestEventService, toTestEvent } from './event-service.ts';

const reader = mintClient(['reader']);
const writer = mintClient(['writer']);
const path = '/events/subscriptions';

interface View {
	readonly id: string;
	readonly devices: readonly string[];
	readonly deviceTypes: readonly string[];
	readonly types: readonly string[];
	readonly createdAt: string;
	readonly expiresAt: string;
}

function toView({ body }: ClientResponse): View {
	const view: View = JSON.parse(body.toString());
	return view;
}

/** Types A and B; devices 1 and 2 of type A, device 3 of type B. */
async function addDevices(store: Store): Promise<readonly string[]> {
	const [a, b] = [await store.deviceTypes.add(sampleType('Type A', 'a')), await store.deviceTypes.add(sampleType('Type B', 'b'))];
	const ids: string[] = [];
	for (const [index, type] of [a, a, b].entries()) {
		ids.push((await store.devices.add({ ...plainDevice(type.id, `device ${index + 1}`), mac: mac(index + 1) })).id);
	}
	return ids;
}

class Client {
	readonly #service: TestEventService;
	readonly #identity: TestClient;

	constructor(service: TestEventService, identity: TestClient) {
		this.#service = service;
		this.#identity = identity;
	}

	ask(method: string, target: string, body?: unknown, headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' }) {
		const text = typeof body === 'string' || body === undefined || body instanceof Uint8Array ? body : JSON.stringify(body);
		return fetchSecure(this.#service.port, {
			method,
			path: target,
			identity: this.#identity,
			headers,
			...(text === undefined ? {} : { body: text }),
		});
	}

	async subscribe(body: unknown = { devices: ['*'] }): Promise<View> {
		const answer = await this.ask('POST', path, body);
		if (answer.status !== 201) throw new Error(`the subscription was answered with ${answer.status}`);
		return toView(answer);
	}

	follow({ id }: View, lastEventId?: string): Promise<EventClient> {
		return openStream(this.#service.port, {
			identity: this.#identity,
			path: `/events?subscription=${id}`,
			...(lastEventId === undefined ? {} : { lastEventId }),
		});
	}
}

describe('subscriptions', () => {
	const start = async (test: TestStore) => {
		await admitClients(test.store, ['reader', 'writer']);
		const devices = await addDevices(test.store);
		const service = await openEventService(test.store);
		return { ...test, devices, service, client: new Client(service, reader), other: new Client(service, writer) };
	};
	const terminated = (view: View, reason: string) => ({
		type: 'dms.subscription.terminated',
		subject: view.id,
		data: { subscription: view.id, reason },
	});

	describeStores((open) => {
		it('are made, read, listed, renewed and deleted', async () => {
			const { service, client, other } = await start(await open());
			const made = await client.ask('POST', path, {
				devices: ['00:13:D1:00:00:01', mac(3), mac(1)],
				deviceTypes: ['Type A'],
				types: ['dms.file.served'],
				expiresSeconds: 60,
			});
			const view = toView(made);
			expect([made.status, made.headers.location, made.headers['content-type']]).toEqual([
				201,
				`${path}/${view.id}`,
				'application/json; charset=utf-8',
			]);
			expect(view).toMatchObject({ devices: [mac(1), mac(3)], deviceTypes: ['Type A'], types: ['dms.file.served'] });
			expect(Date.parse(view.expiresAt) - Date.parse(view.createdAt)).toBeLessThanOrEqual(60_000);
			expect(toView(await client.ask('GET', `${path}/${view.id}`))).toEqual(view);
			const second = await client.subscribe();
			expect(second).toMatchObject({ devices: ['*'], deviceTypes: [], types: [] });
			expect(Math.abs(Date.parse(second.expiresAt) - Date.now() - 3_600_000)).toBeLessThan(10_000);
			expect(JSON.parse((await client.ask('GET', path)).body.toString())).toEqual({ subscriptions: [view, second] });

			const renewed = toView(await client.ask('PUT', `${path}/${view.id}`, { expiresSeconds: 86_400 }));
			expect(Math.abs(Date.parse(renewed.expiresAt) - Date.now() - 86_400_000)).toBeLessThan(10_000);
			const again = toView(await client.ask('PUT', `${path}/${view.id}`, undefined, {}));
			expect(Math.abs(Date.parse(again.expiresAt) - Date.now() - 3_600_000)).toBeLessThan(10_000);

			for (const method of ['GET', 'PUT', 'DELETE']) expect((await other.ask(method, `${path}/${view.id}`)).status, method).toBe(404);
			expect(JSON.parse((await other.ask('GET', path)).body.toString())).toEqual({ subscriptions: [] });
			expect((await other.follow(view)).status).toBe(404);
			expect((await client.ask('DELETE', `${path}/${view.id}`)).status).toBe(204);
			for (const method of ['GET', 'PUT', 'DELETE']) expect((await client.ask(method, `${path}/${view.id}`)).status, method).toBe(404);
			await service.close();
		});

		it('choose what a stream tells, from its beginning on', async () => {
			const { store, service, client } = await start(await open());
			await store.events.append([toTestEvent(1), toTestEvent(2), toTestEvent(3, { deviceType: 'Type B' })]);
			const ofDevices = await client.follow(await client.subscribe({ devices: [mac(1), mac(3)] }), '0');
			const ofType = await client.follow(await client.subscribe({ devices: ['*'], deviceTypes: ['Type B'] }), '0');
			const ofKind = await client.follow(await client.subscribe({ devices: ['*'], types: ['dms.trust.changed'] }), '0');
			await ofDevices.waitForEvents(2);
			await store.events.append([
				toTestEvent(2),
				{ at: new Date(), type: 'dms.trust.changed', subject: 'Http/root', data: {} },
				toTestEvent(1),
			]);
			await Promise.all([ofDevices.waitForEvents(3), ofType.waitForEvents(1), ofKind.waitForEvents(1)]);
			await delay(100);
			expect([ofDevices, ofType, ofKind].map(({ events }) => events.map(({ id }) => id))).toEqual([['1', '3', '6'], ['3'], ['5']]);
			await service.close();
		});

		it('end their streams with a last event when they are deleted, by whomever', async () => {
			const { again, service, client } = await start(await open());
			const [one, two] = [await client.subscribe(), await client.subscribe()];
			const [first, alongside, second] = [await client.follow(one), await client.follow(one), await client.follow(two)];
			await client.ask('DELETE', `${path}/${one.id}`);
			expect([await first.ended, await alongside.ended]).toEqual(['end', 'end']);
			expect(first.events).toMatchObject([terminated(one, 'deleted')]);
			expect(alongside.events).toEqual([{ ...first.events[0], time: expect.any(String) }]);
			await (await again()).subscriptions.delete(two.id);
			expect(await second.ended).toBe('end');
			expect(second.events).toMatchObject([terminated(two, 'deleted')]);
			await service.close();
		});

		it('end their streams when their time has passed, unless they were renewed', async () => {
			const { again, service, client } = await start(await open());
			const [short, renewed] = [
				await client.subscribe({ devices: ['*'], expiresSeconds: 1 }),
				await client.subscribe({ devices: ['*'], expiresSeconds: 1 }),
			];
			const [first, second] = [await client.follow(short), await client.follow(renewed)];
			await (await again()).subscriptions.renew(renewed.id, new Date(Date.now() + 60_000));
			expect(await first.ended).toBe('end');
			expect(first.events).toMatchObject([terminated(short, 'expired')]);
			await delay(1_100);
			expect(service.plane.streamCount).toBe(1);
			expect((await client.follow(short)).status).toBe(404);
			second.close();
			await service.close();
		});

		it('end when the last of their devices is deprovisioned', async () => {
			const { store, devices, service, client } = await start(await open());
			const view = await client.subscribe({ devices: [mac(1), mac(3)] });
			const stream = await client.follow(view);
			const ofAll = await client.follow(await client.subscribe());
			await store.devices.delete(devices[0] ?? '');
			await delay(1_200);
			expect(service.plane.streamCount).toBe(2);
			await store.devices.delete(devices[2] ?? '');
			expect(await stream.ended).toBe('end');
			expect(stream.events).toMatchObject([terminated(view, 'device-removed')]);
			expect((await client.ask('GET', `${path}/${view.id}`)).status).toBe(404);
			expect(service.plane.streamCount).toBe(1);
			ofAll.close();
			await service.close();
		});
	});

	describe('on SQLite alone', () => {
		const open = useSqlite();

		it('are limited in number; those that have expired do not count', async () => {
			const { store, service, client, other } = await start(await open());
			const filters = { identity: 'reader', devices: [], deviceTypes: [], types: [] };
			await store.subscriptions.add({ ...filters, expiresAt: new Date(Date.now() - 1) });
			for (let count = 0; count < 99; count++) await store.subscriptions.add({ ...filters, expiresAt: new Date(Date.now() + 60_000) });
			await client.subscribe();
			const extra = await client.ask('POST', path, { devices: ['*'] });
			expect([extra.status, extra.headers['retry-after'], parseObject(extra.body)['code']]).toEqual([429, '30', 'client.limit']);
			await other.subscribe();
			await service.close();
		});

		it('tell a client that is limited to device types nothing about others', async () => {
			const { store, service, client, devices } = await start(await open());
			await store.clientIdentities.delete('reader');
			await store.clientIdentities.add({ name: 'reader', deviceTypes: ['Type B', 'Type of tomorrow'] });
			const refusal = async (body: unknown) => parseObject((await client.ask('POST', path, body)).body);
			const hidden = await refusal({ devices: [mac(1)] });
			const absent = await refusal({ devices: [mac(9)] });
			expect({ ...hidden, requestId: '' }).toEqual({ ...absent, detail: String(absent['detail']).replace(mac(9), mac(1)), requestId: '' });
			expect(await refusal({ devices: ['*'], deviceTypes: ['Type A'] })).toMatchObject({ status: 422, field: 'deviceTypes/0' });
			await client.subscribe({ devices: ['*'], deviceTypes: ['Type of tomorrow'] });
			const stream = await client.follow(await client.subscribe({ devices: [mac(3)] }));
			await store.devices.delete(devices[2] ?? '');
			expect(await stream.ended).toBe('end');
			await service.close();
		});

		const json = { 'content-type': 'application/json' };
		it.each([
			{ row: 'reject/no devices', body: {}, status: 422, field: 'devices' },
			{ row: 'reject/an empty list of devices', body: { devices: [] }, status: 422, field: 'devices' },
			{ row: 'reject/a MAC address that is none', body: { devices: [mac(1), '0013d1'] }, status: 422, field: 'devices/1' },
			{ row: 'reject/a multicast address', body: { devices: ['0113d1000001'] }, status: 422, field: 'devices/0' },
			{ row: 'reject/a device without a profile', body: { devices: [mac(1), mac(9)] }, status: 422, field: 'devices/1' },
			{ row: 'reject/all beside one', body: { devices: ['*', mac(1)] }, status: 422, field: 'devices/0' },
			{ row: 'reject/a device that is a number', body: { devices: [13] }, status: 422, field: 'devices/0' },
			{
				row: 'reject/a device type that does not exist',
				body: { devices: ['*'], deviceTypes: ['Type C'] },
				status: 422,
				field: 'deviceTypes/0',
			},
			{ row: 'reject/an event type that does not exist', body: { devices: ['*'], types: ['dms.file'] }, status: 422, field: 'types/0' },
			{ row: 'reject/no time', body: { devices: ['*'], expiresSeconds: 0 }, status: 422, field: 'expiresSeconds' },
			{ row: 'reject/more than a day', body: { devices: ['*'], expiresSeconds: 86_401 }, status: 422, field: 'expiresSeconds' },
			{ row: 'reject/half a second', body: { devices: ['*'], expiresSeconds: 1.5 }, status: 422, field: 'expiresSeconds' },
			{ row: 'reject/a member that is not known', body: { devices: ['*'], filter: 'x' }, status: 422, detail: '"filter"' },
			{ row: 'reject/a list', body: [], status: 422 },
			{ row: 'reject/no JSON', body: '{"devices":', status: 400 },
			{ row: 'reject/no UTF-8', body: Buffer.from([0x22, 0xff, 0x22]), status: 400 },
			{ row: 'reject/nothing', body: '', status: 400 },
			{ row: 'reject/no media type', body: { devices: ['*'] }, headers: {}, status: 415 },
			{ row: 'reject/another media type', body: { devices: ['*'] }, headers: { 'content-type': 'text/plain' }, status: 415 },
			{ row: 'reject/too much', body: { devices: ['*'], types: ['x'.repeat(20_000)] }, status: 413 },
			{
				row: 'reject/too much of unknown length',
				body: { devices: ['*'], types: ['x'.repeat(20_000)] },
				headers: { ...json, 'transfer-encoding': 'chunked' },
				status: 413,
			},
			{ row: 'reject/a query', body: { devices: ['*'] }, target: `${path}?x=1`, status: 400 },
		])('$row', async ({ body, headers = json, target = path, status, field, detail }) => {
			const { store, service, client } = await start(await open());
			const answer = await client.ask('POST', target, body, headers);
			expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
			const problem = parseObject(answer.body);
			expect(problem).toMatchObject({ status, requestId: expect.any(String), ...(field === undefined ? {} : { field }) });
			expect(problem['detail']).toContain(detail ?? field ?? '');
			expect(await store.subscriptions.count('reader')).toBe(0);
			await service.close();
		});
	});
});
