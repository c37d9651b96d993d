import { connect, type SecureContext, type TLSSocket } from 'node:tls';

/** An answer without its body, which is counted and thrown away. */
export interface Answer {
	readonly status: number;
	/** Status line and headers as they came. */
	readonly head: string;
	readonly bodyBytes: number;
}

export interface ConnectionOptions {
	readonly port: number;
	readonly context: SecureContext;
	readonly tlsVersion: 'TLSv1.2' | 'TLSv1.3';
}

interface Exchange {
	readonly resolve: (answer: Answer) => void;
	readonly reject: (cause: Error) => void;
	head?: string;
	expectedBytes: number;
	bodyBytes: number;
}

const headEnd = '\r\n\r\n';

/** HTTP/1.1 over TLS with as little work for the client as can be: one request at a time, bodies with a length. */
export class ClientConnection {
	readonly #socket: TLSSocket;
	readonly #closed: Promise<void>;
	#exchange: Exchange | undefined;
	#unread = '';
	#failure: Error | undefined;

	private constructor(socket: TLSSocket) {
		this.#socket = socket;
		this.#closed = new Promise((resolve) => socket.once('close', resolve));
		socket.on('data', (chunk: Buffer) => this.#read(chunk));
		socket.on('error', (error: Error) => this.#fail(error));
		socket.on('close', () => this.#fail(new Error('the server closed the connection')));
	}

	static open({ port, context, tlsVersion }: ConnectionOptions): Promise<ClientConnection> {
		return new Promise((resolve, reject) => {
			const socket = connect({
				host: '127.0.0.1',
				port,
				servername: 'localhost',
				secureContext: context,
				minVersion: tlsVersion,
				maxVersion: tlsVersion,
			});
			socket.setNoDelay(true);
			socket.once('error', reject);
			socket.once('secureConnect', () => {
				socket.off('error', reject);
				resolve(new ClientConnection(socket));
			});
		});
	}

	request(head: string): Promise<Answer> {
		return new Promise((resolve, reject) => {
			if (this.#failure !== undefined) {
				reject(this.#failure);
				return;
			}
			this.#exchange = { resolve, reject, expectedBytes: 0, bodyBytes: 0 };
			this.#socket.write(head, 'latin1');
		});
	}

	/** Resolves when both sides have closed. */
	close(): Promise<void> {
		this.#socket.end();
		return this.#closed;
	}

	#read(chunk: Buffer): void {
		const exchange = this.#exchange;
		if (exchange === undefined) return;
		if (exchange.head === undefined) this.#readHead(exchange, chunk);
		else exchange.bodyBytes += chunk.length;
		if (exchange.head === undefined || exchange.bodyBytes < exchange.expectedBytes) return;
		this.#exchange = undefined;
		const { head, bodyBytes } = exchange;
		exchange.resolve({ status: Number(head.slice(9, 12)), head, bodyBytes });
	}

	#readHead(exchange: Exchange, chunk: Buffer): void {
		this.#unread += chunk.toString('latin1');
		const end = this.#unread.indexOf(headEnd);
		if (end < 0) return;
		const head = this.#unread.slice(0, end);
		exchange.head = head;
		exchange.bodyBytes = this.#unread.length - end - headEnd.length;
		exchange.expectedBytes = head.startsWith('304', 9) ? 0 : Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
		this.#unread = '';
	}

	#fail(error: Error): void {
		this.#failure ??= error;
		const exchange = this.#exchange;
		this.#exchange = undefined;
		exchange?.reject(this.#failure);
	}
}
