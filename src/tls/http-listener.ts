import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { Socket, Server as TcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { ConnectionTable, type RefusalReason, toPeer } from './connection-table.ts';
import type { ListenerLimits } from './listener-limits.ts';
import { type ListeningSocket, listeningSocketOf, listenOn } from './listening-socket.ts';
import { boundPort, listen } from './probe-address.ts';

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** A connection that was closed before it was served. */
export interface RefusedConnection {
	readonly reason: RefusalReason;
	readonly remoteAddress: string;
	readonly remotePort: number;
}

export interface HttpListenerOptions {
	readonly host: string;
	/** 0: a free one. */
	readonly port: number;
	/** Share the port with other processes that do the same; `probeAddress` tells beforehand whether it is free. */
	readonly reusePort: boolean;
	readonly handler: RequestHandler;
	readonly limits: ListenerLimits;
	/** A socket that listens already, taken over from another process; the address is then the socket's own. */
	readonly inherited?: ListeningSocket;
	/** Told once which socket listens, so that it can be handed over. */
	readonly onListening?: (socket: ListeningSocket) => void;
	/** Called for every single one: must be cheap. */
	readonly onConnectionRefused?: (event: RefusedConnection) => void;
	/**
	 * Gives the whole answer to what is no request, as it goes over the wire, by the code of the parser; then the handler also gets requests
	 * without a Host header. Default: Node's own answers, which have a status and nothing else.
	 */
	readonly answerMalformed?: (code: string) => string;
}

export interface HttpListener {
	readonly host: string;
	readonly port: number;
	/** Open connections. */
	readonly connectionCount: number;
	/** Stops accepting, closes idle connections and lets running answers finish. @returns how many requests were cut off. */
	close(options: CloseOptions): Promise<{ readonly cutRequests: number }>;
}

export interface CloseOptions {
	/** After this what is left is closed. */
	readonly graceMs: number;
	/** How long an idle connection may bring one more request, which may be on its way already; default: not at all. */
	readonly idleMs?: number;
}

type AnyServer = HttpServer | HttpsServer;
type ConnectionListener = (socket: Socket) => void;

interface RequestsOfConnection {
	/** Answers that have not ended. */
	readonly running: Set<ServerResponse>;
	/** Requests so far. */
	count: number;
}

// A client that has connected but not yet asked gets this long to do so while the listener closes.
const firstRequestMs = 1_000;
/** How long what is no request may still come in after it was answered. */
const lingerMs = 300;

/** The life of an HTTP server, encrypted or not: admission, requests under way, an end that cuts no answer. */
export class ServerLife implements HttpListener {
	readonly host: string;
	readonly #server: AnyServer;
	readonly #table: ConnectionTable;
	readonly #options: HttpListenerOptions;
	#port = 0;
	/** By the socket that requests arrive on, from its first request. */
	readonly #requests = new Map<Socket, RequestsOfConnection>();
	/** What waited to be sent when nothing had moved for `stallTimeoutMs`, in bytes. */
	readonly #unsent = new WeakMap<Socket, number>();
	#closed: Promise<{ readonly cutRequests: number }> | undefined;
	/** True from the moment while closing when no idle connection is waited for any more. */
	#endsIdle = false;

	constructor(server: AnyServer, options: HttpListenerOptions) {
		this.host = options.host;
		this.#server = server;
		this.#options = options;
		this.#table = new ConnectionTable(options.limits);
		server.timeout = options.limits.stallTimeoutMs;
		server.maxRequestsPerSocket = options.limits.maxRequestsPerConnection;
		this.#guardConnections();
		const { answerMalformed } = options;
		if (answerMalformed !== undefined) this.#answerMalformed(answerMalformed);
		server.on('timeout', (socket: Socket) => this.#endUnlessSending(socket));
		server.on('request', (request: IncomingMessage, response: ServerResponse) => this.#serve(request, response));
	}

	get port(): number {
		return this.#port;
	}

	get connectionCount(): number {
		return this.#table.size;
	}

	get table(): ConnectionTable {
		return this.#table;
	}

	async listen(): Promise<void> {
		const { host, port, reusePort, inherited, onListening } = this.#options;
		if (inherited === undefined) await listen(this.#server, { host, port, reusePort, exclusive: reusePort });
		else await listenOn(this.#server, inherited);
		this.#port = boundPort(this.#server);
		onListening?.(listeningSocketOf(this.#server));
	}

	close(options: CloseOptions): Promise<{ readonly cutRequests: number }> {
		this.#closed ??= this.#close(options);
		return this.#closed;
	}

	/** Puts the count before Node's own listener, so that a refused client costs no TLS handshake. */
	#guardConnections(): void {
		const accepting = this.#server.listeners('connection') as ConnectionListener[];
		this.#server.removeAllListeners('connection');
		this.#server.on('connection', (socket: Socket) => {
			const refusal = this.#table.admit(socket);
			if (refusal === undefined) {
				for (const accept of accepting) accept.call(this.#server, socket);
				return;
			}
			const peer = toPeer(socket);
			socket.destroy();
			this.#options.onConnectionRefused?.({ reason: refusal, remoteAddress: peer.address, remotePort: peer.port });
		});
	}

	#answerMalformed(answer: (code: string) => string): void {
		const answered = new WeakSet<Duplex>();
		this.#server.on('clientError', (error: Error, socket: Duplex) => {
			// What is still coming is wrong as well.
			if (answered.has(socket)) return;
			answered.add(socket);
			const requests = socket instanceof Socket ? this.#requests.get(socket) : undefined;
			const hasBegun = [...(requests?.running ?? [])].some(({ headersSent }) => headersSent);
			// Behind an answer that has begun, another one would be taken for the rest of it.
			if (!socket.writable || hasBegun) return void socket.destroy();
			socket.end(answer('code' in error && typeof error.code === 'string' ? error.code : ''));
			// To close at once, with bytes unread, would take the answer back on its way (RFC 9112 9.6).
			const timer = setTimeout(() => socket.destroy(), lingerMs);
			socket.once('close', () => clearTimeout(timer));
		});
		// Of what a client expects only `100-continue` means anything; all else is a request like others.
		this.#server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
			this.#server.emit('request', request, response);
		});
	}

	#serve(request: IncomingMessage, response: ServerResponse): void {
		const { socket } = request;
		const requests = this.#requestsOn(socket);
		requests.count++;
		requests.running.add(response);
		response.once('close', () => {
			requests.running.delete(response);
			if (this.#endsIdle && requests.running.size === 0) socket.destroySoon();
		});
		// Node's own limit refuses further requests but leaves the connection open.
		const isLast = this.#closed !== undefined || requests.count >= this.#options.limits.maxRequestsPerConnection;
		if (isLast) response.setHeader('Connection', 'close');
		this.#options.handler(request, response);
	}

	#requestsOn(socket: Socket): RequestsOfConnection {
		const known = this.#requests.get(socket);
		if (known !== undefined) return known;
		const requests: RequestsOfConnection = { running: new Set(), count: 0 };
		this.#requests.set(socket, requests);
		socket.once('close', () => this.#requests.delete(socket));
		return requests;
	}

	/**
	 * Node sees no progress inside a large write to a TLS socket and would cut a slow but steady reader; the queue of the
	 * TCP socket below shows it.
	 */
	#endUnlessSending(socket: Socket): void {
		const unsent = unsentBytes(rawSocketOf(socket) ?? socket);
		if (unsent === 0 || unsent === this.#unsent.get(socket)) {
			socket.destroy();
			return;
		}
		this.#unsent.set(socket, unsent);
		socket.setTimeout(this.#options.limits.stallTimeoutMs);
	}

	async #close({ graceMs, idleMs = 0 }: CloseOptions): Promise<{ readonly cutRequests: number }> {
		// Not the close() of HTTP servers: it destroys every connection whose response has ended, flushed or not, which cuts
		// large answers short, and it stops looking for overdue requests.
		const drained = new Promise<void>((resolve) => TcpServer.prototype.close.call(this.#server, () => resolve()));
		for (const { running } of this.#requests.values()) {
			for (const response of running) if (!response.headersSent) response.setHeader('Connection', 'close');
		}
		if (idleMs === 0) this.#endIdle();
		let cutRequests = 0;
		const idle = setTimeout(() => this.#endIdle(), Math.min(graceMs, idleMs));
		const newcomers = setTimeout(() => this.#dropSilent(), Math.min(graceMs, firstRequestMs));
		const force = setTimeout(() => {
			for (const { running } of this.#requests.values()) cutRequests += running.size;
			for (const socket of this.#table.sockets()) socket.destroy();
		}, graceMs);
		await drained;
		clearTimeout(idle);
		clearTimeout(newcomers);
		clearTimeout(force);
		// Ends the timer that looks for overdue requests.
		this.#server.close();
		return { cutRequests };
	}

	#endIdle(): void {
		this.#endsIdle = true;
		for (const [socket, { running }] of this.#requests) if (running.size === 0) socket.destroySoon();
	}

	/** Closes the connections that have not asked for anything. */
	#dropSilent(): void {
		const asking = new Set<Socket>();
		for (const socket of this.#requests.keys()) asking.add(rawSocketOf(socket) ?? socket);
		for (const socket of this.#table.sockets()) if (!asking.has(socket)) socket.destroy();
	}
}

/** The TCP socket below a TLS socket. Node has no public way to it, and after a failed handshake no other trace of the client. */
export function rawSocketOf(socket: Socket): Socket | undefined {
	const parent: unknown = Reflect.get(socket, '_parent');
	return parent instanceof Socket ? parent : undefined;
}

function unsentBytes(socket: Socket): number {
	const handle: unknown = Reflect.get(socket, '_handle');
	const size: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'writeQueueSize') : 0;
	return typeof size === 'number' ? size : 0;
}
