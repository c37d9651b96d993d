import { z } from 'zod';
import { type ChangedDevice, toDeviceAddition } from '../../app/administration/add-device.ts';
import { applyAllAudited, type ChangeStep } from '../../app/administration/administration.ts';
import { toDeviceChange } from '../../app/administration/change-device.ts';
import { toDeviceDeletion } from '../../app/administration/delete-device.ts';
import { exportDevices } from '../../app/administration/export-devices.ts';
import { importDevices } from '../../app/administration/import-devices.ts';
import type { NewDeviceProfile } from '../../domain/device-profile.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import { readCsv } from '../../http/read-csv.ts';
import { administrationOf } from '../administration-of.ts';
import { bounded, collectOctets, octetBody, type ReceivedOctets } from '../octets.ts';
import { loadOwn, requireOwnPlace } from '../own-device.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { flagInQuery } from '../schemas.ts';
import { SingleTurn } from '../single-turn.ts';
import { deviceFilterQuery, readDeviceFilter } from './device-filter.ts';
import { deviceChange, newDevice, pointingAt, toRequestedChange, toRequestedDevice } from './device-input.ts';
import { deviceId } from './device-path.ts';

const facts = { tag: 'Devices', scope: 'device' } as const satisfies Partial<RouteFacts>;
const csv = 'text/csv';
/** 100,000 rows with lines and tags have some 20 MiB. */
const maxCsvBytes = 128 * 1024 * 1024;
const mostOperations = 500;

const importAnswer = z
	.object({
		rows: z.int(),
		added: z.int().describe('Devices that were added, or would be in a dry run.'),
		changed: z.int().describe('Devices that were changed, or would be in a dry run.'),
		refusedRows: z.int(),
		withoutPassword: z
			.int()
			.describe('Devices of those with a user name, which are added without it: the file has no column for passwords, as an export.'),
		findingCount: z.int(),
		findings: z
			.array(z.object({ line: z.int(), column: z.string().optional(), code: z.string(), message: z.string() }))
			.describe('At most 1,000.'),
		applied: z.boolean(),
		dryRun: z.boolean(),
	})
	.meta({ id: 'DeviceImportReport' });

const version = z.int().min(0).exactOptional().describe('The version that the change is made for; left out: any.');
const operation = z.discriminatedUnion('operation', [
	z.strictObject({ operation: z.literal('add'), device: newDevice }),
	z.strictObject({ operation: z.literal('change'), deviceId, version, change: deviceChange }),
	z.strictObject({ operation: z.literal('delete'), deviceId, version }),
]);
type Operation = z.output<typeof operation>;

const bulkBody = z.strictObject({ operations: z.array(operation).min(1).max(mostOperations) }).meta({ id: 'DeviceOperations' });
const bulkAnswer = z
	.object({
		items: z.array(z.object({ deviceId: z.string(), deviceName: z.string(), version: z.int().nullable(), warnings: z.array(z.string()) })),
	})
	.meta({ id: 'DeviceOperationResults' });

/** Many device profiles at once: out and in as CSV, and as JSON. */
export function createDeviceBulkRoutes(): readonly AdminRoute[] {
	return [exportRoute(), importRoute(new SingleTurn()), bulkRoute()];
}

function exportRoute(): AdminRoute {
	const path = '/api/v1/devices.csv';
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path, permission: toPermissionOf(path, 'read'), streams: [csv], status: 200 },
			summary: 'Device profiles with lines and tags as CSV, as the import takes them; without passwords, and tags that sound like secrets',
		},
		{
			parameters: noParameters,
			query: deviceFilterQuery,
			body: noBody,
			answer: noBody,
		},
		async (call) => {
			const filter = await readDeviceFilter(call, call.query);
			return { octets: { mediaType: csv, chunks: exportDevices(call.ports.store, filter), fileName: 'devices.csv' } };
		},
	);
}

