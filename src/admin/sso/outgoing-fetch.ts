/** What a request to a provider is made of; a part of what `fetch` takes. */
export interface OutgoingRequest {
	readonly method?: string;
	readonly headers?: Headers | Readonly<Record<string, string>>;
	/** Text, or a form. */
	readonly body?: unknown;
	readonly signal?: AbortSignal | null | undefined;
}

/**
 * Asks a provider over HTTPS, as `fetch` does, with these differences: it follows no redirect, has a limit of time and of size, asks for no
 * compression, and trusts the certificates that were configured. It rejects where there is no whole answer.
 */
export type OutgoingFetch = (url: string, request: OutgoingRequest) => Promise<Response>;

/** Why there is no whole answer, in one word for the log: a code of the system, of TLS or of a library, or the kind of error. */
export function toFailureReason(cause: unknown): string {
	if (!(cause instanceof Error)) return 'unknown error';
	const code: unknown = Reflect.get(cause, 'code');
	if (typeof code === 'string') return code;
	return cause.cause instanceof Error ? toFailureReason(cause.cause) : cause.name;
}
