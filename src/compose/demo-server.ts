import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DmsError } from '../domain/errors.ts';

/** A server process of the demo; disposing of it kills what is left. */
export interface DemoServer extends AsyncDisposable {
	readonly origin: string;
	/** PEM certificates that the client is to trust. */
	readonly trust: string;
	/** @throws DmsError `demo.step-failed` unless the process ends with exit code 0. */
	stop(): Promise<void>;
}

const launcher = join(import.meta.dirname, '..', '..', 'bin', 'dms.js');
const startTimeoutMs = 30_000;

/** Runs `dms serve` as a person would. @throws DmsError `demo.step-failed` when it does not get ready. */
export async function startDemoServer(dataDirectory: string): Promise<DemoServer> {
	const child = spawn(process.execPath, [launcher, 'serve', '--data', dataDirectory, '--device', '127.0.0.1:0'], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
	const timer = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs);
	let port: string | undefined;
	let isReady = false;
	for await (const line of createInterface({ input: child.stdout })) {
		port = /^devices: https:\/\/127\.0\.0\.1:(\d+) /.exec(line)?.[1] ?? port;
		isReady = line === 'ready';
		if (isReady) break;
	}
	clearTimeout(timer);
	if (!isReady || port === undefined) throw new DmsError('demo.step-failed', 'the server did not get ready');
	child.stdout.resume();
	return {
		origin: `https://localhost:${port}`,
		trust: await readFile(join(dataDirectory, 'tls', 'server.pem'), 'utf8'),
		async stop() {
			child.kill('SIGTERM');
			const code = await ended;
			if (code !== 0) throw new DmsError('demo.step-failed', `the server stopped with exit code ${code}`);
		},
		async [Symbol.asyncDispose]() {
			if (child.exitCode !== null) return;
			child.kill('SIGKILL');
			await ended;
		},
	};
}