function importRoute(turn: SingleTurn): AdminRoute {
	const path = '/api/v1/devices/import';
	return defineRoute(
		{
			...{ ...facts, method: 'POST', path, permission: toPermissionOf(path, 'create'), status: 200, otherStatuses: [422] },
			summary: 'Add the devices of a CSV file: all of them, or none if a row is wrong (422); every wrong row is in the answer',
		},
		{
			parameters: noParameters,
			query: z.strictObject({
				dryRun: flagInQuery.exactOptional().describe('Check every row and add nothing.'),
				update: flagInQuery
					.exactOptional()
					.describe(
						'Change devices that are there already, in the columns that the file has; an empty password keeps the one that is there.',
					),
				keepGoing: flagInQuery.exactOptional().describe('Add the good rows although others are refused.'),
			}),
			body: octetBody(csv),
			answer: importAnswer,
		},
		(call) =>
			turn.run(async () => {
				const dryRun = call.query.dryRun === true;
				const rows = readCsv(await openRows(call.body, dryRun));
				const checkPlace = (device: NewDeviceProfile) => requireOwnPlace(call, device);
				const { findings, ...report } = await importDevices(administrationOf(call), rows, { ...call.query, source: 'API', checkPlace });
				const body = { ...report, findings: [...findings], dryRun };
				// Whoever looks at the status alone must not take it for an import.
				const isRefused = !dryRun && call.query.keepGoing !== true && report.findingCount > 0;
				return isRefused ? { body, status: 422 } : { body };
			}),
	);
}

/** A dry run reads along; an import writes in one transaction, which must not wait for a slow client: it begins when all has come. */
async function openRows(body: ReceivedOctets, isDryRun: boolean): Promise<AsyncIterable<Uint8Array>> {
	return isDryRun ? bounded(body, maxCsvBytes) : inPieces(await collectOctets(body, maxCsvBytes));
}

const pieceBytes = 64 * 1024;

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
	for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}

function bulkRoute(): AdminRoute {
	const path = '/api/v1/devices/bulk';
	return defineRoute(
		{
			...{ ...facts, method: 'POST', path, permission: toPermissionOf(path, 'create'), status: 200 },
			summary: `Add, change and delete up to ${mostOperations} device profiles: all or nothing, each with its audit entry`,
		},
		{ parameters: noParameters, query: noQuery, body: bulkBody, answer: bulkAnswer },
		async (call) => {
			const { operations } = call.body;
			const steps = operations.map((each, index) => at(index, each, toStep(call, each)));
			const results = await applyAllAudited(administrationOf(call), 'device bulk', steps);
			return { body: { items: [...results] } };
		},
	);
}

type Result = z.input<typeof bulkAnswer>['items'][number];

function toStep(call: Caller, each: Operation): ChangeStep<Result> {
	switch (each.operation) {
		case 'add':
			return {
				action: 'device add',
				async apply(store) {
					const { typeName, device } = toRequestedDevice(each.device);
					requireOwnPlace(call, device);
					const change = await toDeviceAddition(typeName, device).apply(store);
					return { ...change, value: toResult(change.value) };
				},
			};
		case 'change':
			return {
				action: 'device set',
				async apply(store) {
					const existing = await loadWithin(call, store, each.deviceId);
					const change = await toDeviceChange(call.ports, { key: existing }, toRequestedChange(each.change), each.version).apply(store);
					return { ...change, value: toResult(change.value) };
				},
			};
		case 'delete':
			return {
				action: 'device delete',
				async apply(store) {
					const existing = await loadWithin(call, store, each.deviceId);
					const change = await toDeviceDeletion({ key: existing }, each.version).apply(store);
					return { ...change, value: { deviceId: existing.id, deviceName: existing.name, version: null, warnings: [] } };
				},
			};
	}
}

/** As it is in the transaction: an operation before may have changed it. */
function loadWithin({ ports, principal }: Caller, store: Store, id: string) {
	return loadOwn({ ports: { ...ports, store }, principal }, id);
}

function toResult({ device, warnings }: ChangedDevice): Result {
	return { deviceId: device.id, deviceName: device.name, version: device.version, warnings: [...warnings] };
}

/** So that a refusal says which of the operations it means. */
function at<Value>(index: number, { operation: kind }: Operation, { action, apply }: ChangeStep<Value>): ChangeStep<Value> {
	const within = `/operations/${index}`;
	const part = { add: '/device', change: '/change', delete: '' }[kind];
	return {
		action,
		apply: (store) =>
			apply(store).catch((cause: unknown) => {
				if (!(cause instanceof DmsError)) throw cause;
				throw pointingAt(cause, cause.field === undefined ? within : `${within}${part}`);
			}),
	};
}
