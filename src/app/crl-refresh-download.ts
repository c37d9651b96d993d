import { ok, type Result, refused } from '../domain/result.ts';

/** What is used of the `fetch` of the platform. */
export type Fetch = (
	url: string,
	options: { readonly redirect: 'manual'; readonly signal: AbortSignal; readonly headers: Readonly<Record<string, string>> },
) => Promise<Response>;

export interface DownloadLimits {
	readonly maxBytes: number;
	/** For everything, redirects and body among it. */
	readonly timeoutMs: number;
}

const defaultLimits: DownloadLimits = { maxBytes: 32 * 1024 * 1024, timeoutMs: 30_000 };
const mostRedirects = 3;
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The bytes behind an http or https address, within bounds of time and size. Never throws; the refusal says in a line why there are none. */
export async function download(fetch: Fetch, url: string, limits: DownloadLimits = defaultLimits): Promise<Result<Uint8Array, string>> {
	const signal = AbortSignal.timeout(limits.timeoutMs);
	try {
		let at = url;
		for (let hop = 0; hop <= mostRedirects; hop++) {
			const response = await fetch(at, { redirect: 'manual', signal, headers: { accept: '*/*', 'accept-encoding': 'identity' } });
			if (!redirects.has(response.status)) return await readBody(response, limits.maxBytes);
			await response.body?.cancel();
			const next = toRedirect(at, response.headers.get('location'));
			if (!next.ok) return next;
			at = next.value;
		}
		return refused(`more than ${mostRedirects} redirects`);
	} catch (error) {
		return refused(
			signal.aborted ? `no complete answer within ${limits.timeoutMs / 1000} s` : `it cannot be fetched (${toCauseText(error)})`,
		);
	}
}

/** From https nothing leads to http, and from neither to anything else. */
function toRedirect(from: string, location: string | null): Result<string, string> {
	const to = location === null ? null : URL.parse(location, from);
	if (to === null) return refused('a redirect without a usable address');
	const { protocol } = new URL(from);
	if (to.protocol === protocol || (protocol === 'http:' && to.protocol === 'https:')) return ok(to.href);
	return refused(`a redirect from ${protocol} to ${to.protocol} is not followed`);
}

async function readBody(response: Response, maxBytes: number): Promise<Result<Uint8Array, string>> {
	const tooLarge = `the answer has more than ${maxBytes} bytes`;
	const refusal =
		response.status !== 200
			? `the server answered ${response.status}`
			: Number(response.headers.get('content-length') ?? 0) > maxBytes
				? tooLarge
				: undefined;
	if (refusal !== undefined) {
		await response.body?.cancel();
		return refused(refusal);
	}
	const body: ReadableStream<Uint8Array> | null = response.body;
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of body ?? []) {
		bytes += chunk.byteLength;
		// Leaving the loop cancels the stream.
		if (bytes > maxBytes) return refused(tooLarge);
		chunks.push(chunk);
	}
	return ok(Buffer.concat(chunks));
}

function toCauseText(error: unknown): string {
	const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
	return cause instanceof Error ? cause.name : 'unknown error';
}
