import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientIdentity } from '../helpers/https-client.ts';

export interface ReceivedEvent {
	readonly id: string;
	readonly type: string;
	readonly subject?: string;
	readonly source: string;
	readonly time: string;
	readonly data: Readonly<Record<string, unknown>>;
}

export interface StreamRequest {
	readonly identity?: ClientIdentity;
	readonly path?: string;
	readonly form?: 'text/event-stream' | 'application/x-ndjson';
	readonly lastEventId?: string;
}

/** A client of the event interface as somebody would write it who has read its documentation. */
export class EventClient {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly events: ReceivedEvent[] = [];
	/** Where to go on: in SSE after each `id` line, in NDJSON after each event that has a number as its id. */
	lastEventId: string;
	/** Everything that was received. */
	text = '';
	/** `end`: the server has ended the stream in order. */
	readonly ended: Promise<'end' | 'cut'>;
	#rest = '';
	readonly #response: IncomingMessage;

	constructor(response: IncomingMessage, form: string) {
		this.#response = response;
		this.status = response.statusCode ?? 0;
		this.headers = response.headers;
		this.lastEventId = String(response.headers['last-event-id'] ?? '');
		response.setEncoding('utf8');
		const take = form === 'text/event-stream' ? (block: string) => this.#takeBlock(block) : (line: string) => this.#takeLine(line);
		const separator = form === 'text/event-stream' ? '\n\n' : '\n';
		response.on('data', (text: string) => {
			this.text += text;
			const parts = (this.#rest + text).split(separator);
			this.#rest = parts.pop() ?? '';
			if (this.status === 200) for (const part of parts) take(part);
		});
		this.ended = new Promise((resolve) => {
			response.once('end', () => resolve('end'));
			response.once('error', () => resolve('cut'));
			response.once('close', () => resolve(response.complete ? 'end' : 'cut'));
		});
	}

	/** Stops reading: what comes waits at the server. */
	pause(): void {
		this.#response.pause();
	}

	resume(): void {
		this.#response.resume();
	}

	close(): void {
		this.#response.destroy();
	}

	async waitFor(holds: () => boolean, timeoutMs = 5_000): Promise<void> {
		const until = performance.now() + timeoutMs;
		while (!holds()) {
			if (performance.now() > until)
				throw new Error(`not within ${timeoutMs} ms; ${this.events.length} events, text: ${this.text.slice(-500)}`);
			await delay(5);
		}
	}

	waitForEvents(count: number, timeoutMs?: number): Promise<void> {
		return this.waitFor(() => this.events.length >= count, timeoutMs);
	}

	#takeBlock(block: string): void {
		const fields = new Map<string, string>();
		for (const line of block.split('\n')) {
			const colon = line.indexOf(': ');
			if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 2));
		}
		this.lastEventId = fields.get('id') ?? this.lastEventId;
		const data = fields.get('data');
		if (data === undefined) return;
		const event: ReceivedEvent = JSON.parse(data);
		if (event.type !== fields.get('event')) throw new Error('the name of an event differs from its type');
		this.events.push(event);
	}

	#takeLine(line: string): void {
		if (line === '') return;
		const event: ReceivedEvent = JSON.parse(line);
		this.events.push(event);
		if (/^\d+$/.test(event.id)) this.lastEventId = event.id;
	}
}

/** Resolves with the head of the answer. */
export function openStream(port: number, options: StreamRequest): Promise<EventClient> {
	const { identity, path = '/events', form = 'text/event-stream', lastEventId } = options;
	return new Promise((resolve, reject) => {
		const sent = request(
			{
				host: '127.0.0.1',
				port,
				path,
				agent: false,
				servername: 'localhost',
				rejectUnauthorized: false,
				headers: { accept: form, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
				...(identity === undefined ? {} : { key: identity.key, cert: identity.cert }),
			},
			(response) => resolve(new EventClient(response, form)),
		);
		sent.on('error', reject);
		sent.end();
	});
}

/** A JSON object, such as a problem. */
export function parseObject(text: string | Uint8Array): Readonly<Record<string, unknown>> {
	const value: unknown = JSON.parse(Buffer.from(text).toString());
	if (typeof value !== 'object' || value === null) throw new Error('it is no JSON object');
	return { ...value };
}
