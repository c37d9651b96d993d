import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
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
	readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
	readonly finished: Promise<CommandOutcome>;
	#stdout = '';
	#stderr = '';

	/** @param input all of its standard input. */
	constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}, input = '') {
		this.#child = spawn(process.execPath, [launcher, ...args], {
			stdio: ['pipe', 'pipe', 'pipe'],
			detached: true,
			env: { ...process.env, ...environment },
		});
		// A program may end before it has read all of it.
		this.#child.stdin.on('error', () => undefined).end(input);
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

	/** What the log has said so far. */
	get stderr(): string {
		return this.#stderr;
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
export function runDms(
	args: readonly string[],
	environment: Readonly<Record<string, string>> = {},
	input?: string,
): Promise<CommandOutcome> {
	return new DmsProcess(args, environment, input).finished;
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
