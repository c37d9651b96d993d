import type { IncomingMessage } from 'node:http';

/** What proxies add, so that a request of somebody else is not taken for one of this machine. */
const proxyHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];
const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * Whether somebody on this very machine asks, and for this machine: neither through a proxy that says so, nor from a web page whose name was made
 * to lead here.
 */
export function isLocalRequest({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
	const { remoteAddress = '' } = socket;
	if (!/^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/.test(remoteAddress)) return false;
	return loopbackHost.test(headers.host ?? '') && proxyHeaders.every((name) => headers[name] === undefined);
}
