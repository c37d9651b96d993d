import { z } from 'zod';
import { DmsError } from '../../domain/errors.ts';
import { loadOwn } from '../own-device.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, defineRoute, noBody, noQuery, type RouteFacts } from '../route.ts';
import { contentMediaType, toContentAnswer } from './content.ts';
import { deviceParameters, devicePath } from './device-path.ts';

const path = `${devicePath}/uploads` as const;
const contentPath = `${path}/{uploadId}/content` as const;
const facts = { tag: 'Uploads', scope: 'device', method: 'GET', status: 200 } as const satisfies Partial<RouteFacts>;

const upload = z
	.object({
		id: z.string(),
		fileFormat: z.string(),
		name: z.string().describe('As the device used it.'),
		at: z.string(),
		content: z.object({ sha256: z.string(), size: z.int() }),
	})
	.meta({ id: 'Upload' });

/** What a device has sent. */
export function createDeviceUploadRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{ ...facts, path, permission: toPermissionOf(path, 'read'), summary: 'What a device has sent, newest first' },
			{ parameters: deviceParameters, query: noQuery, body: noBody, answer: z.object({ items: z.array(upload) }) },
			async (call) => {
				const { ports } = call;
				const device = await loadOwn(call, call.parameters.deviceId);
				const { typesById } = await ports.catalog.current();
				const files = typesById.get(device.typeId)?.type.files ?? [];
				const uploads = await ports.store.uploads.list(device.id);
				const items = uploads
					.toSorted((left, right) => right.at.getTime() - left.at.getTime())
					.map(({ id, fileId, name, at, content }) => {
						const fileFormat = files.find((file) => file.id === fileId)?.fileFormat ?? '';
						return { id, fileFormat, name, at: at.toISOString(), content };
					});
				return { body: { items } };
			},
		),
		defineRoute(
			{
				...{ ...facts, path: contentPath, permission: toPermissionOf(contentPath, 'read'), streams: [contentMediaType] },
				summary: 'The content of what a device has sent',
			},
			{ parameters: deviceParameters.extend({ uploadId: z.string().max(64) }), query: noQuery, body: noBody, answer: noBody },
			async (call) => {
				const { deviceId, uploadId } = call.parameters;
				const device = await loadOwn(call, deviceId);
				const found = (await call.ports.store.uploads.list(device.id)).find(({ id }) => id === uploadId);
				if (found === undefined) throw new DmsError('content.not-found', 'the device has no such upload', { field: 'uploadId' });
				return toContentAnswer(call.ports.store, found.content, found.name);
			},
		),
	];
}
