import { z } from 'zod';
import { presentFields } from '../../app/administration/present-fields.ts';
import { scopeOf } from '../../app/authentication/principal.ts';
import { type AccessRecord, proofKinds } from '../../domain/access-record.ts';
import { checkChoice } from '../../domain/limits.ts';
import { requireMacAddress } from '../../domain/mac-address.ts';
import { type AccessReason, accessReasons } from '../../domain/reason.ts';
import { type AdminRoute, defineRoute, noBody, noParameters } from '../route.ts';
import { flagInQuery, text, time, wholeInQuery } from '../schemas.ts';

const query = z.strictObject({
	macAddress: text.exactOptional(),
	deviceName: text.exactOptional(),
	denied: flagInQuery.exactOptional().describe('Refusals alone.'),
	reason: text.exactOptional(),
	since: time.exactOptional(),
	afterId: z.uuid().exactOptional().describe('Records after this one alone.'),
	cursor: z.uuid().exactOptional().describe('`nextCursor` of the page before: goes back in time.'),
	limit: wholeInQuery(1, 100, 1000),
});

const proof = z.enum(proofKinds);

const record = z
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
		proxy: z.string().optional(),
		userAgent: z.string().optional(),
		durationMs: z.number(),
	})
	.meta({ id: 'AccessRecord' });

const list = z
	.object({
		items: z.array(record),
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
			async ({ ports, principal, query: { macAddress, reason, since, cursor, limit, ...rest } }) => {
				const filter = presentFields({
					...rest,
					mac: macAddress === undefined ? undefined : requireMacAddress(macAddress),
					reason: reason === undefined ? undefined : checkChoice('reason', reason, Object.keys(accessReasons) as AccessReason[]),
					since: since === undefined ? undefined : new Date(since),
				});
				const page = { limit, ...presentFields({ beforeId: cursor, scope: scopeOf(principal) }) };
				const { records, nextBeforeId } = await ports.store.accessRecords.page(filter, page);
				return { body: { items: records.map(toAnswer), nextCursor: nextBeforeId ?? null } };
			},
		),
	];
}

function toAnswer({ at, failedProofs, ...fields }: AccessRecord): z.input<typeof record> {
	return { ...fields, at: at.toISOString(), failedProofs: [...failedProofs] };
}
