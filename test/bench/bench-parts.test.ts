import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toChart } from '../../bench/chart.ts';
import { packFirmware } from '../../bench/firmware-archive.ts';
import { parseOptions } from '../../bench/options.ts';
import { toOwnResult } from '../../bench/own-rows.ts';
import { childrenOf, familyOf, forgetPeak, peakBytes, readUsage, residentBytes } from '../../bench/process-family.ts';
import { toRatioTable } from '../../bench/report.ts';
import { readDigestChallenge, toDigestHeader } from '../../bench/request-head.ts';
import type { RowResult } from '../../bench/row.ts';
import { percentile, toRatios, toSpread } from '../../bench/statistics.ts';
import { openArchive } from '../../src/dtaf/read-archive.ts';
import { parseDigestAuthorization, toDigestChallenges, verifyDigest } from '../../src/http/digest-authentication.ts';

const summarizer = join(import.meta.dirname, '..', '..', 'bench', 'summarize-profile.ts');

describe('statistics of the bench', () => {
	it('tells the middle and the ends, whatever the order and the number of values', () => {
		expect(toSpread([5, 1, 9])).toEqual({ median: 5, min: 1, max: 9 });
		expect(toSpread([4, 2, 8, 6])).toEqual({ median: 5, min: 2, max: 8 });
		expect(() => toSpread([])).toThrow('nothing was measured');
	});

	it('compares runs that stood side by side, not medians', () => {
		expect(toRatios([10, 40, 90], [10, 20, 30])).toEqual({ median: 2, min: 1, max: 3 });
	});

	it('finds percentiles', () => {
		const values = Array.from({ length: 100 }, (_, index) => 99 - index);
		expect([percentile(values, 0.5), percentile(values, 0.99), percentile([], 0.5)]).toEqual([50, 99, 0]);
	});
});

describe.skipIf(process.platform !== 'linux')('CPU time of a family', () => {
	it('counts what a grandchild does', async () => {
		const burn =
			'const end = process.cpuUsage().user + 300_000; while (process.cpuUsage().user < end); process.stdout.write("x"); setTimeout(() => {}, 60_000)';
		const nest = `const c = require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(burn)}], { stdio: "inherit" }); process.on("SIGTERM", () => { c.kill("SIGKILL"); process.exit() })`;
		const root = spawn(process.execPath, ['-e', nest], { stdio: ['ignore', 'pipe', 'inherit'] });
		const pid = root.pid ?? 0;
		try {
			await new Promise((resolve) => root.stdout.once('data', resolve));
			const family = familyOf(pid);
			expect(family).toHaveLength(2);
			expect(residentBytes(pid)).toBeGreaterThan(10 * 1024 * 1024);
			const { cpuSeconds, pids } = readUsage([pid]);
			expect(pids).toEqual(family);
			expect(cpuSeconds).toBeGreaterThanOrEqual(0.3);
			expect(cpuSeconds).toBeLessThan(5);
		} finally {
			root.kill('SIGTERM');
		}
	});

	it('finds children by their command', () => {
		const child = spawn('sleep', ['60']);
		try {
			expect(childrenOf(process.pid, 'sleep')).toEqual([child.pid]);
			expect(childrenOf(process.pid, 'slee')).toEqual([]);
		} finally {
			child.kill();
		}
	});
});

describe.skipIf(process.platform !== 'linux')('the memory of a process', () => {
	it('has a peak that can be forgotten', async () => {
		const mebibyte = 1024 * 1024;
		const growAndShrink = `let grown = Buffer.alloc(${64 * mebibyte}, 1); grown = undefined; gc(); process.stdout.write("x"); setTimeout(() => {}, 60_000)`;
		const child = spawn(process.execPath, ['--expose-gc', '-e', growAndShrink], { stdio: ['ignore', 'pipe', 'inherit'] });
		const pid = child.pid ?? 0;
		try {
			await new Promise((resolve) => child.stdout.once('data', resolve));
			const peak = peakBytes(pid);
			expect(peak).toBeGreaterThan(residentBytes(pid) + 32 * mebibyte);
			forgetPeak(pid);
			expect(peakBytes(pid)).toBeLessThan(peak - 32 * mebibyte);
		} finally {
			child.kill();
		}
	});
});

describe('rows of ours alone', () => {
	const row = { name: 'own', title: 'a row' };
	const samples = [4, 1, 9].map((value) => ({ value, details: { lost: value - 1 } }));

	it('are judged by the median of each thing that they measure', () => {
		const result = toOwnResult(row, 'ms', [
			{ contestant: 'opendms slow', samples, atMost: 3 },
			{ contestant: 'opendms', samples, atMost: 4, detailsAtMost: { lost: 8 } },
			{ contestant: 'opendms unbounded', samples },
		]);
		expect(result.results[0]).toMatchObject({ value: { median: 4, min: 1, max: 9 }, details: { lost: { median: 3, min: 0, max: 8 } } });
		expect(result.verdicts.map(({ contestant, isMet }) => [contestant, isMet])).toEqual([
			['opendms slow', false],
			['opendms', true],
		]);
		expect(toRatioTable([result]).split('\n')[1]).toMatch(/^own +ms +- +- +opendms slow +4\.00 +- +3 ms +FAIL$/);
	});

	it.each([
		['a detail that is too large once', { lost: 7 }],
		['a detail that was not taken', { found: 1 }],
	])('reject/%s', (_, detailsAtMost) => {
		expect(() => toOwnResult(row, 'ms', [{ contestant: 'opendms', samples, detailsAtMost }])).toThrow(Object.keys(detailsAtMost)[0]);
	});
});

