import { type AdminServer, measureWork, withAdminServer } from './admin-client.ts';
import { toMac } from './credentials.ts';
import { sampleTypes, toDeviceName, toPlace } from './device-data.ts';
import { packFirmware } from './firmware-archive.ts';
import { measureFlood } from './login-flood-row.ts';
import { type OwnMeasurement, type OwnRow, type OwnRows, toOwnResult } from './own-rows.ts';
import type { RowResult, Sample } from './row.ts';
import type { Stage, StoreKind } from './stage.ts';

const contestants: Readonly<Record<StoreKind, string>> = { sqlite: 'opendms', postgres: 'opendms-postgres' };
const storeKinds = Object.keys(contestants) as StoreKind[];

/** Lists, floods of data and floods of logins: each row has a server of its own. */
export const adminRows: readonly OwnRows[] = [
	toOwnRows({ name: 'admin-list', title: 'the first page of device profiles by filter, over HTTP' }, measureLists),
	toOwnRows({ name: 'admin-import', title: 'import of device profiles from CSV, over HTTP' }, measureImports),
	toOwnRows({ name: 'admin-export', title: 'export of device profiles as CSV, over HTTP' }, measureExports),
	toOwnRows(
		{ name: 'admin-dtaf', title: 'import of a device type archive with firmware, over HTTP: extra memory at its peak' },
		measureArchives,
	),
	toOwnRows({ name: 'login-flood', title: 'the slowest percent of fetches during a flood of logins' }, measureFlood),
];

function toOwnRows(row: OwnRow, measure: (stage: Stage, row: OwnRow) => Promise<RowResult>): OwnRows {
	return {
		rows: [row],
		async *measure(stage) {
			yield await measure(stage, row);
		},
	};
}

interface DevicePage {
	readonly items: readonly { readonly deviceName: string }[];
	readonly nextCursor: string | null;
}

const standingQueries = ['behind', 'never'] as const;
/** Milliseconds; of each device its files have to be looked at, so that a page does so with some thousands. */
const mostOfStanding = 300;
const mostOfOthers = 50;

/** What an administrator asks for, by what it is called in the table. */
function toListQueries(profiles: number): Readonly<Record<string, Readonly<Record<string, string>>>> {
	const { serviceProviderId, groupId } = toPlace(profiles - 1);
	return {
		none: {},
		deviceType: { deviceType: sampleTypes.certificate.name },
		serviceProvider: { serviceProviderId },
		group: { serviceProviderId, groupId },
		macAddress: { macAddress: toMac(Math.floor(profiles / 2)) },
		'name of all': { nameContains: 'certificate' },
		'name of one': { nameContains: toDeviceName('certificate', profiles - 1) },
		'name of none': { nameContains: 'nowhere' },
		'type and name of none': { deviceType: sampleTypes.certificate.name, nameContains: 'nowhere' },
		'by name': { sort: 'name' },
		'by MAC address, backwards': { sort: '-macAddress' },
		'by name, of a group': { serviceProviderId, groupId, sort: 'name' },
		'by name, of a type': { deviceType: sampleTypes.certificate.name, sort: '-name' },
		'by name, name of none': { nameContains: 'nowhere', sort: 'name' },
		'as the page asks': { sort: 'name', limit: '50', withLastFetch: 'true' },
		locked: { locked: 'true' },
		...Object.fromEntries(standingQueries.map((standing) => [standing, { standing, limit: '50', withLastFetch: 'true' }])),
	};
}

async function measureLists(stage: Stage, row: OwnRow): Promise<RowResult> {
	const profiles = stage.options.quick ? 1_000 : 1_000_000;
	const [turns, warmUps] = stage.options.quick ? [3, 1] : [30, 5];
	const measurements: OwnMeasurement[] = [];
	for (const kind of storeKinds) {
		await withAdminServer(stage, await stage.storeWith(kind, profiles), async (server) => {
			for (const [name, query] of Object.entries(toListQueries(profiles))) {
				for (let turn = 0; turn < warmUps; turn++) await listPage(server, query);
				const samples: Sample[] = [];
				const { pages, wholeSearchMs } = await searchToFirst(server, query);
				for (let turn = 0; turn < turns; turn++) {
					samples.push({ value: (await listPage(server, query)).tookMs, details: { pages, wholeSearchMs } });
				}
				measurements.push({
					contestant: `${contestants[kind]} ${name}`,
					samples,
					atMost: query['standing'] === undefined ? mostOfOthers : mostOfStanding,
				});
			}
		});
	}
	return toOwnResult({ ...row, title: `${row.title}, of ${profiles}` }, 'ms', measurements);
}

async function listPage(server: AdminServer, query: Readonly<Record<string, string>>) {
	const startedMs = performance.now();
	const response = await server.send(`/api/v1/devices?${new URLSearchParams(query).toString()}`);
	const page = (await response.json()) as DevicePage;
	return { page, tookMs: performance.now() - startedMs };
}

