import { randomBytes } from 'node:crypto';
import type { ServedStore } from './opendms.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';
import { forgetPeak, peakBytes, residentBytes } from './process-family.ts';
import type { Stage } from './stage.ts';

export interface AdminRequest {
	readonly method: 'POST';
	readonly mediaType: string;
	readonly body: Buffer<ArrayBuffer>;
}

export interface AdminServer extends OwnServer {
	readonly adminPort: number;
	/** Of one who may do everything. */
	readonly token: string;
	/** As one who may do everything. @throws Error where the answer is no success; whoever asked reads it to the end. */
	send(path: string, request?: AdminRequest): Promise<Response>;
}

/** Serves administrators and devices while the work lasts. */
export async function withAdminServer<Value>(
	stage: Stage,
	store: ServedStore,
	work: (server: AdminServer) => Promise<Value>,
): Promise<Value> {
	const token = randomBytes(32).toString('hex');
	const server = await startOwnServer(stage, store, { listeners: ['admin'], environment: { PLAY_AUTH_TOKEN: token } });
	try {
		const adminPort = await server.portOf('administrators');
		return await work({
			...server,
			adminPort,
			token,
			async send(path, request) {
				const { method, body } = request ?? { method: 'GET' };
				const headers = { authorization: `Bearer ${token}`, ...(request && { 'content-type': request.mediaType }) };
				const response = await fetch(`http://127.0.0.1:${adminPort}${path}`, { method, headers, ...(body && { body }) });
				if (response.ok) return response;
				throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
			},
		});
	} finally {
		await server.stop();
	}
}

/** How long the work took, and how much more memory the process that serves administrators had at its peak than before. */
export async function measureWork(server: AdminServer, work: () => Promise<unknown>) {
	const before = residentBytes(server.pid);
	forgetPeak(server.pid);
	const startedMs = performance.now();
	await work();
	const seconds = (performance.now() - startedMs) / 1_000;
	return { seconds, extraMebibytes: Math.max(0, peakBytes(server.pid) - before) / 1024 ** 2 };
}
