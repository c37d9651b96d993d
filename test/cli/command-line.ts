import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach } from 'vitest';
import { CatalogCache } from '../../src/app/catalog.ts';
import { CertificateTrust } from '../../src/app/certificate-trust.ts';
import { DeviceFiles } from '../../src/app/device-files.ts';
import { explainRequest } from '../../src/app/explain-request.ts';
import type { CommandPorts } from '../../src/cli/command-ports.ts';
import { runCommandLine } from '../../src/cli/main-command.ts';
import { toFleetPorts } from '../../src/compose/fleet-ports.ts';
import { toQaPorts } from '../../src/compose/qa-ports.ts';
import { toShellPorts } from '../../src/compose/shell-ports.ts';
import { toTestCaPorts } from '../../src/compose/test-ca-ports.ts';
import type { Clock, Store } from '../../src/domain/ports.ts';
import { packSample } from '../../src/dtaf/pack-sample.ts';
import { openStore, rotateSecretKey } from '../../src/store/open-store.ts';

const samples = join(import.meta.dirname, '..', '..', 'dtaf-samples');

/** How one run of the program ended and what it printed. */
export interface CommandResult {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
	/** Standard output, parsed; any shape, for assertions. */
	json(): unknown;
	/** Standard output as JSON lines. */
	jsonLines(): unknown[];
}

/** The program with a data directory of its own, run inside the test's process. */
export class TestCommandLine {
	readonly directory: string;
	readonly clock: Clock & { shiftMs: number } = { shiftMs: 0, now: () => new Date(Date.now() + this.clock.shiftMs) };
	ports: Partial<CommandPorts> = {};

	constructor(directory: string) {
		this.directory = directory;
	}

	path(name: string): string {
		return join(this.directory, name);
	}

	async write(name: string, content: string | Uint8Array, mode = 0o600): Promise<string> {
		await writeFile(this.path(name), content, { mode });
		return this.path(name);
	}

	read(name: string): Promise<Buffer> {
		return readFile(this.path(name));
	}

	/** Packs a sample folder. */
	async sample(name: string): Promise<string> {
		return this.write(`${name}.zip`, await packSample(join(samples, name)));
	}

	/** Runs one command; with `input` on standard input. */
	async run(argv: readonly string[], input = ''): Promise<CommandResult> {
		const stdout = new Collected();
		const stderr = new Collected();
		const exitCode = await runCommandLine(argv, {
			...this.#defaultPorts(),
			stdout,
			stderr,
			stdin: Readable.from([Buffer.from(input)]),
			...this.ports,
		});
		const { text } = stdout;
		return {
			exitCode,
			stdout: text,
			stderr: stderr.text,
			json: () => JSON.parse(text) as unknown,
			jsonLines: () =>
				text
					.trim()
					.split('\n')
					.map((line) => JSON.parse(line) as unknown),
		};
	}

	/** As `run`, and the command must succeed. */
	async must(...argv: readonly string[]): Promise<CommandResult> {
		const result = await this.run(argv);
		if (result.exitCode !== 0) throw new Error(`dms ${argv.join(' ')} ended with ${result.exitCode}: ${result.stderr}`);
		return result;
	}

	/** Looks at what the commands have left. */
	async withStore<Value>(look: (store: Store) => Promise<Value>): Promise<Value> {
		const store = await openStore({ dataDirectory: this.path('data'), migrate: true });
		try {
			return await look(store);
		} finally {
			await store.close();
		}
	}

	#defaultPorts(): Omit<CommandPorts, 'stdin' | 'stdout' | 'stderr'> {
		const { clock } = this;
		return {
			openStore: ({ dataDirectory }) => openStore({ dataDirectory, migrate: true, clock }),
			serve: () => Promise.reject(new Error('no server in this test')),
			start: () => Promise.reject(new Error('no server in this test')),
			demo: () => Promise.reject(new Error('no demo in this test')),
			rotateSecretKey: async ({ dataDirectory }) => (await rotateSecretKey({ dataDirectory })).resealed,
			tokenLifetimes: () => ({
				person: { slidingSeconds: 60, absoluteSeconds: 120 },
				service: { slidingSeconds: 600, absoluteSeconds: 1200 },
			}),
			explain: (store, request) => explainRequest(toExplainPorts(store, clock), request),
			testCa: toTestCaPorts(clock),
			qa: toQaPorts(clock),
			fleet: toFleetPorts(clock),
			shell: toShellPorts({}),
			clock,
			environment: { DMS_DATA: this.path('data') },
			actor: 'cli:tester',
			version: '1.2.3',
			interrupted: new AbortController().signal,
		};
	}
}

/** To be called in a `describe`: each call of the result makes a program with an empty data directory, removed after the test. */
export function useCommandLine(): () => Promise<TestCommandLine> {
	const directories: string[] = [];
	afterEach(async () => {
		for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
	});
	return async () => {
		const directory = await mkdtemp(join(tmpdir(), 'opendms-cli-'));
		directories.push(directory);
		return new TestCommandLine(directory);
	};
}

/** A stream that keeps what is written to it. */
export class Collected extends Writable {
	readonly #chunks: Buffer[] = [];

	get text(): string {
		return Buffer.concat(this.#chunks).toString('utf8');
	}

	override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
		this.#chunks.push(chunk);
		callback();
	}
}

function toExplainPorts(store: Store, clock: Clock) {
	return { store, clock, judge: new CertificateTrust(store, 'Http'), catalog: new CatalogCache(store), files: new DeviceFiles(store) };
}
