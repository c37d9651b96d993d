import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { familyOf } from './process-family.ts';

/** A process that the bench has started. */
export interface StartedProcess {
	readonly pid: number;
	/** Resolves with the first match in what it prints. @throws Error when it ends or the time is over before. */
	waitFor(pattern: RegExp, timeoutMs: number): Promise<RegExpExecArray>;
	readonly hasEnded: boolean;
	/** Asks it to end, and after a while kills it with all its descendants. */
	stop(): Promise<void>;
}

const stopTimeoutMs = 20_000;
const running = new Set<number>();

/** Whatever happens, nothing that was started outlives the bench. */
export function killAllProcesses(): void {
	for (const pid of running) killFamily(pid);
}

/** @param logFile takes what the process writes to standard error. */
export function startProcess(
	command: string,
	args: readonly string[],
	options: { readonly environment?: Readonly<Record<string, string | undefined>>; readonly logFile: string },
): StartedProcess {
	const log = openSync(options.logFile, 'a', 0o600);
	const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', log], env: options.environment ?? process.env });
	closeSync(log);
	const { pid, stdout } = child;
	if (pid === undefined || stdout === null) throw new Error(`${command} cannot be started`);
	running.add(pid);
	let printed = '';
	let hasEnded = false;
	let wake = (): void => undefined;
	stdout.on('data', (chunk: Buffer) => {
		printed += chunk.toString();
		wake();
	});
	const ended = new Promise<void>((resolve) =>
		child.once('exit', () => {
			hasEnded = true;
			running.delete(pid);
			wake();
			resolve();
		}),
	);
	return {
		pid,
		get hasEnded() {
			return hasEnded;
		},
		async waitFor(pattern, timeoutMs) {
			const deadline = performance.now() + timeoutMs;
			for (;;) {
				const found = pattern.exec(printed);
				if (found !== null) return found;
				if (hasEnded) throw new Error(`${command} ended: ${tail(options.logFile) || printed}`);
				if (performance.now() > deadline) throw new Error(`${command} was not ready after ${timeoutMs} ms`);
				await Promise.race([new Promise<void>((resolve) => (wake = resolve)), delayMs(1_000)]);
			}
		},
		async stop() {
			if (hasEnded) return;
			child.kill('SIGTERM');
			const timer = setTimeout(() => killFamily(pid), stopTimeoutMs);
			await ended;
			clearTimeout(timer);
		},
	};
}

/** A port of the loopback interface that nobody has now. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('no free port');
	return address.port;
}

export function delayMs(time: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, time));
}

function killFamily(root: number): void {
	for (const pid of familyOf(root)) {
		try {
			process.kill(pid, 'SIGKILL');
		} catch {
			// It has gone by itself.
		}
	}
}

function tail(file: string): string {
	return readFileSync(file, 'utf8').trim().slice(-500);
}