describe('the archive with firmware', () => {
	it('can be imported beside the sample that it is made from', async () => {
		const bytes = await packFirmware(2);
		expect(bytes.length).toBeGreaterThan(2 * 1024 * 1024);
		const { descriptor, readContent } = await openArchive(bytes);
		expect(descriptor.type).toMatchObject({ name: 'Firmware', cpe: { deviceManagement: { deviceAccessUri: 'firmware' } } });
		const content = Buffer.concat(await Array.fromAsync(readContent('firmware.bin')));
		expect(content).toHaveLength(2 * 1024 * 1024);
	});
});

describe('options of the bench', () => {
	it.each([
		['--runs', '0'],
		['--runs', 'many'],
		['--seconds', '61'],
		['--seconds', ''],
		['--concurrency', '-1'],
	])('reject/%s %j', (name, value) => {
		expect(() => parseOptions([`${name}=${value}`])).toThrow(name);
	});

	it('does at least five runs unless it is told otherwise', () => {
		expect(parseOptions([])).toMatchObject({ runs: 5, quick: false, profileCounts: [1_000, 100_000, 1_000_000] });
		expect(parseOptions(['--quick', '--rows', 'a,b'])).toMatchObject({ runs: 1, rows: ['a', 'b'] });
	});
});

describe('the client of the bench', () => {
	it('answers our own Digest challenge', () => {
		const [realm, path, user] = ['OpenDMS', '/dms/file.xml', { name: 'phone', password: 'correct horse' }];
		const challenges = toDigestChallenges({ realm, nonce: 'abc', opaque: 'xyz' }).map((text) => `WWW-Authenticate: ${text}`);
		const session = readDigestChallenge(['HTTP/1.1 401 Unauthorized', ...challenges].join('\r\n'));
		for (const password of [user.password, 'wrong']) {
			const parsed = parseDigestAuthorization(toDigestHeader(session, { ...user, password }, path).replace('Authorization: ', ''));
			if (!parsed.ok) throw new Error(parsed.reason);
			const holds = verifyDigest({ answer: parsed.value, method: 'GET', realm, requestTarget: path, password: user.password });
			expect(holds).toBe(password === user.password);
		}
		expect(session.count).toBe(2);
	});
});

describe('what the bench prints', () => {
	const rows: readonly RowResult[] = [
		{
			name: 'a<b',
			title: 'a row',
			unit: 'us',
			results: [
				{ contestant: 'nginx', samples: [], value: { median: 100, min: 90, max: 110 }, details: {} },
				{
					contestant: 'opendms',
					samples: [],
					value: { median: 150, min: 1, max: 200 },
					details: {},
					ratio: { median: 1.5, min: 1, max: 2 },
				},
			],
			verdicts: [{ kind: 'ratio', contestant: 'opendms', atMost: 1.3, measured: 1.5, isMet: false }],
		},
	];

	it('says whether a bound is met', () => {
		expect(toRatioTable(rows).split('\n')[1]).toMatch(/^a<b +us +nginx +100 +opendms +150 +1\.50 \[1\.00\.\.2\.00\] +1\.3 +FAIL$/);
	});

	it('draws each ratio, with its names escaped', () => {
		const chart = toChart(rows, 'title & more');
		expect(chart).toContain('title &amp; more');
		expect(chart).toContain('a&lt;b · opendms');
		expect(chart).toContain('>1.50</text>');
	});
});

describe('the summary of CPU profiles', () => {
	it('names the function that was busy', async () => {
		const directory = await mkdtemp(join(tmpdir(), 'opendms-profile-'));
		try {
			const work = 'function busyBee() { const end = Date.now() + 300; while (Date.now() < end); } busyBee()';
			expect(spawnSync(process.execPath, ['--cpu-prof', `--cpu-prof-dir=${directory}`, '-e', work]).status).toBe(0);
			const { stdout } = spawnSync(process.execPath, [summarizer, directory, '--top', '50', '--skip', '0'], { encoding: 'utf8' });
			expect(stdout).toMatch(/^1 profiles, \d\.\d s busy/);
			expect(stdout).toMatch(/self time by function\n.*busyBee/);
			expect(stdout).toMatch(/time by function, with all that it calls\n(.*\n)*.*busyBee/);
		} finally {
			await rm(directory, { recursive: true, force: true });
		}
	});
});
