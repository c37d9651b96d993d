import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type AccessRecord, lowestRecordId } from '../../src/domain/access-record.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import type { Store } from '../../src/domain/ports.ts';
import { openStore } from '../../src/store/open-store.ts';
import { Collected, type TestCommandLine, useCommandLine } from './command-line.ts';

let serial = 0;

function record(at: Date, changed: Partial<AccessRecord> = {}): AccessRecord {
	serial += 1;
	return {
		id: `${lowestRecordId(at)}-7000-8000-${serial.toString().padStart(12, '0')}`,
		at,
		requestId: `r${serial}`,
		method: 'GET',
		path: '/dms/sample/0013d1000001-config.xml',
		status: 200,
		reason: 'granted',
		failedProofs: [],
		bytes: 100,
		aborted: false,
		remoteAddress: '192.0.2.1',
		remotePort: 40_000,
		durationMs: 1,
		...changed,
	};
}

describe('dms access list', () => {
	const open = useCommandLine();
	const [macA, macB] = [requireMacAddress('0013d1000001'), requireMacAddress('0013d1000002')];

	async function withRecords(): Promise<TestCommandLine> {
		const dms = await open();
		const at = (secondsAgo: number) => new Date(dms.clock.now().getTime() - secondsAgo * 1000);
		await dms.withStore(async (store) =>
			store.accessRecords.append([
				record(at(40), { mac: macA, deviceName: 'dect-1', proof: 'certificate' }),
				record(at(30), { mac: macB, status: 403, reason: 'certificate.expired' }),
				record(at(20), { status: 404, reason: 'path.no-file', path: '/dms/\\x1b[31m', userAgent: 'x' }),
				record(at(10), { mac: macA, deviceName: 'dect-1' }),
			]),
		);
		return dms;
	}

	it('says which requests came through a proxy', async () => {
		const dms = await open();
		const proxy = '192.0.2.1';
		await dms.withStore(async (store) =>
			store.accessRecords.append([record(dms.clock.now(), { proxy }), record(dms.clock.now(), { remoteAddress: '192.0.2.2' })]),
		);
		const { stdout } = await dms.must('access', 'list');
		expect(stdout).toMatch(/ 192\.0\.2\.1 \(proxy\) +GET [^]* 192\.0\.2\.2 +GET /);
		expect((await dms.must('access', 'list', '--json')).json()).toMatchObject([{ proxy }, { remoteAddress: '192.0.2.2' }]);
	});

	it.each([
		['everything', [], ['granted', 'certificate.expired', 'path.no-file', 'granted']],
		['of a MAC address', ['--mac', '00:13:D1:00:00:01'], ['granted', 'granted']],
		['refusals', ['--denied'], ['certificate.expired', 'path.no-file']],
		['of a device', ['--device', 'dect-1'], ['granted', 'granted']],
		['with a reason', ['--reason', 'path.no-file'], ['path.no-file']],
		['the newest ones', ['--limit', '2'], ['path.no-file', 'granted']],
	])('lists %s, oldest first', async (_, options, reasons) => {
		const dms = await withRecords();
		const records = (await dms.must('access', 'list', '--json', ...options)).json() as { reason: string }[];
		expect(records.map(({ reason }) => reason)).toEqual(reasons);
		expect((await dms.must('access', 'list', ...options)).stdout).toMatch(new RegExp(`\n${reasons.length} entr(y|ies) found\\.\n$`));
	});

	it('lists records after a time', async () => {
		const dms = await withRecords();
		const since = new Date(dms.clock.now().getTime() - 15_000).toISOString();
		expect((await dms.must('access', 'list', '--json', '--since', since)).json()).toHaveLength(1);
	});

	it('refuses a reason that is none', async () => {
		const { exitCode, stderr } = await (await open()).run(['access', 'list', '--reason', 'because']);
		expect(exitCode).toBe(1);
		expect(stderr).toContain('(value.invalid)');
	});

	/** Runs `--follow` until the text is printed, having something appended in between. */
	async function follow(
		dms: TestCommandLine,
		argv: readonly string[],
		append: (store: Store) => Promise<void>,
		until: string,
	): Promise<string> {
		const interrupt = new AbortController();
		const stdout = new Collected();
		dms.ports = { interrupted: interrupt.signal, stdout };
		const running = dms.run(['access', 'list', '--follow', ...argv]);
		await waitFor(() => stdout.text.length > 0);
		const store = await openStore({ dataDirectory: dms.path('data'), migrate: true });
		await append(store);
		await waitFor(() => stdout.text.includes(until));
		await store.close();
		interrupt.abort();
		expect((await running).exitCode).toBe(0);
		return stdout.text;
	}

	async function waitFor(condition: () => boolean): Promise<void> {
		for (let tries = 0; !condition(); tries++) {
			if (tries > 1000) throw new Error('waited in vain');
			await new Promise((resolve) => setTimeout(resolve, 10));
		}
	}

	it('keeps printing new records, each once, also those that come late', async () => {
		const dms = await withRecords();
		const now = dms.clock.now();
		const text = await follow(
			dms,
			['--json', '--denied'],
			async (store) => {
				store.accessRecords.append([record(now, { status: 403, reason: 'device.unknown' })]);
				store.accessRecords.append([record(new Date(now.getTime() - 1000), { status: 403, reason: 'lockout.temporary' }), record(now)]);
			},
			'lockout.temporary',
		);
		const reasons = text
			.trim()
			.split('\n')
			.map((line) => (JSON.parse(line) as { reason: string }).reason);
		expect(reasons.toSorted()).toEqual(['certificate.expired', 'device.unknown', 'lockout.temporary', 'path.no-file']);
	});

	it('keeps printing aligned lines for people', async () => {
		const dms = await open();
		const append = async (store: Store) => store.accessRecords.append([record(dms.clock.now(), { reason: 'device.unknown', status: 403 })]);
		const text = await follow(dms, [], append, 'device.unknown');
		expect(text).toMatch(/^Time +Status +Reason .*\n\S+ +403 +device\.unknown .*GET \/dms\/sample/);
	});

	it('ends when nobody reads any more', async () => {
		const dms = await withRecords();
		dms.ports = {
			stdout: new Writable({ write: (_chunk, _encoding, callback) => callback(Object.assign(new Error('gone'), { code: 'EPIPE' })) }),
		};
		expect(await dms.run(['access', 'list', '--follow'])).toMatchObject({ exitCode: 0, stderr: '' });
		expect(await dms.run(['access', 'list'])).toMatchObject({ exitCode: 0, stderr: '' });
		expect(await dms.run(['--help'])).toMatchObject({ exitCode: 0, stderr: '' });
	});
});
