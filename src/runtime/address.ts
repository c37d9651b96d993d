import { ok, type Result, refused } from '../domain/result.ts';

/** Where a listener is opened. */
export interface Address {
	/** IPv4 or IPv6 address, or host name. */
	readonly host: string;
	/** 0: a free one. */
	readonly port: number;
}

const form = /^(?:\[([0-9a-fA-F:.]+(?:%[\w.-]+)?)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/;

/** Reads `host:port`; an IPv6 address stands in brackets. */
export function parseAddress(text: string): Result<Address, string> {
	const parts = form.exec(text);
	const host = parts?.[1] ?? parts?.[2];
	const port = Number(parts?.[3]);
	if (host === undefined) return refused('must be host:port, e.g. 127.0.0.1:8443 or [::1]:8443');
	if (port > 65_535) return refused('has a port above 65535');
	return ok({ host, port });
}
