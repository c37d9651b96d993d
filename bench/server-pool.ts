import type { Contestant, RunningServer } from './contestant.ts';

/** The servers that run. Each row has fresh ones, unless time matters more than numbers. */
export class ServerPool {
	readonly #running = new Map<string, RunningServer>();
	readonly #keeps: boolean;

	/** @param keeps servers from row to row. */
	constructor(keeps: boolean) {
		this.#keeps = keeps;
	}

	async start(contestant: Contestant, row: string): Promise<RunningServer> {
		const known = this.#running.get(contestant.name);
		if (known !== undefined) return known;
		const server = await contestant.start(row);
		this.#running.set(contestant.name, server);
		return server;
	}

	async endRow(): Promise<void> {
		if (!this.#keeps) await this.close();
	}

	async stop({ name }: Contestant): Promise<void> {
		const server = this.#running.get(name);
		this.#running.delete(name);
		await server?.stop();
	}

	async close(): Promise<void> {
		const servers = [...this.#running.values()];
		this.#running.clear();
		for (const server of servers) await server.stop();
	}
}
