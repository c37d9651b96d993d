import type { ConnectionBounds } from './connection-table.ts';

/** Bounds of a listener. Counts hold for one process: with several workers on one port each has its own. */
export interface ListenerLimits extends ConnectionBounds {
	/** From the TCP connection to the end of the TLS handshake. */
	readonly handshakeTimeoutMs: number;
	/** From the connection, or the first byte of a later request, to the end of its headers. */
	readonly headersTimeoutMs: number;
	/** From the first byte of a request to the last one of its body; at least `headersTimeoutMs`. */
	readonly requestTimeoutMs: number;
	/** How long an idle connection is kept between two requests. */
	readonly keepAliveTimeoutMs: number;
	/** How long not a single byte may move while a request or an answer is on its way. */
	readonly stallTimeoutMs: number;
	/** Request line and headers together. */
	readonly maxHeaderBytes: number;
	readonly maxRequestsPerConnection: number;
}

/** The limits as Node's HTTP server takes them. */
export function toServerOptions(limits: ListenerLimits) {
	return {
		headersTimeout: limits.headersTimeoutMs,
		requestTimeout: limits.requestTimeoutMs,
		// Node looks for overdue requests only this often; its default of 30 s would make a mockery of a limit of 10 s.
		connectionsCheckingInterval: Math.max(50, Math.min(1_000, Math.floor(limits.headersTimeoutMs / 4))),
		keepAliveTimeout: limits.keepAliveTimeoutMs,
		// Announced to the client is `keepAliveTimeout`; a request that is sent in the last moment still finds the connection open.
		keepAliveTimeoutBuffer: Math.min(1_000, limits.keepAliveTimeoutMs),
		maxHeaderSize: limits.maxHeaderBytes,
		insecureHTTPParser: false,
		noDelay: true,
	};
}
