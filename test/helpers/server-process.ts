import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

const launcher = join(import.meta.dirname, '..', '..', 'bin', 'dms.js');

export interface CommandOutcome {
	readonly exitCode: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** `dms` as a person runs it: a process of its own, in a process group of its own. */
export class DmsProcess {
	readonly #child: ChildProcessByStdio<null, Readable, Readable>;
	readonly finished: Promise<CommandOutcome>;
	#stdout = '';
	#stderr = '';

	constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
		this.#child = spawn(process.execPath, [launcher, ...args], {
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true,
			env: { ...process.env, ...environment },
		});
		this.#child.stdout.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()));
		this.#child.stderr.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
		this.finished = new Promise((resolve) =>
			this.#child.once('close', (exitCode, signal) => resolve({ exitCode, signal, stdout: this.#stdout, stderr: this.#stderr })),
		);
	}

	get pid(): number {
		return this.#child.pid ?? 0;
	}

	get stdout(): string {
		return this.#stdout;
	}

	/** Resolves when the pattern stands in standard output; rejects when the process ends before. */
	async waitFor(pattern: RegExp): Promise<RegExpExecArray> {
		for (;;) {
			const found = pattern.exec(this.#stdout);
			if (found !== null) return found;
			const ended = await Promise.race([this.finished, setTimeout(20, undefined)]);
			if (ended !== undefined && pattern.exec(this.#stdout) === null) throw new Error(`the process ended: ${ended.stdout}${ended.stderr}`);
		}
	}

	signal(signal: NodeJS.Signals): void {
		this.#child.kill(signal);
	}

	/** As a power failure: every process of the family at once. */
	async killGroup(): Promise<void> {
		try {
			process.kill(-this.pid, 'SIGKILL');
		} catch {
			// All of them are gone.
		}
		await this.finished;
	}
}

/** Runs a command to its end. */
export function runDms(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<CommandOutcome> {
	return new DmsProcess(args, environment).finished;
}

/** Starts a server on a free port and waits until it is ready. */
export async function startServer(
	dataDirectory: string,
	command: 'serve' | 'start' = 'serve',
	environment: Readonly<Record<string, string>> = {},
) {
	const server = new DmsProcess([command, '--data', dataDirectory, '--device', '127.0.0.1:0'], environment);
	await server.waitFor(/^ready$/m);
	const [, port = ''] = await server.waitFor(/https:\/\/[\w.]+:(\d+)/);
	return { server, port: Number(port) };
}
