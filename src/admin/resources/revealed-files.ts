import { z } from 'zod';
import { revealFile } from '../../app/administration/reveal-file.ts';
import { administrationOf } from '../administration-of.ts';
import { loadOwn } from '../own-device.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, defineRoute, noParameters, noQuery } from '../route.ts';
import { text } from '../schemas.ts';
import { deviceId } from './device-path.ts';
import { previewAnswer, toPreview } from './file-preview.ts';

const path = '/api/v1/revealed-files';

const body = z
	.strictObject({ deviceId, fileFormat: text.describe('The file format, or the name as the device asks for it.') })
	.meta({ id: 'FileToReveal' });

/** Files with their passwords: a right of its own, and never without an audit entry. */
export function createRevealedFileRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'POST', path, permission: toPermissionOf(path, 'create'), scope: 'device', tag: 'Device files', status: 200 },
				...{
					answersSecret: true,
					summary: 'A file as a device would get it now, with its passwords in the text; the audit says who saw it',
				},
			},
			{ parameters: noParameters, query: noQuery, body, answer: previewAnswer },
			async (call) => {
				const device = await loadOwn(call, call.body.deviceId);
				return { body: toPreview(await revealFile(administrationOf(call), { key: device }, call.body.fileFormat)) };
			},
		),
	];
}
