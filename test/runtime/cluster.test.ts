import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { toWorkerExecArgv } from '../../src/runtime/cluster.ts';

interface Line {
	readonly kind: string;
	readonly [field: string]: unknown;
}

const folder = mkdtempSync(join(tmpdir(), 'dms-cluster-'));
const running: RunningCluster[] = [];
afterAll(() => {
	for (const cluster of running) cluster.clear();
	rmSync(folder, { recursive: true });
});

/** A primary in a process group of its own, as a terminal or a service manager would have it. */
class RunningCluster {
	readonly lines: Line[] = [];
	readonly process: ChildProcess;
	readonly exited: Promise<number | null>;
	#output = '';

	constructor(behaviour: string, overrides: object = {}) {
		const primary = join(import.meta.dirname, 'fixtures/cluster-primary.ts');
		this.process = spawn(process.execPath, [primary, behaviour, JSON.stringify(overrides)], {
			detached: true,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const output = createInterface(this.process.stdout ?? expect.fail('no output'));
		output.on('line', (line) => this.lines.push(JSON.parse(line) as Line));
		// The last lines may be read after the process is gone; workers that outlive it hold the pipe open.
		const read = once(output, 'close');
		this.exited = once(this.process, 'exit').then(async ([code]) => {
			await Promise.race([read, delay(1_000)]);
			return code as number | null;
		});
		this.process.stderr?.on('data', (chunk: Buffer) => {
			this.#output += chunk.toString();
		});
		running.push(this);
	}

	get output(): string {
		return this.#output;
	}

	of(kind: string): Line[] {
		return this.lines.filter((line) => line.kind === kind);
	}

	async see(kind: string, count = 1): Promise<Line> {
		await waitFor(
			() => this.of(kind).length >= count,
			() => `${kind}; seen: ${JSON.stringify(this.lines)} ${this.#output}`,
		);
		return this.of(kind)[count - 1] ?? { kind };
	}

	/** Process ids of the workers that have served. */
	get pids(): number[] {
		return this.of('worker-ready').map((line) => Number(line['pid']));
	}

	async ready(): Promise<number> {
		return Number((await this.see('ready'))['port']);
	}

	signal(name: NodeJS.Signals): void {
		this.process.kill(name);
	}

	/** Ends what a test has left over: only processes of this cluster. */
	clear(): void {
		try {
			process.kill(-(this.process.pid ?? 0), 'SIGKILL');
		} catch {
			// All gone.
		}
	}
}

async function waitFor(condition: () => boolean, describeWait: () => string): Promise<void> {
	const deadline = performance.now() + 15_000;
	while (!condition()) {
		if (performance.now() > deadline) throw new Error(`waited in vain for ${describeWait()}`);
		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

async function fetchPath(port: number): Promise<string> {
	return (await openRequest(port, '/')).body();
}

/** A request whose answer has begun, and its rest. */
async function openRequest(port: number, path: string): Promise<{ body(): Promise<string> }> {
	const [response] = (await once(get({ host: '127.0.0.1', port, path, agent: false }), 'response')) as [IncomingMessage];
	return {
		body: async () => {
			let text = '';
			for await (const chunk of response) text += String(chunk);
			return text;
		},
	};
}

/** Every worker has left a note on how it stopped. */
function notes(file: string): { readonly cause: string; readonly cutRequests: number }[] {
	const names = readdirSync(folder).filter((name) => name.startsWith(`${file}.`));
	return names.map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { cause: string; cutRequests: number });
}

describe.concurrent('a cluster that starts', () => {
	it('ok/serves on one port from every worker and ends with 0 on SIGTERM', async () => {
		const cluster = new RunningCluster('serve');
		const port = await cluster.ready();
		expect(cluster.pids).toHaveLength(2);
		expect(cluster.pids).toContain(Number(await fetchPath(port)));
		cluster.signal('SIGTERM');
		expect(await cluster.exited).toBe(0);
		expect(cluster.of('stopping')).toEqual([{ kind: 'stopping', cause: 'SIGTERM' }]);
		expect(cluster.of('finished')).toEqual([{ kind: 'finished', exitCode: 0 }]);
		expect(cluster.pids.filter(isAlive)).toEqual([]);
		expect(cluster.output).toBe('');
	});

	it('reject/a worker that says why it cannot start ends all with 1 and its own error', async () => {
		const cluster = new RunningCluster('fail');
		expect(await cluster.exited).toBe(1);
		expect(cluster.of('ready')).toEqual([]);
		expect(cluster.of('finished')).toEqual([
			{
				kind: 'finished',
				exitCode: 1,
				code: 'listener.address-in-use',
				message: '127.0.0.1:1 is in use by another process',
				hint: 'Stop it.',
			},
		]);
		expect(cluster.output).toBe('');
	});

	it('reject/a worker that ends without a word ends all with 1', async () => {
		const cluster = new RunningCluster('throw-at-import');
		expect(await cluster.exited).toBe(1);
		expect(cluster.of('finished')[0]).toMatchObject({ exitCode: 1, code: 'internal' });
		expect(cluster.of('finished')[0]?.['message']).toMatch(/^worker [12] ended \(exit code 1\) before it was ready$/);
	});

	it('reject/a worker that is never ready ends all with 1', async () => {
		const cluster = new RunningCluster('never-ready', { readyTimeoutMs: 700 });
		expect(await cluster.exited).toBe(1);
		expect(cluster.of('finished')[0]?.['message']).toMatch(/^worker [12] was not ready after 700 ms$/);
	});

	it('ok/is stopped while it starts', async () => {
		const cluster = new RunningCluster('never-ready');
		await cluster.see('started');
		cluster.signal('SIGTERM');
		expect(await cluster.exited).toBe(0);
		expect(cluster.of('ready')).toEqual([]);
	});

	it('ok/messages that are none of ours change nothing', async () => {
		const cluster = new RunningCluster('talk-nonsense');
		await fetchPath(await cluster.ready());
		cluster.signal('SIGTERM');
		expect(await cluster.exited).toBe(0);
	});
});

describe.concurrent('a cluster that stops', () => {
	it('finishes running requests, and no worker is replaced', async () => {
		const cluster = new RunningCluster(`serve=${join(folder, 'graceful')}`);
		const port = await cluster.ready();
		const slow = await Promise.all(['/slow', '/slow', '/slow'].map((path) => openRequest(port, path)));
		cluster.signal('SIGTERM');
		for (const request of slow) expect(cluster.pids).toContain(Number(await request.body()));
		expect(await cluster.exited).toBe(0);
		expect(cluster.of('worker-died')).toEqual([]);
		expect(notes('graceful')).toEqual([
			{ cause: 'primary', cutRequests: 0 },
			{ cause: 'primary', cutRequests: 0 },
		]);
	});

	it('does so too when a terminal signals the whole group, and npm signals once more', async () => {
		const cluster = new RunningCluster(`serve=${join(folder, 'terminal')}`);
		const slow = await openRequest(await cluster.ready(), '/slow');
		process.kill(-(cluster.process.pid ?? 0), 'SIGINT');
		await new Promise((resolve) => setTimeout(resolve, 50));
		cluster.signal('SIGINT');
		expect(cluster.pids).toContain(Number(await slow.body()));
		expect(await cluster.exited).toBe(0);
		expect(cluster.of('worker-died')).toEqual([]);
		expect(notes('terminal').map((note) => note.cutRequests)).toEqual([0, 0]);
	});

	it('is killed by a second signal', async () => {
		const cluster = new RunningCluster('hang-on-stop');
		await cluster.ready();
		cluster.signal('SIGTERM');
		await new Promise((resolve) => setTimeout(resolve, 800));
		cluster.signal('SIGTERM');
		expect(await cluster.exited).toBe(1);
		expect(cluster.of('finished')[0]?.['message']).toBe('killed by a second SIGTERM before every request was finished');
		expect(cluster.pids.filter(isAlive)).toEqual([]);
	});

	it('kills a worker that does not stop in time, and does not call that a success', async () => {
		const cluster = new RunningCluster('hang-on-stop', { stopTimeoutMs: 300 });
		await cluster.ready();
		cluster.signal('SIGTERM');
		expect(await cluster.exited).toBe(1);
		expect(cluster.of('worker-killed')).toHaveLength(2);
		expect(cluster.of('finished')[0]?.['message']).toMatch(/^worker [12] did not stop within 300 ms and was killed$/);
		expect(cluster.pids.filter(isAlive)).toEqual([]);
	});
});

describe.concurrent('a worker that dies', () => {
	it('is replaced', async () => {
		const cluster = new RunningCluster('serve');
		const port = await cluster.ready();
		const [victim = 0] = cluster.pids;
		process.kill(victim, 'SIGKILL');
		await cluster.see('worker-ready', 3);
		expect(cluster.of('worker-died')).toMatchObject([{ pid: victim, end: 'signal SIGKILL', replacedAfterMs: 100 }]);
		expect(cluster.pids).toContain(Number(await fetchPath(port)));
		cluster.signal('SIGTERM');
		expect(await cluster.exited).toBe(0);
	});

	it('is replaced too when it was only told to stop by somebody else', async () => {
		const cluster = new RunningCluster(`serve=${join(folder, 'alone')}`);
		await cluster.ready();
		process.kill(cluster.pids[0] ?? 0, 'SIGTERM');
		await cluster.see('worker-ready', 3);
		expect(cluster.of('worker-died')).toMatchObject([{ end: 'exit code 0' }]);
		expect(notes('alone')).toEqual([{ cause: 'signal', cutRequests: 0 }]);
		cluster.signal('SIGTERM');
		expect(await cluster.exited).toBe(0);
	});

	it('again and again ends the cluster with 1, after growing pauses', async () => {
		const cluster = new RunningCluster('die-when-ready', { deaths: { most: 3, withinMs: 20_000 } });
		expect(await cluster.exited).toBe(1);
		expect(cluster.of('worker-died').map((line) => line['replacedAfterMs'])).toEqual([100, 200, 400]);
		expect(cluster.of('finished')[0]?.['message']).toMatch(/^4 workers died within 20 s, the last one with signal SIGABRT$/);
	});

	it('and whose successor cannot start is tried again', async () => {
		const file = join(folder, 'gone');
		const cluster = new RunningCluster(`fail-after-first=${file}`, { deaths: { most: 2, withinMs: 20_000 } });
		await cluster.ready();
		writeFileSync(file, '');
		process.kill(cluster.pids[0] ?? 0, 'SIGKILL');
		expect(await cluster.exited).toBe(1);
		expect(cluster.of('worker-died').map((line) => line['error'])).toEqual([undefined, 'store.unavailable']);
		expect(cluster.of('finished')).toMatchObject([{ exitCode: 1, code: 'store.unavailable', message: 'the store is gone' }]);
	});
});

describe.concurrent('a primary that dies', () => {
	it('leaves no worker behind; each finishes its requests and ends', async () => {
		const cluster = new RunningCluster(`serve=${join(folder, 'orphan')}`);
		const slow = await openRequest(await cluster.ready(), '/slow');
		cluster.signal('SIGKILL');
		expect(cluster.pids).toContain(Number(await slow.body()));
		await waitFor(
			() => !cluster.pids.some(isAlive),
			() => 'the end of the workers',
		);
		expect(notes('orphan')).toEqual([
			{ cause: 'orphaned', cutRequests: 0 },
			{ cause: 'orphaned', cutRequests: 0 },
		]);
	});
});

describe.concurrent('a rolling restart', () => {
	it('replaces every worker while others serve', async () => {
		const cluster = new RunningCluster('serve');
		const port = await cluster.ready();
		const before = cluster.pids;
		cluster.signal('SIGUSR2');
		await cluster.see('restarted');
		expect(before.filter(isAlive)).toEqual([]);
		const after = cluster.pids.filter((pid) => !before.includes(pid));
		expect(after).toHaveLength(2);
		expect(after).toContain(Number(await fetchPath(port)));
		expect(cluster.of('worker-died')).toEqual([]);
		cluster.signal('SIGTERM');
		expect(await cluster.exited).toBe(0);
	});

	it('resets no connection, though new ones come all the time', async () => {
		const cluster = new RunningCluster('serve');
		const port = await cluster.ready();
		const outcomes = { served: 0, failed: 0 };
		let isOn = true;
		const loops = Array.from({ length: 20 }, async () => {
			while (isOn) {
				await fetchPath(port).then(
					() => outcomes.served++,
					() => outcomes.failed++,
				);
			}
		});
		for (const round of [1, 2]) {
			cluster.signal('SIGUSR2');
			await cluster.see('restarted', round);
		}
		isOn = false;
		await Promise.all(loops);
		expect(outcomes.failed).toBe(0);
		expect(outcomes.served).toBeGreaterThan(100);
		cluster.signal('SIGTERM');
		expect(await cluster.exited).toBe(0);
	});

	it('stops at a successor that cannot start, and the old workers go on', async () => {
		const file = join(folder, 'broken');
		const cluster = new RunningCluster(`fail-after-first=${file}`);
		const port = await cluster.ready();
		writeFileSync(file, '');
		cluster.signal('SIGUSR2');
		expect((await cluster.see('restart-failed'))['message']).toContain('the store is gone');
		expect(cluster.pids.filter(isAlive)).toHaveLength(2);
		expect(cluster.pids).toContain(Number(await fetchPath(port)));
		expect(cluster.of('worker-died')).toEqual([]);
		cluster.signal('SIGTERM');
		expect(await cluster.exited).toBe(0);
	});
});

describe('options of Node for a worker', () => {
	it.each([
		[
			['--max-old-space-size=300', '--no-warnings'],
			['--max-old-space-size=300', '--no-warnings'],
		],
		[['--inspect=9229', '--inspect-brk', '--watch', '--watch-path=src', '--test'], []],
		[['--no-warnings', '-e', 'code', '--input-type=module', '--eval', 'code', '--eval=code'], ['--no-warnings']],
	])('%j become %j', (execArgv, kept) => {
		expect(toWorkerExecArgv(execArgv)).toEqual(kept);
	});
});
