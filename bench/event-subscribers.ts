// A process of its own that follows the event interface with many streams. Started by event-rows.ts; told by messages what to do.
import type { ClientRequest } from 'node:http';
import { request } from 'node:https';
import type { EventClientCredential, SubscriberCommand, SubscriberReport } from './event-rows.ts';

/** One stream that comes back by its last id, and checks that ids only grow. */
class Subscriber {
	readonly #port: number;
	readonly #credential: EventClientCredential;
	readonly #latencies: number[];
	#request: ClientRequest | undefined;
	#rest = '';
	lastId = '';
	/** Those of files that were served. */
	events = 0;
	doubled = 0;

	constructor(port: number, credential: EventClientCredential, latencies: number[]) {
		this.#port = port;
		this.#credential = credential;
		this.#latencies = latencies;
	}

	/** Resolves when the head of the answer is there. */
	open(): Promise<void> {
		this.#rest = '';
		const headers = { accept: 'application/x-ndjson', ...(this.lastId === '' ? {} : { 'last-event-id': this.lastId }) };
		return new Promise((resolve, reject) => {
			const sent = request(
				{ host: '127.0.0.1', port: this.#port, path: '/events', agent: false, rejectUnauthorized: false, headers, ...this.#credential },
				(response) => {
					if (response.statusCode !== 200) return reject(new Error(`a stream was answered with ${response.statusCode}`));
					this.lastId ||= String(response.headers['last-event-id']);
					response.setEncoding('latin1');
					response.on('data', (text: string) => this.#take(text));
					response.on('error', () => undefined);
					resolve();
				},
			);
			sent.on('error', reject);
			sent.end();
			this.#request = sent;
		});
	}

	close(): void {
		this.#request?.destroy();
	}

	/** Lines are not parsed: what the subscribers cost must not slow the server down on the same machine. */
	#take(text: string): void {
		const lines = (this.#rest + text).split('\n');
		this.#rest = lines.pop() ?? '';
		const nowMs = Date.now();
		for (const line of lines) {
			const id = /"id":"(\d+)"/.exec(line)?.[1];
			if (id === undefined) continue;
			if (line.includes('"type":"dms.file.served"')) this.events++;
			if (Number(id) <= Number(this.lastId)) this.doubled++;
			this.lastId = id;
			const time = /"time":"([^"]+)"/.exec(line)?.[1];
			if (time !== undefined) this.#latencies.push(nowMs - Date.parse(time));
		}
	}
}

const latencies: number[] = [];
const subscribers: Subscriber[] = [];

async function obey(command: SubscriberCommand): Promise<SubscriberReport> {
	if (command.kind === 'open') {
		for (let opened = 0; opened < command.count; opened += 20) {
			const next = Array.from({ length: Math.min(20, command.count - opened) }, (_, index) => {
				const credential = command.credentials[(opened + index) % command.credentials.length];
				if (credential === undefined) throw new Error('there are no credentials');
				return new Subscriber(command.port, credential, latencies);
			});
			await Promise.all(next.map((subscriber) => subscriber.open()));
			subscribers.push(...next);
		}
	}
	if (command.kind === 'reconnect') {
		const chosen = subscribers.filter((_subscriber, index) => index % command.every === 0);
		for (const subscriber of chosen) subscriber.close();
		await Promise.all(chosen.map((subscriber) => subscriber.open()));
	}
	if (command.kind === 'close') for (const subscriber of subscribers.splice(0)) subscriber.close();
	return {
		events: subscribers.map(({ events }) => events),
		doubled: subscribers.reduce((sum, { doubled }) => sum + doubled, 0),
		latencies: command.kind === 'report' ? latencies.splice(0) : [],
	};
}

process.on('message', (command: SubscriberCommand) => {
	obey(command).then(
		(report) => process.send?.(report),
		(cause: unknown) => process.send?.({ failure: String(cause) }),
	);
});
process.once('disconnect', () => process.exit());
