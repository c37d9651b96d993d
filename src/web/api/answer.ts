import { toApiProblem } from './problem.ts';

/** What a call of the API resolves with. */
interface Outcome<Body> {
	readonly data?: Body;
	readonly error?: unknown;
	readonly response: Response;
}

/** A body and the version that it is, for `If-Match`. */
export interface Tagged<Body> {
	readonly value: Body;
	/** With its quotes; `*` where the server gave none. */
	readonly etag: string;
}

/** The body of a success. @throws ApiProblem for everything else. */
export async function answerOf<Body>(call: Promise<Outcome<Body>>): Promise<Body> {
	return (await taggedAnswerOf(call)).value;
}

/** The body of a success with its ETag. @throws ApiProblem for everything else. */
export async function taggedAnswerOf<Body>(call: Promise<Outcome<Body>>): Promise<Tagged<Body>> {
	const { data, error, response } = await call;
	if (!response.ok) throw toApiProblem(response, error);
	return { value: data as Body, etag: response.headers.get('ETag') ?? '*' };
}

/** How a body that is no JSON is sent: spread it into the options of the call, and give the bytes as `body`. */
export function sendAs(mediaType: string) {
	return { headers: { 'Content-Type': mediaType }, bodySerializer: (body: Blob | string) => body } as const;
}
