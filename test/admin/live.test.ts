import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { addDevice } from '../../src/app/administration/add-device.ts';
import { importSample } from '../app/administration/samples.ts';
import { sampleEvent, sampleMac, sampleRecord } from '../contract/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

interface Line {
	readonly kind: string;
	readonly position: number;
	readonly record?: { readonly id: string };
	readonly event?: { readonly type: string };
	readonly skipped?: number;
	readonly reason?: string;
}

const records = '/api/v1/access-records/stream';

/** A page of a browser that reads with `fetch`. */
class Reader {
	readonly status: number;
	readonly #lines: AsyncGenerator<Line>;
	readonly #leave: AbortController;

	constructor(response: Response, leave: AbortController) {
		this.status = response.status;
		this.#lines = linesOf(response);
		this.#leave = leave;
	}

	async next(): Promise<Line> {
		const { value, done } = await this.#lines.next();
		if (done === true) throw new Error('the stream has ended');
		return value;
	}

	/** Lines up to and with the first one of the kind. */
	async until(kind: string): Promise<readonly Line[]> {
		for (const lines: Line[] = []; ; ) {
			lines.push(await this.next());
			if (lines.at(-1)?.kind === kind) return lines;
		}
	}

	leave(): void {
		this.#leave.abort();
	}
}

async function* linesOf(response: Response): AsyncGenerator<Line> {
	let rest = '';
	for await (const text of (response.body ?? expect.fail()).pipeThrough(new TextDecoderStream())) {
		const lines = (rest + text).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) yield JSON.parse(line) as Line;
	}
	expect(rest).toBe('');
}

