import { z } from 'zod';
import { requestRestart } from '../../app/administration/change-access-control.ts';
import { systemAdministrationOf } from '../representation-tags.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';

const facts = { tag: 'Restart', scope: 'system', path: '/api/v1/restart', status: 200 } as const satisfies Partial<RouteFacts>;
const answer = z.object({ requestedAt: z.string().nullable().describe('Null: never.') }).meta({ id: 'Restart' });

/** Replaces the workers of all nodes one after the other; nobody is turned away meanwhile. */
export function createRestartRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{ ...facts, method: 'GET', permission: 'dms.rest.restart.read', summary: 'When the workers were last told to restart' },
			{ parameters: noParameters, query: noQuery, body: noBody, answer },
			async ({ ports }) => {
				const { restartRequestedAt = 0 } = await ports.store.settings.load();
				return { body: { requestedAt: restartRequestedAt === 0 ? null : new Date(restartRequestedAt).toISOString() } };
			},
		),
		defineRoute(
			{
				...{ ...facts, method: 'POST', permission: 'dms.rest.restart.create' },
				summary: 'Replace the workers of all nodes, one after the other; nobody is turned away meanwhile',
			},
			{ parameters: noParameters, query: noQuery, body: noBody, answer },
			async (call) => ({ body: { requestedAt: (await requestRestart(systemAdministrationOf(call))).toISOString() } }),
		),
	];
}
