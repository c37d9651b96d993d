import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage, type ClientRequest as NodeRequest } from 'node:http';
import { type Agent, request as httpsRequest } from 'node:https';

export interface ClientIdentity {
	/** PEM. */
	readonly key: string;
	/** PEM: the device's certificate, then its issuers. */
	readonly cert: string;
}

export interface ClientRequest {
	readonly path: string;
	readonly method?: string;
	readonly identity?: ClientIdentity;
	/** `user:password` for a preemptive Basic header. */
	readonly basic?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Uint8Array;
	/** Whom the client trusts. */
	readonly ca?: string;
	readonly tls?: 'TLSv1.2' | 'TLSv1.3';
	/** Keeps the connection for the next request. */
	readonly agent?: Agent;
}

export interface ClientResponse {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

/** One HTTPS request over a connection of its own, as a device makes it. */
export function fetchSecure(port: number, options: ClientRequest): Promise<ClientResponse> {
	const { identity, tls } = options;
	return exchange(
		(handle) =>
			httpsRequest(
				{
					...toOptions(port, options),
					agent: options.agent ?? false,
					servername: 'localhost',
					...(options.ca === undefined ? { rejectUnauthorized: false } : { ca: options.ca }),
					...(identity === undefined ? {} : { key: identity.key, cert: identity.cert }),
					...(tls === undefined ? {} : { minVersion: tls, maxVersion: tls }),
				},
				handle,
			),
		options.body,
	);
}

export function fetchPlain(port: number, options: ClientRequest): Promise<ClientResponse> {
	return exchange((handle) => httpRequest({ ...toOptions(port, options), agent: false }, handle), options.body);
}

function toOptions(port: number, { path, method = 'GET', basic, headers = {} }: ClientRequest) {
	const authorization = basic === undefined ? {} : { authorization: `Basic ${Buffer.from(basic).toString('base64')}` };
	return { host: '127.0.0.1', port, path, method, headers: { ...authorization, ...headers } };
}

type Send = (handle: (response: IncomingMessage) => void) => NodeRequest;

function exchange(send: Send, body: string | Uint8Array | undefined): Promise<ClientResponse> {
	return new Promise((resolve, reject) => {
		const request = send((response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', reject);
			response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }));
		});
		request.on('error', reject);
		request.end(body);
	});
}