describe('what goes on, over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		const readers: Reader[] = [];
		let admin: TestAdminService;

		beforeEach(async () => {
			admin = await openAdmin((await openStore()).store);
			await admin.addPerson('vera', 'VIEWER');
		});
		afterEach(() => {
			for (const reader of readers.splice(0)) reader.leave();
		});

		const fetchAs = async (token: string, path: string) => {
			const leave = new AbortController();
			const url = `http://127.0.0.1:${admin.port}${path}`;
			return { leave, response: await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: leave.signal }) };
		};
		const open = async (path = records, login = 'vera') => {
			const { response, leave } = await fetchAs(await admin.tokenOf(login), path);
			const reader = new Reader(response, leave);
			readers.push(reader);
			return reader;
		};
		const happen = async (...happened: Parameters<typeof sampleRecord>[0][]) => {
			const appended = happened.map((fields) => sampleRecord(fields));
			admin.store.accessRecords.append(appended);
			await admin.store.settle();
			return appended.map(({ id }) => id);
		};
		const idsOf = (lines: readonly Line[]) => lines.flatMap(({ record }) => (record === undefined ? [] : [record.id]));
		const take = async (reader: Reader, count: number) => {
			const lines: Line[] = [];
			while (idsOf(lines).length < count) lines.push(await reader.next());
			return lines;
		};

		it('comes line by line from the moment of the request, each record once', async () => {
			await happen({}, {});
			const reader = await open();
			expect(await reader.next()).toMatchObject({ kind: 'begin' });
			const unknown = { status: 403, reason: 'device.unknown', proof: 'certificate', mac: sampleMac(2) } as const;
			// A first fetch and an unknown device are two events each.
			const upload = { method: 'PUT', status: 204, mac: sampleMac(3), deviceId: '3' };
			const ids = await happen({ mac: sampleMac(1), deviceId: '1' }, unknown, upload, { status: 304, reason: 'not-modified' });
			expect(idsOf(await take(reader, 4))).toEqual(ids);
			const later = await happen({});
			const lines = await take(reader, 1);
			expect(idsOf(lines)).toEqual(later);
			expect(lines[0]?.record).toMatchObject({ id: later[0], status: 200, reason: 'granted', remoteAddress: '127.0.0.1' });
		});

		it('goes on where a reader was', async () => {
			const reader = await open();
			await reader.next();
			const [first, ...others] = await happen({}, {}, {});
			const [line] = await take(reader, 1);
			expect(line?.record?.id).toBe(first);
			const again = await open(`${records}?after=${line?.position}&seconds=0`);
			expect(again.status).toBe(200);
			const more = await open(`${records}?after=${line?.position}`);
			expect(idsOf(await take(more, 2))).toEqual(others);
		});

		it.each([
			['macAddress=00:13:d1:00:00:01', [0, 1]],
			['deviceName=one', [0]],
			['deviceType=Sample', [2]],
			['denied=true', [1, 3]],
			['statusClass=3xx', [2]],
			['reason=device.disabled', [1]],
			['denied=true&macAddress=0013d1000001', [1]],
		])('?%s', async (query, expected) => {
			const reader = await open(`${records}?${query}`);
			await reader.next();
			const ids = await happen(
				{ mac: sampleMac(1), deviceName: 'one' },
				{ mac: sampleMac(1), status: 403, reason: 'device.disabled' },
				{ status: 304, reason: 'not-modified', deviceTypeName: 'Sample' },
				{ status: 404, reason: 'path.no-file' },
			);
			expect(idsOf(await take(reader, expected.length))).toEqual(expected.map((index) => ids[index]));
		});

		it('is what own devices do for who is bound to a service provider', async () => {
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('acme', 'VIEWER', { scope: { serviceProviderId: 'acme' } });
			const add = async (name: string, serviceProviderId: string) => {
				const device = { name, serviceProviderId, enabled: true, useCustomUserNamePassword: false, lines: [], tags: [] };
				return (await addDevice(admin.administration, 'Sample IP-DECT 2000', device)).device.id;
			};
			const [own, other] = [await add('own', 'acme'), await add('other', 'rival')];
			const reader = await open(records, 'acme');
			await reader.next();
			const ids = await happen({ deviceId: other }, { deviceId: own }, {}, { deviceId: own });
			expect(idsOf(await take(reader, 2))).toEqual([ids[1], ids[3]]);
			expect((await open('/api/v1/events/stream', 'acme')).status).toBe(403);
		});

		it('passes over what a reader is too far behind for, and says so', async () => {
			await happen({});
			const position = (await admin.store.events.newestId()) - 1;
			await admin.store.events.append(Array.from({ length: 10_600 }, () => sampleEvent()));
			const lines = await (await open(`${records}?after=${position}`)).until('gap');
			const gap = lines.at(-1);
			expect(gap?.position).toBe(await admin.store.events.newestId());
			expect(gap?.skipped).toBeGreaterThan(10_000);
		});

		it('ends when the time that was asked for has passed', async () => {
			const lines = await (await open(`${records}?seconds=0`)).until('end');
			expect(lines.map(({ kind, reason }) => [kind, reason])).toEqual([
				['begin', undefined],
				['end', 'time'],
			]);
		});

		it('ends with the token', async () => {
			const reader = await open();
			await reader.next();
			admin.clock.shiftMs = 24 * 3_600_000;
			expect(await reader.until('end')).toMatchObject([{ kind: 'end', reason: 'not-allowed' }]);
		}, 10_000);

		it('ends with the server, which does not wait for it', async () => {
			const reader = await open();
			await reader.next();
			const startedMs = performance.now();
			const [lines] = await Promise.all([reader.until('end'), admin.service.close()]);
			expect(lines).toMatchObject([{ kind: 'end', reason: 'stopping' }]);
			expect(performance.now() - startedMs).toBeLessThan(2_000);
		});

		it('is open a few times for one person, and again when one of them was left', async () => {
			const open6 = await Promise.all(Array.from({ length: 6 }, () => open()));
			for (const reader of open6) await reader.next();
			const { response } = await fetchAs(await admin.tokenOf('vera'), records);
			expect([response.status, ((await response.json()) as Problem).code]).toEqual([429, 'client.limit']);
			await admin.addPerson('victor', 'VIEWER');
			expect((await open(records, 'victor')).status).toBe(200);
			open6[0]?.leave();
			await expect.poll(async () => (await open()).status).toBe(200);
		});

		it('can be the events that clients of the event interface are told', async () => {
			const reader = await open('/api/v1/events/stream?type=dms.device.first-seen');
			await reader.next();
			await happen({ mac: sampleMac(1), deviceId: '1' });
			expect(await reader.next()).toMatchObject({
				kind: 'event',
				position: expect.any(Number),
				event: { specversion: '1.0', type: 'dms.device.first-seen', subject: sampleMac(1) },
			});
		});
	});
});
