import type { InterfaceKey, ServerInterface } from '../domain/interface.ts';
import { toInterfaceText } from '../domain/interface.ts';
import type { Store } from '../domain/ports.ts';
import { type Log, logError } from '../runtime/log.ts';
import { isLocalAddress } from '../tls/local-addresses.ts';
import { probeAddress } from '../tls/probe-address.ts';
import { findOverlap, toPlannedListener } from './interface-plan.ts';
import { RepeatedWork, toRetryDelayMs } from './repeated-work.ts';

export interface InterfaceClaimsOptions {
	readonly store: Store;
	readonly log: Log;
	/** The interfaces of the configuration. */
	readonly fixed: readonly InterfaceKey[];
	/** Called with the names of all listeners that the node may open, whenever they change. */
	readonly onChange: (names: readonly string[]) => void;
}

type Claim =
	| { readonly state: 'claimed'; readonly row: ServerInterface }
	| { readonly state: 'waiting'; readonly obstacle: string; readonly attempts: number; readonly retryAtMs: number };

/**
 * Finds which rows a node can serve: the address is on this host, and the port is free of strangers, with whom sockets that share a port would
 * share it without a word. One process of a node asks, the primary; what must wait is logged once and tried again.
 */
export class InterfaceClaims {
	readonly #options: InterfaceClaimsOptions;
	readonly #work: RepeatedWork;
	#claims: ReadonlyMap<string, Claim> = new Map();
	#endSubscription: () => void = () => undefined;

	private constructor(options: InterfaceClaimsOptions) {
		this.#options = options;
		this.#work = new RepeatedWork(
			() => this.#look(),
			(cause) => {
				logError(options.log, cause, 'the interfaces of the store could not be read');
				this.#work.askAfter(toRetryDelayMs(3));
			},
		);
	}

	/** Resolves after a first look. */
	static async open(options: InterfaceClaimsOptions): Promise<InterfaceClaims> {
		const claims = new InterfaceClaims(options);
		claims.#endSubscription = options.store.changes.subscribe((topic) => {
			if (topic === 'interfaces') void claims.#work.ask();
		});
		await claims.#work.ask();
		return claims;
	}

	/** Names of the listeners that the node may open. */
	get names(): readonly string[] {
		return [...this.#claims].flatMap(([name, { state }]) => (state === 'claimed' ? [name] : []));
	}

	async close(): Promise<void> {
		this.#endSubscription();
		await this.#work.close();
	}

	async #look(): Promise<void> {
		const before = this.names;
		const rows = await this.#options.store.interfaces.list();
		const next = new Map<string, Claim>();
		for (const row of rows) {
			const { name } = toPlannedListener(row);
			const known = this.#claims.get(name);
			next.set(name, known?.state === 'claimed' ? known : await this.#claim(name, row, known, next));
		}
		this.#claims = next;
		const { names } = this;
		if (names.length !== before.length || names.some((name) => !before.includes(name))) this.#options.onChange(names);
	}

	async #claim(name: string, row: ServerInterface, known: Claim | undefined, claims: ReadonlyMap<string, Claim>): Promise<Claim> {
		const now = performance.now();
		const waiting = known?.state === 'waiting' ? known : undefined;
		if (waiting !== undefined && now < waiting.retryAtMs) {
			this.#work.askAfter(waiting.retryAtMs - now);
			return waiting;
		}
		const { log } = this.#options;
		const obstacle = await this.#findObstacle(row, claims);
		if (obstacle === undefined) {
			if (waiting !== undefined) log.info({ interface: name }, 'an interface that had to wait is served now');
			return { state: 'claimed', row };
		}
		const attempts = (waiting?.attempts ?? 0) + 1;
		const retryAfterMs = toRetryDelayMs(attempts);
		this.#work.askAfter(retryAfterMs);
		if (waiting?.obstacle !== obstacle.text)
			log[obstacle.isOrdinary ? 'info' : 'warn']({ interface: name, obstacle: obstacle.text }, 'an interface is not served here');
		return { state: 'waiting', obstacle: obstacle.text, attempts, retryAtMs: now + retryAfterMs };
	}

	async #findObstacle(
		row: ServerInterface,
		claims: ReadonlyMap<string, Claim>,
	): Promise<{ readonly text: string; readonly isOrdinary: boolean } | undefined> {
		// Each of several nodes serves the rows of its own addresses.
		if (!isLocalAddress(row.address)) return { text: 'the address does not belong to this host', isOrdinary: true };
		const claimed = [...claims.values()].flatMap((claim) => (claim.state === 'claimed' ? [claim.row] : []));
		const overlapping = findOverlap(row, [...this.#options.fixed, ...claimed]);
		if (overlapping !== undefined) return { text: `${toInterfaceText(overlapping)} has its port`, isOrdinary: false };
		try {
			await probeAddress(row.address, row.port);
			return undefined;
		} catch (cause) {
			return { text: cause instanceof Error ? cause.message : String(cause), isOrdinary: false };
		}
	}
}
