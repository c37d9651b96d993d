import type { Server } from 'node:net';
import { DmsError } from '../domain/errors.ts';
import { backlog } from './probe-address.ts';

/**
 * A TCP socket that listens, as one process hands it to another. The kernel resets the connections that wait in the queue of a socket when
 * the last process closes it; a successor that has it too accepts them.
 */
export interface ListeningSocket {
	/** Closes this process's end alone. */
	close(): void;
}

/** Node has no public way to it; it is what `node:cluster` itself sends to workers. */
export function listeningSocketOf(server: Server): ListeningSocket {
	const handle: unknown = Reflect.get(server, '_handle');
	if (!isListeningSocket(handle)) throw new DmsError('internal', 'a listener has no socket');
	return handle;
}

/** Accepts on a socket that another process has opened. @throws DmsError `listener.failed`, and the socket is closed. */
export async function listenOn(server: Server, socket: ListeningSocket): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		const fail = (cause: Error): void =>
			reject(new DmsError('listener.failed', 'cannot listen on a socket that was handed over', { cause }));
		server.once('error', fail);
		server.listen(socket, backlog, () => {
			server.off('error', fail);
			resolve();
		});
	});
}

function isListeningSocket(handle: unknown): handle is ListeningSocket {
	return typeof handle === 'object' && handle !== null && 'close' in handle && typeof handle.close === 'function';
}
