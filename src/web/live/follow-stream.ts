import { ApiProblem, toApiProblem } from '../api/problem.ts';
import type { Session } from '../session/session.ts';
import { readLines } from './read-lines.ts';

/** A line of a stream of the API; what else it has depends on its kind. */
export interface StreamLine {
	readonly kind: string;
	readonly position: number;
	readonly skipped?: number;
	readonly record?: unknown;
	readonly event?: unknown;
}

export type StreamState = 'connecting' | 'live' | 'lost';

export interface StreamFollower {
	readonly onLine: (line: StreamLine) => void;
	readonly onState: (state: StreamState) => void;
	/** The server does not want to go on; it is asked again only where there are too many streams. */
	readonly onRefused: (problem: ApiProblem) => void;
}

const firstWaitMs = 500;
const longestWaitMs = 10_000;
const tooManyRequests = 429;

/** Reads a stream of the API until it is aborted; where it breaks, it goes on from where it was. */
export async function followStream(path: string, session: Session, signal: AbortSignal, follower: StreamFollower): Promise<void> {
	let after: number | undefined;
	let waitMs = firstWaitMs;
	while (!signal.aborted) {
		try {
			follower.onState('connecting');
			const url = new URL(path, globalThis.location.origin);
			if (after !== undefined) url.searchParams.set('after', String(after));
			const response = await openStream(url, session, signal);
			for await (const line of readLines(response)) {
				const read = line as StreamLine;
				after = read.position;
				waitMs = firstWaitMs;
				if (read.kind === 'begin') follower.onState('live');
				follower.onLine(read);
			}
		} catch (cause) {
			if (!mayTryAgain(cause, signal, follower)) return;
		}
		follower.onState('lost');
		await rest(waitMs, signal);
		waitMs = Math.min(waitMs * 2, longestWaitMs);
	}
}

function mayTryAgain(cause: unknown, signal: AbortSignal, { onRefused }: StreamFollower): boolean {
	if (signal.aborted) return false;
	if (!(cause instanceof ApiProblem) || cause.status < 400 || cause.status >= 500) return true;
	onRefused(cause);
	// Another window may be closed.
	return cause.status === tooManyRequests;
}

/** @throws ApiProblem where the server refuses. */
async function openStream(url: URL, session: Session, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
	const token = session.token() ?? '';
	const send = (secret: string) => fetch(url, { headers: { Authorization: `Bearer ${secret}` }, signal });
	const first = await send(token);
	const response = first.status === 401 ? await send(await session.renewed(token)) : first;
	if (response.ok && response.body !== null) return response.body;
	throw toApiProblem(response, await response.json().catch(() => undefined));
}

function rest(delayMs: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, delayMs);
		signal.addEventListener('abort', () => {
			clearTimeout(timer);
			resolve();
		});
	});
}
