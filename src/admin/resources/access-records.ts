import { z } from 'zod';
import { presentFields } from '../../app/administration/present-fields.ts';
import { scopeOf } from '../../app/authentication/principal.ts';
import { statusClasses } from '../../app/record-filter.ts';
import { type AccessRecord, proofKinds } from '../../domain/access-record.ts';
import { requireMacAddress } from '../../domain/mac-address.ts';
import { type AccessReason, accessReasons } from '../../domain/reason.ts';
import { type AdminRoute, defineRoute, noBody, noParameters } from '../route.ts';
import { flagInQuery, text, time, wholeInQuery } from '../schemas.ts';

/** A reason in the query. */
export const accessReason = z.enum(Object.keys(accessReasons) as AccessReason[]);

const query = z.strictObject({
	macAddress: text.exactOptional(),
	deviceName: text.exactOptional(),
	denied: flagInQuery.exactOptional().describe('Refusals alone.'),
	reason: accessReason.exactOptional(),
	statusClass: z.enum(statusClasses).exactOptional(),
	deviceType: text.exactOptional(),
	since: time.exactOptional(),
	until: time.exactOptional().describe('Records before it alone.'),
	afterId: z.uuid().exactOptional().describe('Records after this one alone.'),
	cursor: z.uuid().exactOptional().describe('`nextCursor` of the page before: goes back in time.'),
	limit: wholeInQuery(1, 100, 1000),
});

const proof = z.enum(proofKinds);

/** An access record in an answer. */
export const accessRecordAnswer = z
	.object({
		id: z.string(),
		at: z.string(),
		requestId: z.string(),
		method: z.string(),
		path: z.string(),
		status: z.int(),
		reason: z.string(),
		detail: z.string().optional(),
		proof: proof.optional(),
		failedProofs: z.array(z.object({ proof, reason: z.string() })),
		deviceTypeName: z.string().optional(),
		deviceName: z.string().optional(),
		deviceId: z.string().optional(),
		mac: z.string().optional(),
		fileFormat: z.string().optional(),
		anchor: z.string().optional(),
		certificateSerial: z.string().optional(),
		certificateFingerprint: z.string().optional(),
		certificateSubject: z.string().optional(),
		bytes: z.int(),
		aborted: z.boolean(),
		etag: z.string().optional(),
		tlsVersion: z.string().optional(),
		cipherSuite: z.string().optional(),
		remoteAddress: z.string(),
		remotePort: z.int(),
		interface: z.string().optional().describe('Address and port on which it came in.'),
		proxy: z.string().optional(),
		userAgent: z.string().optional(),
		durationMs: z.number(),
	})
	.meta({ id: 'AccessRecord' });

const list = z
	.object({
		items: z.array(accessRecordAnswer),
		nextCursor: z.string().nullable().describe('Older records; a page may have fewer than asked for, or none, although there are some.'),
	})
	.meta({ id: 'AccessRecordList' });

/** Who fetched what, when, and why or why not; for who is bound to a scope, what devices of it did. */
export function createAccessRecordRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'GET', path: '/api/v1/access-records', permission: 'dms.rest.access-records.read', scope: 'device', status: 200 },
				...{ tag: 'Access records', summary: 'The newest access records that the filter finds, from old to new' },
			},
			{ parameters: noParameters, query, body: noBody, answer: list },
			async ({ ports, principal, query: { macAddress, statusClass, deviceType, since, until, cursor, limit, ...rest } }) => {
				const filter = presentFields({
					...rest,
					mac: macAddress === undefined ? undefined : requireMacAddress(macAddress),
					statusClass: statusClass === undefined ? undefined : Number(statusClass[0]),
					since: since === undefined ? undefined : new Date(since),
					until: until === undefined ? undefined : new Date(until),
				});
				const page = { limit, ...presentFields({ beforeId: cursor, scope: scopeOf(principal), deviceTypeName: deviceType }) };
				const { records, nextBeforeId } = await ports.store.accessRecords.page(filter, page);
				return { body: { items: records.map(toAccessRecordAnswer), nextCursor: nextBeforeId ?? null } };
			},
		),
	];
}

/** As the API shows it. */
export function toAccessRecordAnswer({ at, failedProofs, ...fields }: AccessRecord): z.input<typeof accessRecordAnswer> {
	return { ...fields, at: at.toISOString(), failedProofs: [...failedProofs] };
}
