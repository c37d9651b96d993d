import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { toEventFilter } from '../../src/app/events/event-filter.ts';
import type { DmsEvent } from '../../src/domain/event.ts';
import type { EventRepository } from '../../src/domain/ports.ts';
import { EventChunks } from '../../src/events/event-chunks.ts';
import { EventHub } from '../../src/events/event-hub.ts';
import { EventStream } from '../../src/events/event-stream.ts';
import { streamForms } from '../../src/events/stream-form.ts';
import { createLog } from '../../src/runtime/log.ts';

const toEvent = (id: number): DmsEvent => ({ id, at: new Date(0), type: 'dms.file.served', data: {} });

/** Answers with what the store held when it was asked, but only when the test lets it. */
class SlowEvents implements Pick<EventRepository, 'after' | 'oldestId'> {
	newest: number;
	readonly asked: { readonly after: number; answer(): void }[] = [];

	constructor(newest: number) {
		this.newest = newest;
	}

	after(id: number, limit: number): Promise<readonly DmsEvent[]> {
		const held = Array.from({ length: this.newest }, (_, index) => toEvent(index + 1));
		const found = held.filter((event) => event.id > id).slice(0, limit);
		return new Promise((resolve) => this.asked.push({ after: id, answer: () => resolve(found) }));
	}

	oldestId(): Promise<number> {
		return Promise.resolve(1);
	}

	/** The next question, when it is asked. */
	async next(): Promise<{ readonly after: number; answer(): void }> {
		for (;;) {
			const question = this.asked.shift();
			if (question !== undefined) return question;
			await new Promise(setImmediate);
		}
	}
}

describe('the hub of the streams', () => {
	const servers: Server[] = [];
	afterEach(() => {
		for (const server of servers.splice(0)) {
			server.closeAllConnections();
			server.close();
		}
	});

	async function openStream(position: number): Promise<{ readonly stream: EventStream; readonly ids: number[] }> {
		const opening = createServer();
		servers.push(opening);
		opening.listen(0, '127.0.0.1');
		await once(opening, 'listening');
		const { port } = opening.address() as AddressInfo;
		const asked = get({ host: '127.0.0.1', port, agent: false });
		const [, response] = (await once(opening, 'request')) as [IncomingMessage, ServerResponse];
		response.flushHeaders();
		const [answer] = (await once(asked, 'response')) as [IncomingMessage];
		const ids: number[] = [];
		answer.on('error', () => undefined);
		answer.on('data', (chunk: Buffer) => ids.push(...[...chunk.toString().matchAll(/"id":"(\d+)"/g)].map(([, id]) => Number(id))));
		const form = streamForms.find(({ mediaType }) => mediaType === 'application/x-ndjson');
		if (form === undefined) throw new Error('there is no such form');
		const identity = { id: 'x', name: 'reader', deviceTypes: [], createdAt: new Date(0) };
		const client = { identity, fingerprint: '' };
		const shared = { certificate: undefined, closing: undefined, subscription: undefined, mostBufferedBytes: 1_000_000 };
		return { stream: new EventStream({ ...shared, response, form, client, filter: toEventFilter(identity), position }), ids };
	}

	it('gives a stream that is ahead of it nothing that it has had', async () => {
		const events = new SlowEvents(5);
		const hub = new EventHub({ events, chunks: new EventChunks('/dms/test'), log: createLog({ level: 'error' }), pollMs: 1 });
		const first = await openStream(5);
		await hub.follow(first.stream, 5);
		// The hub has asked, and its answer is on its way, when more is written and a stream begins after that.
		events.newest = 8;
		(await events.next()).answer();
		const underWay = await events.next();
		expect(underWay.after).toBe(5);
		events.newest = 10;
		const ahead = await openStream(10);
		await hub.follow(ahead.stream, 10);
		underWay.answer();
		const third = await events.next();
		expect([third.after, first.stream.position, ahead.stream.position]).toEqual([8, 8, 10]);
		events.newest = 12;
		third.answer();
		const fourth = await events.next();
		fourth.answer();
		const fifth = await events.next();
		expect(fifth.after).toBe(12);
		await expect
			.poll(() => [first.ids, ahead.ids])
			.toEqual([
				[6, 7, 8, 9, 10, 11, 12],
				[11, 12],
			]);
		for (const { stream } of [first, ahead]) {
			stream.cut('left');
			hub.leave(stream);
		}
		fifth.answer();
	});

	it('asks for nothing when the last stream has left, and begins again with the next one', async () => {
		const events = new SlowEvents(3);
		const hub = new EventHub({ events, chunks: new EventChunks('/dms/test'), log: createLog({ level: 'error' }), pollMs: 1 });
		const first = await openStream(3);
		await hub.follow(first.stream, 3);
		const late = await events.next();
		hub.leave(first.stream);
		events.newest = 6;
		const second = await openStream(6);
		await hub.follow(second.stream, 6);
		expect((await events.next()).after).toBe(6);
		// The answer to the first run comes when there is a second one: it must not go on.
		late.answer();
		await new Promise((resolve) => setTimeout(resolve, 20));
		expect(events.asked).toEqual([]);
		second.stream.cut('left');
		hub.leave(second.stream);
	});
});
