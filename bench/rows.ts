import type { Contestant } from './contestant.ts';
import { outdateRenderedFiles, type SampleKind, sampleTypes, staticFiles, toUser } from './device-data.ts';
import type { LoadClient } from './load-plan.ts';
import type { Row, RowLoad } from './row.ts';
import { fewDevices, type Stage } from './stage.ts';
import { toPaths } from './static-tree.ts';

const cpuPerFetch = 'us of CPU per fetch';
const cpuPerMebibyte = 'us of CPU per MiB';
const ours = 'opendms';
const keptAliveClients = 128;
const pacedPerSecond = 2_000;

/** Every row there is, in the order of the table. */
export function toRows(stage: Stage): readonly Row[] {
	return [
		...fetchRows(stage),
		...passwordRows(stage),
		...staticRows(stage),
		...refusalRows(stage),
		...postgresRows(stage),
		...sizeRows(stage),
	];
}

function fetchRows(stage: Stage): readonly Row[] {
	const all = [...stage.others, stage.openDms];
	return [
		{
			...coldRow(stage, 'TLSv1.3', all),
			name: 'cold-tls13',
			title: 'cold fetch, TLS 1.3: handshake with a client certificate and one file',
			bounds: [{ kind: 'ratio', contestant: ours, atMost: 1.3 }],
		},
		{
			...coldRow(stage, 'TLSv1.2', all),
			name: 'cold-tls12',
			title: 'cold fetch, TLS 1.2',
			bounds: [{ kind: 'ratio', contestant: ours, atMost: 1.3 }],
		},
		{ ...keptRow(stage, all), bounds: [{ kind: 'ratio', contestant: ours, atMost: 3 }] },
		...[1, 8].map((concurrency) => ({
			...keptRow(stage, all, { concurrency }),
			name: `kept-alive-${concurrency}`,
			title: `fetch on a connection that is kept alive, ${concurrency} at a time`,
		})),
		{
			// CPU times are counted in hundredths of a second: a second of it is the least that says anything.
			...keptRow(stage, all, { perSecond: pacedPerSecond, seconds: Math.max(1, stage.options.seconds) }),
			name: 'kept-alive-paced',
			title: `fetch on a connection that is kept alive, ${pacedPerSecond} a second: servers wake up for each`,
			bounds: [{ kind: 'ratio', contestant: ours, atMost: 3 }],
		},
		{
			...keptRow(stage, all),
			name: 'not-modified',
			title: 'kept-alive fetch of what has not changed (304)',
			toLoad: async (_, { port }) => ({
				...(await certificateLoad(stage, port)),
				connections: 'kept-alive',
				isConditional: true,
				expectedStatus: 304,
			}),
		},
		{
			name: 'distinct',
			title: `${stage.options.devices} devices with certificates of their own, each one connection and three files that were not rendered before`,
			unit: 'us of CPU per device',
			measure: 'cpu',
			contestants: all,
			bounds: [],
			beforeRun: async () => outdateRenderedFiles({ dataDirectory: await stage.dataDirectory() }),
			toLoad: async (_, { port }) => ({
				...(await certificateLoad(stage, port)),
				identitiesFile: await stage.identities(stage.options.devices),
				clients: Array.from({ length: stage.options.devices }, (_unused, index) => ({
					identity: index,
					paths: toPaths('certificate', index),
				})),
				// Each device once, however long that takes.
				mostOperations: stage.options.devices,
				seconds: 120,
			}),
		},
	];
}

function coldRow(stage: Stage, tlsVersion: RowLoad['tlsVersion'], contestants: readonly Contestant[]): Omit<Row, 'name' | 'title'> {
	return {
		unit: cpuPerFetch,
		measure: 'cpu',
		contestants,
		bounds: [],
		toLoad: async (_, { port }) => ({ ...(await certificateLoad(stage, port)), tlsVersion }),
	};
}

function keptRow(stage: Stage, contestants: readonly Contestant[], load: Partial<RowLoad> = {}): Row {
	return {
		name: 'kept-alive',
		title: 'fetch on a connection that is kept alive',
		unit: cpuPerFetch,
		measure: 'cpu',
		contestants,
		bounds: [],
		toLoad: async (_, { port }) => ({ ...(await certificateLoad(stage, port)), connections: 'kept-alive', ...load }),
	};
}

function passwordRows(stage: Stage): readonly Row[] {
	const row = (kind: Exclude<SampleKind, 'certificate'>, title: string, others: readonly Contestant[]): Row => ({
		name: kind,
		title,
		unit: cpuPerFetch,
		measure: 'cpu',
		contestants: [...others, stage.openDms],
		bounds: [],
		toLoad: async (_, { passwordPort }) => ({
			port: passwordPort,
			tlsVersion: 'TLSv1.3',
			connections: 'kept-alive',
			isConditional: false,
			expectedStatus: 200,
			scheme: kind,
			clients: Array.from({ length: fewDevices }, (_unused, index) => ({ paths: toPaths(kind, index), user: toUser(kind, index) })),
		}),
	});
	return [
		row('basic', 'kept-alive fetch with Basic, no certificate', stage.others.slice(0, 1)),
		row('digest', 'kept-alive fetch with Digest (MD5), no certificate', []),
	];
}

