import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Report } from './node-26/visit-twice.ts';

const folder = join(import.meta.dirname, 'node-26');
const node26 = join(folder, 'node_modules', '.bin', 'node');
const isInstalled = existsSync(node26);
if (!isInstalled) console.log('skipped: Node 26 is not installed (npm ci --prefix test/tls/node-26)');

async function reportOf(node: string): Promise<Report> {
	const { stdout } = await promisify(execFile)(node, [join(folder, 'visit-twice.ts')], { timeout: 20_000 });
	return JSON.parse(stdout) as Report;
}

const nothing = { reused: false, hasCertificate: false, authorized: false };
const proven = { reused: false, hasCertificate: true, authorized: true };

describe.each([
	['the Node of this server', process.execPath, process.version, true],
	['Node 26', node26, /^v26\./, isInstalled],
] as const)('on %s', (_name, node, version, isThere) => {
	it.skipIf(!isThere)('a session resumed without a certificate proves nothing, and none is resumed', async () => {
		const report = await reportOf(node);
		expect(report.node).toMatch(version);
		for (const protocol of ['TLSv1.2', 'TLSv1.3']) {
			// Without this the rest could not fail.
			expect(report.ordinaryServer[protocol]?.map(({ reused }) => reused)).toEqual([false, true]);
			expect(report.withoutCertificate[protocol]).toEqual([nothing, nothing]);
			expect(report.certificateLeftOut[protocol]).toEqual([proven, nothing]);
		}
	});
});
