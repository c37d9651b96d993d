import { z } from 'zod';
import { findTypeFile, findTypeOf } from '../../app/administration/find-device-type.ts';
import { type RenderedFile, renderFile } from '../../app/administration/render-file.ts';
import { compareWithFetched } from '../../app/history/compare-with-fetched.ts';
import { compareBytes } from '../../app/history/line-difference.ts';
import type { DeviceProfile } from '../../domain/device-profile.ts';
import { loadOwn } from '../own-device.ts';
import { pathText } from '../path-text.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';
import { contentDifferenceAnswer } from './content-difference.ts';
import { deviceId, deviceParameters, devicePath } from './device-path.ts';
import { createFileOverrideRoutes, overrideAnswer, toOverrideAnswer } from './file-overrides.ts';
import { previewAnswer, toPreview } from './file-preview.ts';
import { toDifferenceAnswer } from './history-answer.ts';
import { lastFetchAnswer, toLastFetchAnswer } from './last-fetch-answer.ts';

const path = `${devicePath}/files` as const;
const onePath = `${path}/{fileFormat}` as const;
const facts = { tag: 'Device files', scope: 'device', method: 'GET', status: 200 } as const satisfies Partial<RouteFacts>;
const fileParameters = deviceParameters.extend({ fileFormat: text.describe('The file format, or the name as the device asks for it.') });

const fetchedAnswer = z
	.object({
		fetched: lastFetchAnswer.nullable().describe('Null: it was not fetched yet.'),
		isCurrent: z.boolean().describe('Whether both are the same bytes, passwords included.'),
		difference: contentDifferenceAnswer
			.nullable()
			.describe('From what was fetched to what is now; null where what was fetched cannot be built any more.'),
	})
	.meta({ id: 'FetchedDifference' });

/** Files of one device: what stands in their place, and what the device would get. */
export function createDeviceFileRoutes(): readonly AdminRoute[] {
	return [
		listRoute(),
		...createFileOverrideRoutes({
			...{ path: devicePath, scope: 'device', parameters: deviceParameters.extend({ fileFormat: text }), title: 'a device' },
			open: async (call, fileFormat) => {
				const device = await loadOwn(call, pathText(call.parameters, 'deviceId') ?? '');
				return {
					place: { device: { key: device } },
					find: async (store) => {
						const file = findTypeFile(await findTypeOf(store, device), fileFormat);
						// As it is in the transaction, not as it was when the request came.
						const current = await store.devices.load(device.id);
						return { file, override: current?.fileOverrides.find(({ fileId }) => fileId === file.id) };
					},
				};
			},
		}),
		previewRoute(),
		differenceRoute(),
		fetchedDifferenceRoute(),
	];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, path, permission: toPermissionOf(path, 'read'), summary: 'Files of the device type, and what stands in their place' },
		{ parameters: deviceParameters, query: noQuery, body: noBody, answer: z.object({ items: z.array(overrideAnswer) }) },
		async (call) => {
			const device = await loadOwn(call, call.parameters.deviceId);
			const { files } = await findTypeOf(call.ports.store, device);
			const overrides = new Map(device.fileOverrides.map((override) => [override.fileId, override]));
			return { body: { items: files.map(({ id, fileFormat }) => toOverrideAnswer(fileFormat, overrides.get(id))) } };
		},
	);
}

function previewRoute(): AdminRoute {
	const previewPath = `${onePath}/preview` as const;
	return defineRoute(
		{
			...{ ...facts, path: previewPath, permission: toPermissionOf(previewPath, 'read') },
			summary: 'A file as the device would get it now, passwords masked, and what it is built from',
		},
		{ parameters: fileParameters, query: noQuery, body: noBody, answer: previewAnswer },
		async (call) => {
			const device = await loadOwn(call, call.parameters.deviceId);
			return { body: toPreview(await preview(call, device, call.parameters.fileFormat)) };
		},
	);
}

function differenceRoute(): AdminRoute {
	const differencePath = `${onePath}/differences` as const;
	return defineRoute(
		{
			...{ ...facts, path: differencePath, permission: toPermissionOf(differencePath, 'read') },
			summary: 'How a file differs from the one that another device would get, passwords masked in both',
		},
		{
			parameters: fileParameters,
			query: z.strictObject({ otherDeviceId: deviceId }),
			body: noBody,
			answer: contentDifferenceAnswer,
		},
		async (call) => {
			const { fileFormat } = call.parameters;
			const device = await loadOwn(call, call.parameters.deviceId);
			const other = await loadOwn(call, call.query.otherDeviceId);
			const mine = await preview(call, device, fileFormat);
			// By its format: a name with a MAC in it is the name of one device alone.
			const theirs = await preview(call, other, mine.fileFormat);
			return { body: toDifferenceAnswer(compareBytes(theirs.bytes, mine.bytes)) };
		},
	);
}

function fetchedDifferenceRoute(): AdminRoute {
	const fetchedPath = `${onePath}/fetched-differences` as const;
	return defineRoute(
		{
			...{ ...facts, path: fetchedPath, permission: toPermissionOf(fetchedPath, 'read') },
			summary: 'How a file differs from what the device has fetched of it last, passwords masked in both',
		},
		{ parameters: fileParameters, query: noQuery, body: noBody, answer: fetchedAnswer },
		async (call) => {
			const device = await loadOwn(call, call.parameters.deviceId);
			const { fetched, isCurrent, difference } = await compareWithFetched(call.ports.store, { key: device }, call.parameters.fileFormat);
			return {
				body: {
					fetched: fetched === undefined ? null : toLastFetchAnswer(fetched),
					isCurrent,
					difference: difference === undefined ? null : toDifferenceAnswer(difference),
				},
			};
		},
	);
}

function preview({ ports }: Caller, device: DeviceProfile, fileFormat: string): Promise<RenderedFile> {
	return renderFile(ports.store, { key: device }, fileFormat, { masksSecrets: true });
}
