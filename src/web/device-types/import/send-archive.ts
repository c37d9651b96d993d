import type { TokenSource } from '../../api/client.ts';
import { toApiProblem, toNetworkProblem } from '../../api/problem.ts';

export interface Sent {
	readonly bytes: number;
	readonly ofBytes: number;
}

/** Posts an archive and tells how much of it is on its way, which `fetch` does not. @throws ApiProblem */
export async function sendArchive<Answer>(tokens: TokenSource, path: string, archive: Blob, onSent: (sent: Sent) => void): Promise<Answer> {
	const token = tokens.token() ?? '';
	const response = await post(path, archive, token, onSent);
	if (response.status !== 401) return answerOf(response);
	return answerOf(await post(path, archive, await tokens.renewed(token), onSent));
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
	const text = await response.text();
	const body = toJson(text);
	if (!response.ok) throw toApiProblem(response, body);
	return body as Answer;
}

function toJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function post(path: string, archive: Blob, token: string, onSent: (sent: Sent) => void): Promise<Response> {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open('POST', path);
		request.setRequestHeader('Authorization', `Bearer ${token}`);
		request.setRequestHeader('Content-Type', 'application/zip');
		request.upload.addEventListener('progress', ({ loaded, total }) => onSent({ bytes: loaded, ofBytes: total }));
		request.addEventListener('error', () => reject(toNetworkProblem(new Error('no answer'))));
		request.addEventListener('load', () => resolve(toResponse(request)));
		request.send(archive);
	});
}

function toResponse(request: XMLHttpRequest): Response {
	const requestId = request.getResponseHeader('X-Request-Id');
	return new Response(request.responseText, {
		status: request.status,
		statusText: request.statusText,
		headers: requestId === null ? {} : { 'X-Request-Id': requestId },
	});
}
