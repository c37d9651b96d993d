import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { DmsError } from '../../domain/errors.ts';
import type { AdminPlanePorts } from '../admin-plane-ports.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery } from '../route.ts';

const storeTimeoutMs = 2_000;

const verdict = z.enum(['ok', 'failed']);

/** For those who watch the process: whether it lives, and whether it can serve. */
export function createHealthRoutes(): readonly AdminRoute[] {
	return [healthRoute(), readyRoute()];
}

function healthRoute(): AdminRoute {
	return defineRoute(
		{
			method: 'GET',
			path: '/healthz',
			permission: 'public',
			scope: 'none',
			tag: 'Health',
			summary: 'Whether the process lives',
			status: 200,
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: z.object({ status: z.literal('ok') }) },
		() => Promise.resolve({ body: { status: 'ok' as const } }),
	);
}

function readyRoute(): AdminRoute {
	return defineRoute(
		{
			...{ method: 'GET', path: '/readyz', permission: 'public', scope: 'none', tag: 'Health', status: 200, otherStatuses: [503] },
			summary: 'Whether the store can be reached and every listener is up; 503 where not',
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: z.object({ status: verdict, store: verdict, listeners: verdict }) },
		async ({ ports }) => {
			const [store, listeners] = [toVerdict(await isStoreReachable(ports)), toVerdict(ports.isServing())];
			const status = toVerdict(store === 'ok' && listeners === 'ok');
			return { body: { status, store, listeners }, ...(status === 'ok' ? {} : { status: 503 as const }) };
		},
	);
}

const toVerdict = (isWell: boolean): z.output<typeof verdict> => (isWell ? 'ok' : 'failed');

async function isStoreReachable({ store, log }: AdminPlanePorts): Promise<boolean> {
	const answered = new AbortController();
	// A database behind a broken network says nothing at all.
	const late = delay(storeTimeoutMs, undefined, { signal: answered.signal, ref: false }).then(() => {
		throw new DmsError('store.unavailable', `the store did not answer within ${storeTimeoutMs} ms`);
	});
	try {
		await Promise.race([store.settings.load(), late]);
		return true;
	} catch (cause) {
		log.error({ err: cause }, 'the store cannot be reached');
		return false;
	} finally {
		answered.abort();
	}
}
