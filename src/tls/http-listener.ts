import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { Socket, Server as TcpServer } from 'node:net';
import { ConnectionTable, type RefusalReason, toPeer } from './connection-table.ts';
import type { ListenerLimits } from './listener-limits.ts';
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
	/** Called for every single one: must be cheap. */
	readonly onConnectionRefused?: (event: RefusedConnection) => void;
}

export interface HttpListener {
	readonly host: string;
	readonly port: number;
	/** Open connections. */
	readonly connectionCount: number;
	/**
	 * Stops accepting, closes idle connections and lets running answers finish; after `graceMs` closes what is left.
	 * @returns how many requests were cut off.
	 */
	close(options: { readonly graceMs: number }): Promise<{ readonly cutRequests: number }>;
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

	constructor(server: AnyServer, options: HttpListenerOptions) {
		this.host = options.host;
		this.#server = server;
		this.#options = options;
		this.#table = new ConnectionTable(options.limits);
		server.timeout = options.limits.stallTimeoutMs;
		server.maxRequestsPerSocket = options.limits.maxRequestsPerConnection;
		this.#guardConnections();
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
		const { host, port, reusePort } = this.#options;
		await listen(this.#server, { host, port, reusePort, exclusive: reusePort });
		this.#port = boundPort(this.#server);
	}

	close({ graceMs }: { readonly graceMs: number }): Promise<{ readonly cutRequests: number }> {
		this.#closed ??= this.#close(graceMs);
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

	#serve(request: IncomingMessage, response: ServerResponse): void {
		const { socket } = request;
		const requests = this.#requestsOn(socket);
		requests.count++;
		requests.running.add(response);
		response.once('close', () => {
			requests.running.delete(response);
			if (this.#closed !== undefined && requests.running.size === 0) socket.destroySoon();
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

	async #close(graceMs: number): Promise<{ readonly cutRequests: number }> {
		// Not the close() of HTTP servers: it destroys every connection whose response has ended, flushed or not, which cuts
		// large answers short, and it stops looking for overdue requests.
		const drained = new Promise<void>((resolve) => TcpServer.prototype.close.call(this.#server, () => resolve()));
		for (const [socket, { running }] of this.#requests) {
			for (const response of running) if (!response.headersSent) response.setHeader('Connection', 'close');
			if (running.size === 0) socket.destroySoon();
		}
		let cutRequests = 0;
		const newcomers = setTimeout(() => this.#dropSilent(), Math.min(graceMs, firstRequestMs));
		const force = setTimeout(() => {
			for (const { running } of this.#requests.values()) cutRequests += running.size;
			for (const socket of this.#table.sockets()) socket.destroy();
		}, graceMs);
		await drained;
		clearTimeout(newcomers);
		clearTimeout(force);
		// Ends the timer that looks for overdue requests.
		this.#server.close();
		return { cutRequests };
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
