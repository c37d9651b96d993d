import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packSample } from '../../src/dtaf/pack-sample.ts';
import { isInstalled } from '../helpers/is-installed.ts';
import { DmsProcess } from '../helpers/server-process.ts';

const root = join(import.meta.dirname, '..', '..');

/** A block of commands, and what the document shows below it. */
interface Step {
	readonly title: string;
	readonly commands: string;
	readonly shown: string;
}

async function readWalk(): Promise<readonly Step[]> {
	const text = await readFile(join(root, 'docs', 'api-walk.md'), 'utf8');
	return [...text.matchAll(/^## (.*)$|^```bash\n([\s\S]*?)^```\n```text\n([\s\S]*?)^```$/gm)].reduce<{ title: string; steps: Step[] }>(
		({ title, steps }, [, heading, commands, shown]) =>
			heading === undefined
				? { title, steps: [...steps, { title, commands: commands ?? '', shown: shown ?? '' }] }
				: { title: heading, steps },
		{ title: '', steps: [] },
	).steps;
}

const mark = '<<< end of step >>>';

/** All steps in one bash, as a reader pastes them: what one sets the next one has. */
async function runSteps(steps: readonly Step[], environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
	const script = [
		'set -euo pipefail',
		`npx() { shift; "$NODE" "$DMS" "$@"; }`,
		...steps.flatMap(({ commands }) => [commands, `echo '${mark}'`]),
	];
	const bash = spawn('bash', ['-c', script.join('\n')], {
		cwd: root,
		env: { ...process.env, ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	const output = { stdout: '', stderr: '' };
	for (const name of ['stdout', 'stderr'] as const) bash[name].on('data', (chunk: Buffer) => (output[name] += chunk.toString()));
	await new Promise((resolve) => bash.once('close', resolve));
	expect(output.stderr).toBe('');
	return output.stdout.split(`${mark}\n`).slice(0, -1);
}

/** `…` stands for anything; a line with nothing else for any number of lines. */
function toPattern(shown: string): RegExp {
	const lines = shown.trimEnd().split('\n');
	const escaped = lines.map((line) =>
		line === '…' ? '(?:.*\n)*?' : `${line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*')}\n`,
	);
	return new RegExp(`^${escaped.join('')}`, 'm');
}

describe.runIf(['bash', 'curl', 'jq'].every(isInstalled))('the walk of the documentation', () => {
	const sharedToken = randomBytes(32).toString('hex');
	let directory: string;
	let server: DmsProcess;
	let outputs: readonly string[];
	let steps: readonly Step[];

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-walk-'));
		const archive = join(directory, 'archive.zip');
		await writeFile(archive, await packSample(join(root, 'dtaf-samples', 'Sample-IP-DECT-2000_MAC')));
		const listen = ['--device', '127.0.0.1:0', '--admin', '127.0.0.1:0'];
		server = new DmsProcess(['serve', '--data', join(directory, 'data'), ...listen], {
			...{ DMS_WORKERS: '1', DMS_LOG_LEVEL: 'debug', PLAY_AUTH_TOKEN: sharedToken },
		});
		await server.waitFor(/^ready$/m);
		const [, devicePort = ''] = await server.waitFor(/^devices: https:\/\/127\.0\.0\.1:(\d+)/m);
		const [, api = ''] = await server.waitFor(/^administrators: (\S+)$/m);
		const [, code = ''] = await server.waitFor(
			/^curl -H 'Content-Type: application\/json' -d '\{"code":"([\w-]+)","login":"LOGIN","password":"PASSWORD"\}' \S+\/api\/2\.0\/auth\/first$/m,
		);
		steps = await readWalk();
		outputs = await runSteps(steps, {
			...{ walk: directory, api, devices: `https://localhost:${devicePort}`, archive, code, PLAY_AUTH_TOKEN: sharedToken },
			...{ NODE: process.execPath, DMS: join(root, 'bin', 'dms.js') },
		});
	}, 120_000);
	afterAll(async () => {
		await server.killGroup();
		await rm(directory, { recursive: true, force: true });
	});

	it('comes to its end', () => {
		expect(steps.length).toBeGreaterThan(9);
		expect(outputs).toHaveLength(steps.length);
	});

	it('shows what it says', () => {
		for (const [index, { title, shown }] of steps.entries()) expect(outputs[index], title).toMatch(toPattern(shown));
	});

	it('leaves no secret in what the server has written', () => {
		const tokens = [...outputs.join('').matchAll(/"token": "([\w-]+)"/g)].map(([, token = '']) => token);
		expect(tokens).toHaveLength(1);
		for (const secret of [...tokens, sharedToken, 'correct horse battery staple']) expect(server.stderr).not.toContain(secret);
	});
});