/** Pages until one has a device, as somebody goes on who has found nothing yet. */
async function searchToFirst(server: AdminServer, query: Readonly<Record<string, string>>) {
	let [pages, wholeSearchMs] = [0, 0];
	for (let cursor: string | null | undefined; cursor !== null; pages++) {
		const { page, tookMs } = await listPage(server, { ...query, ...(cursor === undefined ? {} : { cursor }) });
		wholeSearchMs += tookMs;
		cursor = page.items.length > 0 ? null : page.nextCursor;
	}
	return { pages, wholeSearchMs };
}

async function measureImports(stage: Stage, row: OwnRow): Promise<RowResult> {
	const profiles = toManyProfiles(stage);
	const lines = Array.from({ length: profiles }, (_, index) => {
		const name = toDeviceName('certificate', index);
		const { serviceProviderId, groupId } = toPlace(index);
		return [sampleTypes.certificate.name, name, serviceProviderId, groupId, toMac(index), `${name}@sip.example.net`, `Handset ${index}`];
	});
	const header = ['deviceType', 'deviceName', 'serviceProvider', 'group', 'mac', 'linePort-1', 'displayName-1'];
	const body = Buffer.from([header, ...lines].map((cells) => `${cells.join(',')}\r\n`).join(''));
	const measurements: OwnMeasurement[] = [];
	for (const kind of storeKinds) {
		await withAdminServer(stage, await stage.newStore(kind), async (server) => {
			const { seconds, extraMebibytes } = await measureWork(server, async () => {
				const response = await server.send('/api/v1/devices/import', { method: 'POST', mediaType: 'text/csv', body });
				const { added } = (await response.json()) as { readonly added: number };
				if (added !== profiles) throw new Error(`${added} of ${profiles} devices were added`);
			});
			const details = { profiles, bodyMebibytes: body.length / 1024 ** 2, extraMebibytes };
			measurements.push({ contestant: contestants[kind], samples: [{ value: seconds, details }], atMost: 60 });
		});
	}
	return toOwnResult({ ...row, title: `${row.title}, ${profiles} of them` }, 's', measurements);
}

const toManyProfiles = (stage: Stage): number => (stage.options.quick ? 1_000 : 100_000);

/** What garbage may come to before it is swept; it does not depend on the number of profiles. */
const mostExportMebibytes = 128;

/** Of a server that has done it before: with the first one its heap grows to the size that it likes to keep. */
async function measureExports(stage: Stage, row: OwnRow): Promise<RowResult> {
	const profiles = toManyProfiles(stage);
	const measurements: OwnMeasurement[] = [];
	for (const kind of storeKinds) {
		await withAdminServer(stage, await stage.storeWith(kind, profiles), async (server) => {
			await exportDevices(server, profiles);
			const samples: Sample[] = [];
			for (let run = 0; run < stage.options.runs; run++) samples.push(await exportDevices(server, profiles));
			const detailsAtMost = { extraMebibytes: mostExportMebibytes };
			measurements.push({ contestant: contestants[kind], samples, atMost: 10, detailsAtMost });
		});
	}
	return toOwnResult({ ...row, title: `${row.title}, ${profiles} of them` }, 's', measurements);
}

async function exportDevices(server: AdminServer, profiles: number): Promise<Sample> {
	let [lines, bytes] = [0, 0];
	const { seconds, extraMebibytes } = await measureWork(server, async () => {
		const { body } = await server.send('/api/v1/devices.csv');
		for await (const octets of (body ?? []) as AsyncIterable<Uint8Array>) {
			bytes += octets.length;
			for (const octet of octets) if (octet === 0x0a) lines++;
		}
	});
	if (lines !== profiles + 1) throw new Error(`the export has ${lines} lines`);
	return { value: seconds, details: { profiles, bodyMebibytes: bytes / 1024 ** 2, extraMebibytes } };
}

async function measureArchives(stage: Stage, row: OwnRow): Promise<RowResult> {
	const mebibytes = stage.options.quick ? 16 : 100;
	const body = await packFirmware(mebibytes);
	const measurements: OwnMeasurement[] = [];
	for (const kind of storeKinds) {
		await withAdminServer(stage, await stage.newStore(kind), async (server) => {
			const { seconds, extraMebibytes } = await measureWork(server, async () => {
				const response = await server.send('/api/v1/dtaf/import', { method: 'POST', mediaType: 'application/zip', body });
				const { outcome } = (await response.json()) as { readonly outcome: string };
				if (outcome !== 'created') throw new Error(`the outcome is ${outcome}`);
			});
			const details = { seconds, firmwareMebibytes: mebibytes };
			measurements.push({ contestant: contestants[kind], samples: [{ value: extraMebibytes, details }], atMost: 300 });
		});
	}
	return toOwnResult({ ...row, title: `${row.title}, with ${mebibytes} MiB` }, 'MiB', measurements);
}
