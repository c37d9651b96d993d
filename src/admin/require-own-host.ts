import type { IncomingHttpHeaders } from 'node:http';
import { DmsError } from '../domain/errors.ts';

const addressForm = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/;

/**
 * A page of a stranger can give its own name the address of this machine, and its scripts would then speak with a listener without
 * encryption as if it were theirs; the name stands in the Host header. An address in its place cannot have been given away. Nor is anything
 * answered that another site's page fetches by itself: there is no site that should.
 * @throws DmsError `request.misdirected`, `permission.denied`.
 */
export function requireOwnHost(
	headers: IncomingHttpHeaders,
	{ isSecure, hostNames }: { readonly isSecure: boolean; readonly hostNames: ReadonlySet<string> },
): void {
	const host = toHostName(headers.host);
	if (!isSecure && host !== undefined && !isOwn(host, hostNames)) {
		throw new DmsError('request.misdirected', 'this server does not answer for the host of the request', {
			hint: 'Ask for localhost or an IP address, or name the host in admin.hostNames.',
		});
	}
	const site = headers['sec-fetch-site'];
	const isOfAnotherSite = site === 'cross-site' || site === 'same-site';
	if (isOfAnotherSite && headers['sec-fetch-mode'] !== 'navigate') {
		throw new DmsError('permission.denied', 'pages of other sites may not fetch from here');
	}
}

function isOwn(host: string, hostNames: ReadonlySet<string>): boolean {
	return host === 'localhost' || addressForm.test(host) || hostNames.has(host);
}

/** Without port and final dot, lower case. Undefined where there is none, as in HTTP/1.0, which no browser speaks. */
function toHostName(header: string | undefined): string | undefined {
	return header?.toLowerCase().replace(/:\d*$/, '').replace(/\.$/, '');
}
