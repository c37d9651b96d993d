import { z } from 'zod';
import { scopeOf } from '../../app/authentication/principal.ts';
import { BoundedCache } from '../../app/bounded-cache.ts';
import { Remembered } from '../../app/overview/remembered.ts';
import type { ScopeCount } from '../../domain/overview-ports.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery } from '../route.ts';

/** All devices are looked at for it. */
const limits = { freshMs: 10_000, staleMs: 120_000 };
const mostCallers = 64;
const mostScopes = 5000;

const answer = z
	.object({
		asOf: z.string().describe('When this was counted; it is kept for a while.'),
		items: z.array(
			z.object({
				serviceProviderId: z.string(),
				groupId: z.string().nullable().describe('Null: the service provider itself.'),
				devices: z.int(),
				deviceTypes: z.int().describe('Device types for which it has set something.'),
			}),
		),
		isComplete: z.boolean().describe('Whether these are all.'),
	})
	.meta({ id: 'ServiceProviderList' });

/** Which service providers and groups there are. */
export function createServiceProviderListRoutes(): readonly AdminRoute[] {
	const kept = new BoundedCache<string, Remembered<readonly ScopeCount[]>>(mostCallers);
	return [
		defineRoute(
			{
				...{ method: 'GET', path: '/api/v1/service-providers', permission: 'dms.rest.service-providers.read', scope: 'device' },
				...{ tag: 'Service providers and groups', status: 200 },
				summary: 'Service providers and groups that have devices or settings of their own, ordered by name',
			},
			{ parameters: noParameters, query: noQuery, body: noBody, answer },
			async ({ ports: { store, clock }, principal }) => {
				const within = scopeOf(principal);
				const key = JSON.stringify(within ?? null);
				const remembered = kept.get(key) ?? new Remembered<readonly ScopeCount[]>(limits);
				kept.set(key, remembered, 1);
				const { value, asOf } = await remembered.ask('', clock.now(), () => store.overview.countScopes(mostScopes + 1, within));
				const items = value.slice(0, mostScopes).map(({ scope, devices, deviceTypes }) => ({
					...{ serviceProviderId: scope.serviceProviderId, groupId: scope.groupId ?? null, devices, deviceTypes },
				}));
				return { body: { asOf: asOf.toISOString(), items, isComplete: value.length <= mostScopes } };
			},
		),
	];
}
