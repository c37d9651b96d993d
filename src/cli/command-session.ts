import type { Administration } from '../app/administration/administration.ts';
import type { Store } from '../domain/ports.ts';
import type { CommandPorts } from './command-ports.ts';
import { Output } from './output.ts';

/** Options that every command takes. */
export interface GlobalOptions {
	readonly data?: string;
	readonly json?: boolean;
}

/** One run of the program: its options, its output, and the store once a command asks for it. */
export class CommandSession {
	readonly ports: CommandPorts;
	readonly output: Output;
	readonly wantsJson: boolean;
	readonly dataDirectory: string;
	#store: Promise<Store> | undefined;

	constructor(ports: CommandPorts, options: GlobalOptions) {
		this.ports = ports;
		this.output = new Output(ports.stdout, ports.stderr);
		this.wantsJson = options.json === true;
		// An empty variable is one that is not set.
		this.dataDirectory = [options.data, ports.environment['DMS_DATA']].find((directory) => directory) ?? 'var';
	}

	/** Opened by the first call. @throws DmsError `store.*`, `secret.*`. */
	store(): Promise<Store> {
		this.#store ??= this.ports.openStore({ dataDirectory: this.dataDirectory });
		return this.#store;
	}

	async administration(): Promise<Administration> {
		return { store: await this.store(), clock: this.ports.clock, actor: this.ports.actor };
	}

	/** What a change answers: the JSON where it is asked for, else lines for people. */
	async done(json: unknown, ...lines: readonly string[]): Promise<void> {
		if (this.wantsJson) return this.output.json(json);
		for (const line of lines) await this.output.line(line);
	}

	async close(): Promise<void> {
		// A store that could not be opened has said so already.
		const store = await this.#store?.catch(() => undefined);
		await store?.close();
		this.output.release();
	}
}

/** Turns the work of a command into an action of commander. A number is the exit code; without one it is 0. */
export type Runner = <Values extends readonly unknown[]>(
	work: (session: CommandSession, ...values: Values) => Promise<number | undefined | void>,
) => (...values: Values) => Promise<void>;
