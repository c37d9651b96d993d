/** What the fragment of the URL brings: the outcome of a sign-in elsewhere, or the code of the first administrator. */
export type Arrival =
	| { readonly kind: 'sso'; readonly code: string }
	| { readonly kind: 'sso-error'; readonly code: string }
	| { readonly kind: 'first'; readonly code: string };

const form = /^#(sso|sso-error|first)=([\w.~%-]{1,4096})$/;

/** Reads the fragment and removes it before anything else looks at the URL: it may be a secret, and works once. */
export function takeArrival(): Arrival | undefined {
	const [, kind, code] = form.exec(globalThis.location.hash) ?? [];
	if (kind === undefined || code === undefined) return undefined;
	globalThis.history.replaceState(null, '', globalThis.location.pathname + globalThis.location.search);
	return { kind: kind as Arrival['kind'], code: decodeURIComponent(code) };
}
