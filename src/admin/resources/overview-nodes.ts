import { z } from 'zod';
import type { NodeState } from '../../app/overview/node-status.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery } from '../route.ts';
import { overviewFacts as facts } from './overview-facts.ts';

const answer = z
	.object({
		asOf: z.string(),
		items: z
			.array(
				z.object({
					name: z.string().describe('Of the machine.'),
					isThis: z.boolean(),
					isServing: z.boolean().describe('Whether a worker answers devices.'),
					version: z.string(),
					nodeVersion: z.string(),
					pid: z.int(),
					startedAt: z.string(),
					uptimeSeconds: z.int(),
					residentBytes: z.int(),
					store: z.enum(['SQLite', 'PostgreSQL']),
					spoolBytes: z.int().describe('Files of access records on their way into the store; the newest ones stay for a while.'),
					workers: z.array(
						z.object({
							id: z.int(),
							pid: z.int(),
							state: z.enum(['starting', 'serving', 'stopping']),
							startedAt: z.string(),
							uptimeSeconds: z.int(),
							residentBytes: z.int().nullable(),
						}),
					),
				}),
			)
			.describe('The node that answers alone: nodes that share a store do not know of each other.'),
	})
	.meta({ id: 'NodeOverview' });

/** The processes that serve. */
export function createNodeRoutes(): readonly AdminRoute[] {
	const path = '/api/v1/overview/nodes';
	return [
		defineRoute(
			{
				...{ ...facts, method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'system', status: 200 },
				summary: 'The node that answers, and its workers',
			},
			{ parameters: noParameters, query: noQuery, body: noBody, answer },
			({ ports: { node, clock, isServing } }) => {
				const now = clock.now();
				return Promise.resolve({ body: { asOf: now.toISOString(), items: [{ isServing: isServing(), ...toItem(node.state(), now) }] } });
			},
		),
	];
}

function toItem({ workers, startedAt, ...state }: NodeState, now: Date) {
	return {
		...state,
		...toAge(startedAt, now),
		isThis: true,
		workers: workers.map(({ startedAt: began, residentBytes, ...worker }) => ({
			...worker,
			...toAge(began, now),
			residentBytes: residentBytes ?? null,
		})),
	};
}

function toAge(startedAt: Date, now: Date) {
	return {
		startedAt: startedAt.toISOString(),
		uptimeSeconds: Math.max(0, Math.floor((now.getTime() - startedAt.getTime()) / 1000)),
	};
}
