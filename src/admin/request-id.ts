/** Letters, digits and what UUIDs and traces have besides: nothing that would mean anything in a log or a header. */
const form = /^[A-Za-z0-9._~-]{8,64}$/;

/** The name that a client has given its request; undefined where it is none that a log may have. */
export function readRequestId(header: string | readonly string[] | undefined): string | undefined {
	return typeof header === 'string' && form.test(header) ? header : undefined;
}
