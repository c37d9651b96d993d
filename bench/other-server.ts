import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { delayMs, type StartedProcess } from './processes.ts';

const startTimeoutMs = 10_000;
const pollMs = 2;

/** The path of the first of these programs that the machine has. */
export function findProgram(names: readonly string[], folders: readonly string[]): string | undefined {
	const places = [...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''), ...folders];
	return names.flatMap((name) => places.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** Resolves when somebody listens on the port. @throws Error when the process ends before. */
export async function waitForPort(server: StartedProcess, port: number): Promise<void> {
	const deadline = performance.now() + startTimeoutMs;
	while (!(await isOpen(port))) {
		if (server.hasEnded) await server.waitFor(/(?!)/, 0);
		if (performance.now() > deadline) throw new Error(`nobody listens on port ${port} after ${startTimeoutMs} ms`);
		await delayMs(pollMs);
	}
}

function isOpen(port: number): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}
