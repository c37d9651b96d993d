import { z } from 'zod';
import { type AdminRoute, defineRoute, noBody, noParameters } from '../route.ts';
import { wholeInQuery } from '../schemas.ts';

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

/** Who changed what. */
export function createAuditEntryRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'GET', path: '/api/v1/audit-entries', permission: 'dms.rest.audit-entries.read', scope: 'system', status: 200 },
				...{ tag: 'Audit', summary: 'The newest changes, from old to new' },
			},
			{
				parameters: noParameters,
				query: z.strictObject({ limit: wholeInQuery(1, 100, 1000) }),
				body: noBody,
				answer: z.object({ items: z.array(entry) }),
			},
			async ({ ports, query }) => {
				const entries = await ports.store.audit.list(query.limit);
				return { body: { items: entries.map(({ at, ...fields }) => ({ ...fields, at: at.toISOString() })) } };
			},
		),
	];
}
