import type { TLSSocket } from 'node:tls';
import { type Answer, type DeviceFetch, maxBodyBytes, type ServerUnderTest } from './exchange.ts';

const endOfHead = '\r\n\r\n';

/** A request in the words of HTTP/1.0 (RFC 1945), which Node's client does not speak: the answer ends with the connection. */
export function askInOldStyle(socket: TLSSocket, { host }: ServerUnderTest, request: DeviceFetch): Promise<Answer> {
	const head = [
		`${request.method} ${request.path} HTTP/1.0`,
		`Host: ${host}`,
		...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
	];
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let size = 0;
		socket.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > maxBodyBytes) socket.destroy(new RangeError('the body is too long'));
			chunks.push(chunk);
		});
		socket.on('error', reject);
		socket.on('close', () => {
			const answer = parseAnswer(Buffer.concat(chunks));
			if (answer === undefined) reject(Object.assign(new Error('the connection ended without an answer'), { code: 'ECONNRESET' }));
			else resolve(answer);
		});
		socket.write(`${head.join('\r\n')}${endOfHead}`);
	});
}

function parseAnswer(bytes: Buffer): Answer | undefined {
	const end = bytes.indexOf(endOfHead);
	if (end < 0) return undefined;
	const [statusLine = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
	const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(statusLine)?.[1];
	if (status === undefined) return undefined;
	const headers = lines.map((line): [string, string] => {
		const colon = line.indexOf(':');
		return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
	});
	return { status: Number(status), headers: Object.fromEntries(headers), body: bytes.subarray(end + endOfHead.length) };
}
