import type { components } from './schema.d.ts';

export type Problem = components['schemas']['Problem'];

/** What a request came to that was refused or failed; `code` is one of docs/errors.md, or `network` where no answer came. */
export class ApiProblem extends Error {
	readonly problem: Problem;

	constructor(problem: Problem, options?: ErrorOptions) {
		super(problem.detail ?? problem.title, options);
		this.name = 'ApiProblem';
		this.problem = problem;
	}

	get code(): string {
		return this.problem.code;
	}

	get status(): number {
		return this.problem.status;
	}

	/** Somebody else has changed what was to be changed. */
	get isStale(): boolean {
		return this.status === 412;
	}
}

/** The problem of an answer that is no success, whatever its form: RFC 9457, or that of XiVO where one signs in. */
export function toApiProblem(response: Response, body: unknown): ApiProblem {
	const fields = typeof body === 'object' && body !== null ? (body as Partial<Problem> & { error?: string; message?: string }) : {};
	return new ApiProblem({
		type: 'about:blank',
		title: fields.title ?? fields.message ?? (response.statusText === '' ? `Status ${response.status}` : response.statusText),
		status: response.status,
		code: fields.code ?? fields.error ?? 'unknown',
		requestId: fields.requestId ?? response.headers.get('X-Request-Id') ?? '',
		...(fields.detail === undefined ? {} : { detail: fields.detail }),
		...(fields.hint === undefined ? {} : { hint: fields.hint }),
		...(fields.pointer === undefined ? {} : { pointer: fields.pointer }),
		...(fields.findings === undefined ? {} : { findings: fields.findings }),
	});
}

/** The problem of a request that was not sent, since nobody is signed in any more. */
export function toSignedOutProblem(): ApiProblem {
	return new ApiProblem({ type: 'about:blank', title: 'You are signed out', status: 401, code: 'token.missing', requestId: '' });
}

/** The problem where there was no answer at all. */
export function toNetworkProblem(cause: unknown): ApiProblem {
	return new ApiProblem(
		{ type: 'about:blank', title: 'The server cannot be reached', status: 0, code: 'network', requestId: '' },
		{ cause },
	);
}
