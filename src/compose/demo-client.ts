import type { IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { DemoServer } from './demo-server.ts';

/** PEM texts of a device. */
export interface DemoIdentity {
	readonly cert: string;
	readonly key: string;
}

export interface DemoFetchOptions {
	readonly identity?: DemoIdentity;
	/** `user:password`, as it stands in a provisioning URL. */
	readonly userInfo?: string;
	readonly headers?: Readonly<Record<string, string>>;
}

export interface DemoAnswer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

/** One request over a connection of its own, as a device makes it. */
export function demoFetch(server: DemoServer, path: string, { identity, userInfo, headers = {} }: DemoFetchOptions): Promise<DemoAnswer> {
	const origin = userInfo === undefined ? server.origin : server.origin.replace('://', `://${userInfo}@`);
	return new Promise((resolve, reject) => {
		const request = httpsRequest(
			new URL(path, origin),
			{ ca: server.trust, agent: false, headers: { ...headers }, ...identity },
			(response) => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk: Buffer) => chunks.push(chunk));
				response.on('error', reject);
				response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
			},
		);
		request.on('error', reject);
		request.end();
	});
}
