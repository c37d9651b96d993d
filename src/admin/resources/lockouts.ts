import { z } from 'zod';
import { changeLockoutPolicy } from '../../app/administration/change-lockout-policy.ts';
import { clearLockouts } from '../../app/administration/clear-lockouts.ts';
import type { Catalog } from '../../app/catalog.ts';
import { defaultSettings } from '../../app/catalog.ts';
import { fixedWaitMinutes, type Lockout, type LockoutPolicy, lockoutTypes, lockoutWaitAlgorithms } from '../../domain/lockout.ts';
import type { Store } from '../../domain/ports.ts';
import { guardedAdministrationOf, systemAdministrationOf, toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';

const path = '/api/v1/lockouts';
const policyPath = '/api/v1/lockout-policy';
const facts = { tag: 'Lockouts', scope: 'system', status: 200 } as const satisfies Partial<RouteFacts>;

const lockout = z
	.object({
		id: z.string(),
		deviceType: z.string(),
		userName: z.string(),
		network: z.string().describe('From which the wrong passwords came.'),
		failures: z.int(),
		lastFailureAt: z.string(),
		lockouts: z.int().describe('How many there were so far.'),
		startedAt: z.string().nullable(),
		expiresAt: z.string().nullable(),
		permanent: z.boolean(),
	})
	.meta({ id: 'Lockout' });

const policy = z
	.strictObject({
		type: z.enum(lockoutTypes),
		temporaryThreshold: z.int().min(1).max(10).describe('Wrong passwords until a temporary lockout.'),
		waitAlgorithm: z.enum(lockoutWaitAlgorithms).describe('`Double`: five minutes, then twice the last wait.'),
		fixedWaitMinutes: z.literal(fixedWaitMinutes),
		permanentThreshold: z.int().min(2).max(10).describe('Temporary lockouts until a permanent one.'),
		resetAfterDays: z.int().min(1).max(10).describe('Failures older than this are forgotten.'),
	})
	.meta({ id: 'LockoutPolicy' });

const cleared = z.object({ cleared: z.int() }).meta({ id: 'ClearedLockouts' });

/** User names of devices that are locked after too many wrong passwords, and when that happens. */
export function createLockoutRoutes(): readonly AdminRoute[] {
	return [listRoute(), clearAllRoute(), clearRoute(), readPolicyRoute(), changePolicyRoute()];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path, permission: 'dms.rest.lockouts.read', summary: 'Those that are locked now' },
		{ parameters: noParameters, query: noQuery, body: noBody, answer: z.object({ items: z.array(lockout) }) },
		async ({ ports: { store, clock, catalog } }) => {
			const { typesById } = await catalog.current();
			const items = (await store.lockouts.listLocked(clock.now())).map((each) => toAnswer(each, typesById));
			return { body: { items } };
		},
	);
}

function clearAllRoute(): AdminRoute {
	return defineRoute(
		{
			...facts,
			method: 'DELETE',
			path,
			permission: 'dms.rest.lockouts.delete',
			summary: 'Clear all of them, and failures that were counted',
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: cleared },
		async (call) => ({ body: { cleared: await clearLockouts(systemAdministrationOf(call)) } }),
	);
}

function clearRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'DELETE', path: `${path}/{id}`, permission: 'dms.rest.lockouts.{id}.delete', summary: 'Clear one of them' },
		{ parameters: z.strictObject({ id: text }), query: noQuery, body: noBody, answer: cleared },
		async (call) => ({ body: { cleared: await clearLockouts(systemAdministrationOf(call), [call.parameters.id]) } }),
	);
}

function readPolicyRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path: policyPath, permission: 'dms.rest.lockout-policy.read', summary: 'When a user name is locked' },
		{ parameters: noParameters, query: noQuery, body: noBody, answer: policy },
		async ({ ports }) => toRead(await loadPolicy(ports.store)),
	);
}

function changePolicyRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'PUT', path: policyPath, permission: 'dms.rest.lockout-policy.update', ifMatch: 'required' },
			summary: 'Change when a user name is locked',
		},
		{ parameters: noParameters, query: noQuery, body: policy, answer: policy },
		async (call) => toRead(await changeLockoutPolicy(guardedAdministrationOf(call, 'required', loadPolicy), call.body)),
	);
}

async function loadPolicy({ settings }: Pick<Store, 'settings'>): Promise<z.input<typeof policy>> {
	return toPolicy({ ...defaultSettings.lockoutPolicy, ...(await settings.load()).lockoutPolicy });
}

/** In one order, whatever the order in which it is kept. */
function toPolicy({ type, temporaryThreshold, waitAlgorithm, permanentThreshold, resetAfterDays, ...rest }: LockoutPolicy) {
	return { type, temporaryThreshold, waitAlgorithm, fixedWaitMinutes: rest.fixedWaitMinutes, permanentThreshold, resetAfterDays };
}

function toRead(saved: LockoutPolicy) {
	const body = toPolicy(saved);
	return { body, etag: toRepresentationTag(body) };
}

function toAnswer({ typeId, ...state }: Lockout, typesById: Catalog['typesById']): z.input<typeof lockout> {
	return {
		...state,
		deviceType: typesById.get(typeId)?.type.name ?? '',
		lastFailureAt: state.lastFailureAt.toISOString(),
		startedAt: state.startedAt?.toISOString() ?? null,
		expiresAt: state.expiresAt?.toISOString() ?? null,
	};
}
