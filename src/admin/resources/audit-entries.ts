import { z } from 'zod';
import { presentFields } from '../../app/administration/present-fields.ts';
import { type AdminRoute, defineRoute, noBody, noParameters } from '../route.ts';
import { text, time, wholeInQuery } from '../schemas.ts';

const entry = z
	.object({
		id: z.string(),
		at: z.string(),
		actor: z.string(),
		action: z.string(),
		subject: z.string(),
		detail: z.string().optional(),
		context: z.string().optional(),
		command: z.string().optional(),
		before: z.string().optional(),
		after: z.string().optional(),
	})
	.meta({ id: 'AuditEntry' });

const query = z.strictObject({
	actor: text.exactOptional().describe('Part of who made the change.'),
	subject: text.exactOptional().describe('Part of the name of what was changed.'),
	action: text.exactOptional().describe('What the action begins with, e.g. `device` or `device add`.'),
	since: time.exactOptional(),
	until: time.exactOptional().describe('Only changes before it.'),
	cursor: z
		.string()
		.regex(/^\d{1,15}$/)
		.exactOptional()
		.describe('`nextCursor` of the page before: goes back in time.'),
	limit: wholeInQuery(1, 100, 1000),
});

const list = z
	.object({ items: z.array(entry), nextCursor: z.string().nullable().describe('Older changes.') })
	.meta({ id: 'AuditEntryList' });

/** Who changed what. */
export function createAuditEntryRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'GET', path: '/api/v1/audit-entries', permission: 'dms.rest.audit-entries.read', scope: 'system', status: 200 },
				...{ tag: 'Audit', summary: 'The newest changes that the filter finds, from old to new' },
			},
			{ parameters: noParameters, query, body: noBody, answer: list },
			async ({ ports, query: { limit, cursor, since, until, ...rest } }) => {
				const filter = presentFields({ ...rest, since: toDate(since), until: toDate(until) });
				const { entries, nextBeforeId } = await ports.store.audit.page(filter, { limit, ...presentFields({ beforeId: cursor }) });
				return {
					body: { items: entries.map(({ at, ...fields }) => ({ ...fields, at: at.toISOString() })), nextCursor: nextBeforeId ?? null },
				};
			},
		),
	];
}

function toDate(instant: string | undefined): Date | undefined {
	return instant === undefined ? undefined : new Date(instant);
}