function staticRows(stage: Stage): readonly Row[] {
	return Object.entries(staticFiles).map(([file, mebibytes]) => ({
		name: `static-${mebibytes}m`,
		title: `static file of ${mebibytes} MiB`,
		unit: cpuPerMebibyte,
		measure: 'cpu-mebibyte',
		contestants: [...stage.others, stage.openDms],
		bounds: [],
		toLoad: async (_, { port }) => ({
			...(await certificateLoad(stage, port)),
			connections: 'kept-alive',
			concurrency: 4,
			clients: Array.from({ length: 4 }, (_unused, index) => ({ identity: index, paths: [`/dms/${sampleTypes.certificate.uri}/${file}`] })),
		}),
	}));
}

function refusalRows(stage: Stage): readonly Row[] {
	const row = { unit: 'us of CPU per refusal', measure: 'cpu', contestants: [...stage.others, stage.openDms], bounds: [] } as const;
	return [
		{
			...row,
			name: 'refused-rogue',
			title: 'refusal of a certificate that a stranger has signed, cold',
			toLoad: async (contestant, { port }) => ({
				...(await certificateLoad(stage, port)),
				identitiesFile: await stage.rogueIdentities(fewDevices),
				expectedStatus: contestant.refusalStatus,
			}),
		},
		{
			...row,
			name: 'refused-none',
			title: 'refusal of a client without a certificate, cold',
			toLoad: async (contestant, { port }) => ({
				...(await certificateLoad(stage, port)),
				clients: toClients(stage.spreadOver(fewDevices)).map(({ paths }) => ({ paths })),
				expectedStatus: contestant.refusalStatus,
			}),
		},
	];
}

/** The work of the database server counts as ours. */
function postgresRows(stage: Stage): readonly Row[] {
	const contestants = [...stage.others.slice(0, 1), stage.postgres];
	return [
		{
			...coldRow(stage, 'TLSv1.3', contestants),
			name: 'postgres-cold',
			title: 'cold fetch, TLS 1.3, store on PostgreSQL, its server included',
		},
		{ ...keptRow(stage, contestants), name: 'postgres-kept-alive', title: 'kept-alive fetch, store on PostgreSQL, its server included' },
	];
}

function sizeRows(stage: Stage): readonly Row[] {
	const sizes = stage.options.profileCounts;
	const largest = sizes.at(-1) ?? 0;
	const contestants = sizes.map((size) => stage.openDmsWith(size));
	const [smallest, many] = [contestants[0], contestants.at(-1)];
	const load = async (contestant: Contestant, port: number): Promise<RowLoad> => {
		const size = sizes[contestants.indexOf(contestant)] ?? Math.max(stage.options.devices, fewDevices);
		return {
			...(await certificateLoad(stage, port)),
			...(contestants.includes(contestant)
				? { identitiesFile: await stage.identitiesSpreadOver(size), clients: toClients(stage.spreadOver(size)) }
				: {}),
		};
	};
	const ratioBound = { kind: 'ratio', contestant: many?.name ?? '', atMost: 1.2 } as const;
	const common = { unit: cpuPerFetch, measure: 'cpu', contestants, bounds: [ratioBound] } as const;
	const firstAndLast = [smallest, many].filter((contestant) => contestant !== undefined);
	return [
		{
			...common,
			name: 'profiles-cold',
			title: `cold fetch with ${sizes.join(', ')} device profiles`,
			toLoad: (contestant, { port }) => load(contestant, port),
		},
		{
			...common,
			name: 'profiles-kept-alive',
			title: `kept-alive fetch with ${sizes.join(', ')} device profiles`,
			toLoad: async (contestant, { port }) => ({
				...(await load(contestant, port)),
				connections: 'kept-alive',
				concurrency: keptAliveClients,
			}),
		},
		{
			name: 'start',
			title: 'from the start of the process to the first served file',
			unit: 'ms',
			measure: 'start',
			contestants: [...stage.others.slice(0, 1), ...firstAndLast],
			bounds: [{ kind: 'value', contestant: many?.name ?? '', atMost: 2_000 }],
			toLoad: async (contestant, { port }) => ({ ...(await load(contestant, port)), mostOperations: 1, concurrency: 1 }),
		},
		{
			name: 'memory',
			title: `resident memory of the largest worker after a run, with ${sizes[0] ?? 0} and ${largest} device profiles`,
			unit: 'MiB',
			measure: 'memory',
			contestants: firstAndLast,
			bounds: [{ kind: 'value', contestant: many?.name ?? '', atMost: 300 }],
			toLoad: (contestant, { port }) => load(contestant, port),
		},
	];
}

/** Cold connections of a few devices over TLS 1.3, each for its configuration. */
async function certificateLoad(stage: Stage, port: number): Promise<RowLoad> {
	return {
		port,
		tlsVersion: 'TLSv1.3',
		connections: 'cold',
		isConditional: false,
		expectedStatus: 200,
		identitiesFile: await stage.identities(fewDevices),
		clients: toClients(Array.from({ length: fewDevices }, (_, index) => index)),
	};
}

/** @param numbers of devices, in the order of their certificates. */
function toClients(numbers: readonly number[]): readonly LoadClient[] {
	return numbers.map((number, index) => ({ identity: index, paths: toPaths('certificate', number).slice(0, 1) }));
}
