import { createServer, type Server } from 'node:net';
import { DmsError } from '../domain/errors.ts';

/** `host:port` as people write it, an IPv6 address in brackets. */
export function toAddressText(host: string, port: number): string {
	return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Binds the address alone for a moment: listeners with `reusePort` would share a port with a stranger without a word.
 * @returns the port; with port 0 one that is free.
 * @throws DmsError `listener.address-in-use`, `listener.failed`.
 */
export async function probeAddress(host: string, port: number): Promise<number> {
	const server = createServer();
	await listen(server, { host, port, reusePort: false, exclusive: true });
	const bound = boundPort(server);
	await new Promise<void>((resolve) => server.close(() => resolve()));
	return bound;
}

export interface ListenOptions {
	readonly host: string;
	readonly port: number;
	/** The kernel shares the connections out among all processes that listen with it (Linux). */
	readonly reusePort: boolean;
	/** In a cluster worker: the socket is its own, not one that the primary shares out. */
	readonly exclusive: boolean;
}

/** The kernel cuts it to its own limit; a fleet that boots after a power failure arrives at once. */
export const backlog = 4_096;

/** Resolves when the server listens. @throws DmsError `listener.address-in-use`, `listener.failed`, both naming host and port. */
export async function listen(server: Server, options: ListenOptions): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const fail = (cause: Error): void => reject(toListenError(options, cause));
		server.once('error', fail);
		server.listen({ ...options, backlog }, () => {
			server.off('error', fail);
			resolve();
		});
	});
}

/** The port that the system chose where 0 was asked for. */
export function boundPort(server: Server): number {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new DmsError('internal', 'a listener has no address');
	return address.port;
}

function toListenError(options: ListenOptions, cause: Error): DmsError {
	const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown error';
	const address = toAddressText(options.host, options.port);
	if (code === 'EADDRINUSE') {
		return new DmsError('listener.address-in-use', `${address} is in use by another process`, {
			hint: 'Stop that process, or choose another port.',
			cause,
		});
	}
	const hints: Record<string, string> = {
		EACCES: 'Ports below 1024 need a privilege, e.g. CAP_NET_BIND_SERVICE.',
		EADDRNOTAVAIL: 'This address belongs to no interface of this machine.',
		ENOTFOUND: 'The host name cannot be resolved.',
		ENOTSUP: 'This system cannot share a port among processes.',
	};
	const hint = hints[code];
	return new DmsError('listener.failed', `cannot listen on ${address}: ${code}`, { ...(hint === undefined ? {} : { hint }), cause });
}
