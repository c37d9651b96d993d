import type { InterfaceKind } from '../domain/interface.ts';
import type { Store } from '../domain/ports.ts';
import { logError } from '../runtime/log.ts';
import type { ListenerLimits } from '../tls/listener-limits.ts';
import type { ListeningSocket } from '../tls/listening-socket.ts';
import { type InterfaceState, loadInterfaceState } from './interface-material.ts';
import { type PlannedListener, toPlannedListener } from './interface-plan.ts';
import { type OpenInterface, type OpenInterfaceOptions, openInterface } from './open-interface.ts';
import { RepeatedWork, toRetryDelayMs } from './repeated-work.ts';

export interface InterfaceSupervisorOptions extends OpenInterfaceOptions {
	readonly store: Store;
	readonly limits: ListenerLimits & { readonly stopGraceMs: number };
	/** The listeners of the configuration: open for as long as the process serves. */
	readonly fixed: readonly PlannedListener[];
	/** Whether the node may open the listener of a row. */
	readonly isClaimed: (planned: PlannedListener) => boolean;
}

interface Failure {
	readonly message: string;
	readonly count: number;
}

/**
 * Keeps the listeners of one process as the configuration and the store want them: opens, closes, and replaces certificates, anchors and policy
 * in place. Only a fixed listener that cannot be opened stops the start; a row that cannot be served is logged and tried again.
 */
export class InterfaceSupervisor {
	readonly #options: InterfaceSupervisorOptions;
	readonly #open = new Map<string, OpenInterface>();
	readonly #closing = new Set<Promise<void>>();
	readonly #failures = new Map<string, Failure>();
	readonly #work: RepeatedWork;
	#endSubscription: () => void = () => undefined;

	private constructor(options: InterfaceSupervisorOptions) {
		this.#options = options;
		this.#work = new RepeatedWork(
			async () => this.#follow(await loadInterfaceState(options.store)),
			(cause) => {
				logError(options.log, cause, 'changed interfaces could not be taken into use');
				this.#work.askAfter(toRetryDelayMs(3));
			},
		);
	}

	/** @throws DmsError for a fixed listener that cannot be opened, and what the store throws. */
	static async open(options: InterfaceSupervisorOptions): Promise<InterfaceSupervisor> {
		const supervisor = new InterfaceSupervisor(options);
		try {
			const state = await loadInterfaceState(options.store);
			for (const planned of options.fixed) await supervisor.#openOne(state, planned);
		} catch (cause) {
			await supervisor.#closeAll(0);
			throw cause;
		}
		supervisor.#endSubscription = options.store.changes.subscribe((topic) => {
			if (topic === 'interfaces' || topic === 'trust') void supervisor.look();
		});
		await supervisor.look();
		return supervisor;
	}

	/** Compares what is open with what should be. Never rejects. */
	look(): Promise<void> {
		return this.#work.ask();
	}

	/** The port of a listener that is open. */
	portOf(name: string): number | undefined {
		return this.#open.get(name)?.port;
	}

	/** Open connections of all interfaces of a kind. */
	connectionCount(kind: InterfaceKind): number {
		let count = 0;
		for (const open of this.#open.values()) if (open.planned.kind === kind) count += open.connectionCount;
		return count;
	}

	/** What listens, by the names of the listeners. */
	sockets(): readonly (readonly [string, ListeningSocket])[] {
		return [...this.#open].map(([name, { socket }]) => [name, socket]);
	}

	/** Lets running requests finish. */
	async close(): Promise<void> {
		this.#endSubscription();
		await this.#work.close();
		await this.#closeAll(this.#options.limits.stopGraceMs);
	}

	async #closeAll(graceMs: number): Promise<void> {
		for (const open of this.#open.values()) this.#close(open, graceMs);
		await Promise.all(this.#closing);
	}

	async #follow(state: InterfaceState): Promise<void> {
		const { fixed, isClaimed } = this.#options;
		const rows = state.rows.map(toPlannedListener).filter(isClaimed);
		const wanted = new Map([...fixed, ...rows].map((planned) => [planned.name, planned]));
		for (const [name, open] of this.#open) {
			const planned = wanted.get(name);
			if (planned === undefined || planned.secure !== open.planned.secure) this.#close(open, this.#options.limits.stopGraceMs);
		}
		for (const name of this.#failures.keys()) if (!wanted.has(name)) this.#failures.delete(name);
		for (const planned of wanted.values()) await this.#attempt(state, planned);
	}

	async #attempt(state: InterfaceState, planned: PlannedListener): Promise<void> {
		const { log } = this.#options;
		try {
			const open = this.#open.get(planned.name);
			if (open === undefined) await this.#openOne(state, planned);
			else if (open.follow(state, planned))
				log.info({ interface: planned.name }, 'an interface has new certificates, anchors or TLS policy');
			this.#failures.delete(planned.name);
		} catch (cause) {
			this.#noteFailure(planned, cause);
		}
	}

	async #openOne(state: InterfaceState, planned: PlannedListener): Promise<void> {
		const { log } = this.#options;
		const open = await openInterface(this.#options, state, planned);
		this.#open.set(planned.name, open);
		log[planned.isFixed ? 'debug' : 'info']({ interface: planned.name, secure: planned.secure }, 'an interface is open');
	}

	/** What is wrong is told once; that it still is, is not. */
	#noteFailure({ name }: PlannedListener, cause: unknown): void {
		const message = cause instanceof Error ? cause.message : String(cause);
		const before = this.#failures.get(name);
		const count = (before?.count ?? 0) + 1;
		const retryAfterMs = toRetryDelayMs(count);
		this.#failures.set(name, { message, count });
		if (before?.message !== message)
			this.#options.log.warn(
				{ interface: name, err: cause, retryAfterMs },
				'an interface cannot be served as it should; it is tried again',
			);
		this.#work.askAfter(retryAfterMs);
	}

	#close(open: OpenInterface, graceMs: number): void {
		const { name, isFixed } = open.planned;
		this.#open.delete(name);
		const closing = open
			.close(graceMs)
			.then(({ cutRequests }) => this.#options.log[isFixed ? 'debug' : 'info']({ interface: name, cutRequests }, 'an interface is closed'))
			.finally(() => this.#closing.delete(closing));
		this.#closing.add(closing);
	}
}
