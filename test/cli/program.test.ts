import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packSample } from '../../src/dtaf/pack-sample.ts';

const root = join(import.meta.dirname, '..', '..');
const launcher = join(root, 'bin', 'dms.js');

/** The program as a person starts it: its own process, its own pipes. */
describe('the program dms', () => {
	let folder: string;
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'opendms-program-'));
	});
	afterAll(() => rm(folder, { recursive: true, force: true }));

	const environment = () => ({ ...process.env, DMS_DATA: join(folder, 'data') });

	async function dms(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
		try {
			const { stdout, stderr } = await promisify(execFile)(process.execPath, [launcher, ...argv], { env: environment() });
			return { code: 0, stdout, stderr };
		} catch (error) {
			if (!(error instanceof Error && 'stdout' in error && 'stderr' in error && 'code' in error)) throw error;
			return { code: Number(error.code), stdout: String(error.stdout), stderr: String(error.stderr) };
		}
	}

	it('ends with the exit code of its command', async () => {
		expect(await dms('--version')).toMatchObject({ code: 0, stderr: '' });
		expect(await dms('device', 'show', 'nix')).toMatchObject({ code: 1, stdout: '' });
		expect(await dms('device', 'fly')).toMatchObject({ code: 2, stdout: '' });
	});

	it('imports an archive and names the person in the audit', async () => {
		const archive = join(folder, 'sample.zip');
		await writeFile(archive, await packSample(join(root, 'dtaf-samples', 'Sample-IP-DECT-2000_MAC')));
		expect(await dms('dtaf', 'import', archive)).toMatchObject({ code: 0, stderr: '' });
		const audit = JSON.parse((await dms('audit', 'list', '--json')).stdout) as { actor: string }[];
		expect(audit[0]?.actor).toMatch(/^cli:.+/);
	});

	it('says nothing when the reader of its output goes away', async () => {
		const leaf = 'no certificate';
		const batch = join(folder, 'batch.jsonl');
		await writeFile(batch, `${JSON.stringify({ id: 'x'.repeat(1000), leaf, anchors: [] })}\n`.repeat(2000));
		const child = spawn(process.execPath, [launcher, 'certificate', 'check', '--batch', batch], {
			env: environment(),
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		let stderr = '';
		child.stderr.on('data', (chunk: Buffer) => {
			stderr += chunk.toString();
		});
		child.stdout.once('data', () => child.stdout.destroy());
		const code = await new Promise((resolve) => child.once('exit', resolve));
		expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
	});
});
