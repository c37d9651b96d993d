import { z } from 'zod';
import { findTypeFile, findTypeOf } from '../../app/administration/find-device-type.ts';
import { type RenderedFile, renderFile } from '../../app/administration/render-file.ts';
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

const path = `${devicePath}/files` as const;
const onePath = `${path}/{fileFormat}` as const;
const facts = { tag: 'Device files', scope: 'device', method: 'GET', status: 200 } as const satisfies Partial<RouteFacts>;
const fileParameters = deviceParameters.extend({ fileFormat: text.describe('The file format, or the name as the device asks for it.') });

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

function preview({ ports }: Caller, device: DeviceProfile, fileFormat: string): Promise<RenderedFile> {
	return renderFile(ports.store, { key: device }, fileFormat, { masksSecrets: true });
}
