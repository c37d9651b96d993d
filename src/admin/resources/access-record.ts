import { z } from 'zod';
import { presentFields } from '../../app/administration/present-fields.ts';
import { scopeOf } from '../../app/authentication/principal.ts';
import { DmsError } from '../../domain/errors.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, defineRoute, noBody, noQuery } from '../route.ts';
import { accessRecordAnswer, toAccessRecordAnswer } from './access-records.ts';

const path = '/api/v1/access-records/{id}';

/** One access record by its id; outside the caller's scope there is none. */
export function createOneAccessRecordRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'device', status: 200 },
				...{ tag: 'Access records', summary: 'An access record' },
			},
			{ parameters: z.object({ id: z.uuid() }), query: noQuery, body: noBody, answer: accessRecordAnswer },
			async ({ ports, principal, parameters: { id } }) => {
				const page = { limit: 1, ...presentFields({ scope: scopeOf(principal) }) };
				const [record] = (await ports.store.accessRecords.page({ id }, page)).records;
				if (record === undefined) throw new DmsError('access-record.not-found', `there is no access record ${id}`);
				return { body: toAccessRecordAnswer(record) };
			},
		),
	];
}
