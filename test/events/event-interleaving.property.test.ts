import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DmsEvent } from '../../src/domain/event.ts';
import type { Store } from '../../src/domain/ports.ts';
import type { StoreOptions } from '../../src/store/open-store.ts';
import { plainDevice, sampleType } from '../contract/samples.ts';
import { fetchSecure } from '../helpers/https-client.ts';
import { describeStores } from '../helpers/stores.ts';
import { openStream, parseObject, type ReceivedEvent } from './event-client.ts';
import { admitClients, mac, mintClient, openEventService, type TestEventService, toTestEvent } from './event-service.ts';

const run = promisify(execFile);
const writerFile = fileURLToPath(new URL('./event-writer.ts', import.meta.url));
const reader = mintClient(['reader']);
const deviceCount = 4;

/** What a process appends at once, and how long it rests then. */
export interface Batch {
	readonly devices: readonly number[];
	readonly pauseMs: number;
}

interface Subscriber {
	readonly form: 'text/event-stream' | 'application/x-ndjson';
	/** Empty: all. */
	readonly devices: readonly number[];
	/** After so many events it goes, and comes back to the other service. */
	readonly visits: readonly number[];
}

const device = fc.integer({ min: 1, max: deviceCount });
const batch: fc.Arbitrary<Batch> = fc.record({
	devices: fc.array(device, { minLength: 1, maxLength: 30 }),
	pauseMs: fc.integer({ min: 0, max: 25 }),
});
const subscriber: fc.Arbitrary<Subscriber> = fc.record({
	form: fc.constantFrom('text/event-stream' as const, 'application/x-ndjson' as const),
	devices: fc.uniqueArray(device, { maxLength: 2 }),
	visits: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 }),
});
const plan = fc.record({
	writers: fc.array(fc.array(batch, { minLength: 1, maxLength: 12 }), { minLength: 3, maxLength: 3 }),
	subscribers: fc.array(subscriber, { minLength: 1, maxLength: 6 }),
	restartAfterMs: fc.integer({ min: 0, max: 400 }),
});

/** Two services that take turns in stopping, as workers that are restarted. */
class Services {
	readonly #store: Store;
	readonly #running: TestEventService[];

	constructor(store: Store, running: readonly TestEventService[]) {
		this.#store = store;
		this.#running = [...running];
	}

	port(turn: number): number {
		return this.#running[turn % 2]?.port ?? 0;
	}

	async restart(turn: number): Promise<void> {
		await this.#running[turn]?.close();
		this.#running[turn] = await openEventService(this.#store);
	}

	async close(): Promise<void> {
		for (const service of this.#running) await service.close();
	}
}

async function subscribe(services: Services, { devices }: Subscriber): Promise<string> {
	if (devices.length === 0) return '/events';
	const body = JSON.stringify({ devices: devices.map(mac) });
	const headers = { 'content-type': 'application/json' };
	const answer = await fetchSecure(services.port(0), { method: 'POST', path: '/events/subscriptions', identity: reader, headers, body });
	return `/events?subscription=${String(parseObject(answer.body)['id'])}`;
}

/** Follows the feed, going and coming as planned, until everything has been written and it has seen the last of it. */
async function receive(
	services: Services,
	target: string,
	{ form, visits }: Subscriber,
	lastId: Promise<number>,
): Promise<readonly ReceivedEvent[]> {
	const received: ReceivedEvent[] = [];
	let lastEventId = '0';
	let final: number | undefined;
	void lastId.then((id) => (final = id));
	for (let turn = 0; ; turn++) {
		const stream = await openStream(services.port(turn), { identity: reader, path: target, form, lastEventId }).catch(() => undefined);
		if (stream?.status !== 200) continue;
		let isOver = false;
		void stream.ended.then(() => (isOver = true));
		const most = visits[turn] ?? Number.POSITIVE_INFINITY;
		await stream.waitFor(
			() => isOver || stream.events.length >= most || (final !== undefined && Number(stream.lastEventId) >= final),
			20_000,
		);
		stream.close();
		received.push(...stream.events);
		lastEventId = stream.lastEventId;
		if (final !== undefined && Number(lastEventId) >= final) return received;
	}
}

describe('whatever is appended by three processes while subscribers go and come', () => {
	describeStores((open) => {
		it('each subscriber gets every event of its choice, in the order of the feed, and none twice', async () => {
			const { store, options } = await open();
			await admitClients(store, ['reader']);
			const type = await store.deviceTypes.add(sampleType('Type A', 'a'));
			for (let number = 1; number <= deviceCount; number++) {
				await store.devices.add({ ...plainDevice(type.id, `device ${number}`), mac: mac(number) });
			}
			const services = new Services(store, [await openEventService(store), await openEventService(store)]);
			await fc.assert(
				fc.asyncProperty(plan, async ({ writers, subscribers, restartAfterMs }) => {
					const written = appendAll(options, writers).then(() => appendLast(store));
					const receiving = subscribers.map(async (each) => {
						const lastId = written.then((ids) => Math.max(...numbersOf(each).map((number) => ids[number - 1] ?? 0)));
						return { each, received: await receive(services, await subscribe(services, each), each, lastId), lastId: await lastId };
					});
					await delay(restartAfterMs);
					await services.restart(1);
					const outcomes = await Promise.all(receiving);
					const all = await store.events.after(0, 1_000_000);
					for (const { each, received, lastId } of outcomes) {
						const subjects = new Set<string | undefined>(numbersOf(each).map(mac));
						const wanted = all.filter(({ id, subject }) => id <= lastId && subjects.has(subject));
						expect(received.map(({ id }) => id)).toEqual(wanted.map(({ id }) => String(id)));
					}
					expectOrderOfWriters(all);
				}),
				{ numRuns: 3, endOnFailure: true },
			);
			await services.close();
		}, 60_000);
	});
});

async function appendAll(options: StoreOptions, writers: readonly (readonly Batch[])[]): Promise<void> {
	const texts = writers.map((batches) => JSON.stringify(batches));
	await Promise.all(texts.map((text, index) => run(process.execPath, [writerFile, JSON.stringify(options), String(index), text])));
}

/** One event more for each device, so that all know when they are through. @returns their ids, the first device's first. */
async function appendLast(store: Store): Promise<readonly number[]> {
	const first = (await store.events.newestId()) + 1;
	await store.events.append(Array.from({ length: deviceCount }, (_, index) => toTestEvent(index + 1)));
	const last = await store.events.after(first - 1, deviceCount);
	return last.map(({ id }) => id);
}

/** Devices of the subscriber's choice. */
function numbersOf({ devices }: Subscriber): readonly number[] {
	return devices.length === 0 ? Array.from({ length: deviceCount }, (_, index) => index + 1) : devices;
}

function expectOrderOfWriters(events: readonly DmsEvent[]): void {
	const last: Record<string, number> = {};
	for (const { data } of events) {
		const { writer, number } = data;
		if (typeof writer !== 'string' || typeof number !== 'number') continue;
		if (number !== 1) expect(number).toBe((last[writer] ?? 0) + 1);
		last[writer] = number;
	}
}
