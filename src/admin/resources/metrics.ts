import { type AdminRoute, defineRoute, noBody, noParameters, noQuery } from '../route.ts';

/** For Prometheus. On the machine itself nobody has to say who they are: what is told has names of interfaces and CAs, and no secret. */
export function createMetricsRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'GET', path: '/metrics', permission: 'dms.rest.metrics.read', scope: 'system', status: 200 },
				...{ tag: 'Metrics', summary: 'What the node counts, as Prometheus reads it', streams: ['text/plain'], openLocally: true },
			},
			{ parameters: noParameters, query: noQuery, body: noBody, answer: noBody },
			async ({ ports: { metrics } }) => {
				const text = Buffer.from(await metrics.text());
				return { octets: { mediaType: metrics.mediaType, size: text.length, chunks: toChunks(text) } };
			},
		),
	];
}

async function* toChunks(text: Buffer): AsyncGenerator<Uint8Array> {
	yield text;
}
