import { once } from 'node:events';
import { connect } from 'node:net';

/** Sends bytes as they are and collects what comes back until the server ends the connection, or for so long. */
export async function exchangeRaw(port: number, parts: readonly string[], waitMs = 2_000): Promise<string> {
	const socket = connect({ host: '127.0.0.1', port });
	const chunks: Buffer[] = [];
	socket.on('data', (chunk: Buffer) => chunks.push(chunk));
	socket.on('error', () => undefined);
	const closed = once(socket, 'close');
	await once(socket, 'connect');
	for (const part of parts) socket.write(part);
	const timer = setTimeout(() => socket.destroy(), waitMs);
	await closed;
	clearTimeout(timer);
	return Buffer.concat(chunks).toString('latin1');
}
