import { DmsError } from '../domain/errors.ts';
import { toProblem } from './problem.ts';
import { toSecurityHeaders } from './security-headers.ts';

/** Codes of Node's parser and timers; all else of it is a request that cannot be read. */
const causes: Readonly<Record<string, () => DmsError>> = {
	HPE_HEADER_OVERFLOW: () => new DmsError('request.headers-too-large', 'the request line and the headers are too large'),
	HPE_CHUNK_EXTENSIONS_OVERFLOW: () => new DmsError('request.too-large', 'the chunk extensions are too large'),
	ERR_HTTP_REQUEST_TIMEOUT: () => new DmsError('request.timeout', 'the request did not come in time'),
};

/**
 * The whole answer, as it goes over the wire, to what is no request: nobody has read it, so that it has no route and no reader but this. The
 * connection ends after it.
 */
export function toRawRefusal(code: string, { requestId, isSecure }: { readonly requestId: string; readonly isSecure: boolean }): string {
	const error = causes[code]?.() ?? new DmsError('request.malformed', 'the request breaks the rules of HTTP');
	const problem = toProblem(error, requestId);
	const body = JSON.stringify(problem);
	const headers = {
		...toSecurityHeaders({ isSecure }),
		'X-Request-Id': requestId,
		'Content-Type': 'application/problem+json',
		'Content-Length': String(Buffer.byteLength(body)),
		Connection: 'close',
	};
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
	return `HTTP/1.1 ${problem.status} ${statusTexts[problem.status] ?? 'Bad Request'}\r\n${lines.join('')}\r\n${body}`;
}

const statusTexts: Readonly<Record<number, string>> = {
	408: 'Request Timeout',
	413: 'Content Too Large',
	431: 'Request Header Fields Too Large',
};
