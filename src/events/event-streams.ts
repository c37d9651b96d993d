import type { TerminationReason } from '../app/events/subscription-watch.ts';
import { DmsError } from '../domain/errors.ts';
import type { ChangeTopic } from '../domain/ports.ts';
import type { EventHub } from './event-hub.ts';
import type { EventLimits, EventLog } from './event-plane-ports.ts';
import type { EventStream } from './event-stream.ts';

export interface EventStreamsPorts {
	readonly hub: EventHub;
	readonly limits: EventLimits;
	readonly log: EventLog;
	/** Told when topics of the store change. @returns ends it. */
	subscribe(listener: (topic: ChangeTopic) => void): () => void;
	/** Undefined: the client may stay. The reason is for the log. */
	findObjection(stream: EventStream): Promise<string | undefined>;
	/** Those whose subscription is no more. */
	findTerminated(streams: readonly EventStream[]): Promise<ReadonlyMap<EventStream, TerminationReason>>;
	toLastWord(stream: EventStream, reason: TerminationReason): string;
}

const watchMs = 1_000;
/** How long a client may take to read the end of its stream. */
const finishMs = 1_000;

/** The open streams of the process, and that each of them still may be. Nothing runs while there are none. */
export class EventStreams {
	readonly #ports: EventStreamsPorts;
	readonly #open = new Map<EventStream, () => void>();
	#timer: NodeJS.Timeout | undefined;
	#endChanges: (() => void) | undefined;
	#checking: Promise<void> | undefined;
	#isCheckNeeded = false;
	#isClosing = false;
	/** Listeners whose end is awaited. */
	readonly #listeners = new WeakSet<AbortSignal>();

	constructor(ports: EventStreamsPorts) {
		this.#ports = ports;
	}

	get count(): number {
		return this.#open.size;
	}

	/** @throws DmsError `client.limit`, `server.stopping`. */
	checkRoom(identityId: string): void {
		if (this.#isClosing) throw new DmsError('server.stopping', 'the server is stopping; another one takes over');
		const { mostStreamsPerIdentity } = this.#ports.limits;
		let open = 0;
		for (const { client } of this.#open.keys()) if (client.identity.id === identityId) open++;
		if (open < mostStreamsPerIdentity) return;
		throw new DmsError('client.limit', `${open} streams are open, the most that one client may have at one process`);
	}

	/** Keeps the stream going until it ends. @param onEnd called once. */
	add(stream: EventStream, newestId: number, onEnd: () => void): void {
		if (this.#open.size === 0) this.#start();
		this.#open.set(stream, onEnd);
		if (stream.closing !== undefined) this.#endWith(stream.closing);
		void this.#ports.hub.follow(stream, newestId);
	}

	/** To be called when the connection of the stream is gone. */
	remove(stream: EventStream): void {
		const onEnd = this.#open.get(stream);
		if (onEnd === undefined) return;
		this.#open.delete(stream);
		this.#ports.hub.leave(stream);
		if (this.#open.size === 0) this.#stop();
		onEnd();
	}

	/** Ends all streams in order and takes no more. */
	async close(): Promise<void> {
		this.#isClosing = true;
		for (const stream of this.#open.keys()) stream.finish('stopping');
		const until = performance.now() + finishMs;
		while (this.#open.size > 0 && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
		for (const stream of this.#open.keys()) stream.cut('stopping');
		await this.#checking;
	}

	/** One look-out for each listener, however many streams it has. */
	#endWith(closing: AbortSignal): void {
		if (this.#listeners.has(closing)) return;
		this.#listeners.add(closing);
		const finish = (): void => {
			for (const stream of this.#open.keys()) if (stream.closing === closing) stream.finish('stopping');
		};
		closing.addEventListener('abort', finish, { once: true });
	}

	#start(): void {
		this.#timer = setInterval(() => {
			for (const stream of this.#open.keys()) stream.beat(this.#ports.limits.heartbeatMs);
			this.check();
		}, watchMs).unref();
		this.#endChanges = this.#ports.subscribe((topic) => {
			if (topic !== 'interfaces') this.check();
		});
	}

	#stop(): void {
		clearInterval(this.#timer);
		this.#endChanges?.();
	}

	/** Looks at all streams soon. One check at a time; what changes meanwhile is looked at by the next. */
	check(): void {
		this.#isCheckNeeded = true;
		this.#checking ??= this.#checkAll().finally(() => {
			this.#checking = undefined;
		});
	}

	async #checkAll(): Promise<void> {
		while (this.#isCheckNeeded) {
			this.#isCheckNeeded = false;
			await Promise.all([...this.#open.keys()].map((stream) => this.#checkRight(stream)));
			await this.#checkSubscriptions();
		}
	}

	async #checkRight(stream: EventStream): Promise<void> {
		try {
			const objection = await this.#ports.findObjection(stream);
			if (objection === undefined) return;
			this.#ports.log.info({ client: stream.client.identity.name, reason: objection }, 'a client lost its right to a stream');
		} catch (cause) {
			// Whose right cannot be told has none; the client comes back.
			this.#ports.log.warn({ err: cause, client: stream.client.identity.name }, 'the right of a client could not be checked');
		}
		stream.cut('refused');
	}

	async #checkSubscriptions(): Promise<void> {
		const bound = [...this.#open.keys()].filter(({ subscription }) => subscription !== undefined);
		if (bound.length === 0) return;
		try {
			for (const [stream, reason] of await this.#ports.findTerminated(bound)) {
				stream.finish('subscription', this.#ports.toLastWord(stream, reason));
			}
		} catch (cause) {
			this.#ports.log.warn({ err: cause }, 'subscriptions could not be looked at');
		}
	}
}
