import { isUtf8 } from 'node:buffer';
import { ok, type Result, refused } from '../../../domain/result.ts';
import { type OutgoingFetch, toFailureReason } from '../outgoing-fetch.ts';
import { parseProvenLogin } from '../proven-login.ts';
import type { SsoRefusal, SsoRefusalCode } from '../sso-refusal.ts';
import { type CasAnswer, parseCasAnswer } from './parse-cas-answer.ts';

export interface CasSettings {
	/** Where the CAS server stands, e.g. `https://sso.example.com/cas`, without a slash at the end. */
	readonly serverUrl: string;
	/** The URLs under which this server may be asked for; a ticket is valid for one of them alone. */
	readonly services: readonly string[];
}

/** What a browser brings back from the CAS server; as untrusted as everything that a browser brings. */
export interface CasTicket {
	readonly ticket: string;
	readonly service: string;
}

export interface CasProof {
	readonly login: string;
}

const ticketForm = /^(?:ST|PT)-[\x21-\x7e]{1,256}$/;

/** Newest protocol first. A server of CAS 2 knows the second one alone. */
const validationPaths = ['/p3/serviceValidate', '/serviceValidate'] as const;

const failures: ReadonlyMap<string, SsoRefusalCode> = new Map([
	['INVALID_TICKET', 'CasServerInvalidTicket'],
	['INVALID_TICKET_SPEC', 'CasServerInvalidTicketSpec'],
	['INVALID_SERVICE', 'CasServerInvalidService'],
	['INVALID_REQUEST', 'CasServerInvalidRequest'],
	['UNAUTHORIZED_SERVICE', 'CasServerUnauthorizedService'],
	['UNAUTHORIZED_SERVICE_PROXY', 'CasServerUnauthorizedService'],
	['INTERNAL_ERROR', 'CasServerInternalError'],
]);

/** Asks a CAS server of protocol 2 or 3 whom a service ticket belongs to. The server sees to it that a ticket works once. */
export class CasVerifier {
	readonly #settings: CasSettings;
	readonly #fetch: OutgoingFetch;

	constructor(settings: CasSettings, fetch: OutgoingFetch) {
		this.#settings = settings;
		this.#fetch = fetch;
	}

	/** The service that stands at this path: a browser that comes straight from the CAS server does not name it. */
	serviceAt(path: string): string | undefined {
		return this.#settings.services.find((service) => URL.parse(service)?.pathname === path);
	}

	/** The service must be one of ours: a ticket that somebody else's page was given must not open this server. */
	async validateCasTicket({ ticket, service }: CasTicket): Promise<Result<CasProof, SsoRefusal>> {
		if (!ticketForm.test(ticket)) return refuse('CasServerInvalidParameter', 'the ticket has not the form of a service ticket');
		if (!this.#settings.services.includes(service)) {
			return refuse('CasServerInvalidService', 'the service is not among those of the configuration');
		}
		const answer = await this.#ask({ ticket, service });
		return answer.ok ? judge(answer.value) : answer;
	}

	async #ask(ticket: CasTicket): Promise<Result<CasAnswer, SsoRefusal>> {
		let status = 0;
		for (const path of validationPaths) {
			let body: ArrayBuffer;
			try {
				const response = await this.#fetch(this.#toQuestion(path, ticket), { headers: { Accept: 'application/xml' } });
				status = response.status;
				body = await response.arrayBuffer();
			} catch (cause) {
				return refuse('CasServerUnavailable', `no answer of the CAS server: ${toFailureReason(cause)}`);
			}
			if (status === 200) return readAnswer(body);
			if (status !== 404) break;
		}
		return refuse(status >= 500 ? 'CasServerUnavailable' : 'CasServerInvalidResponse', `the CAS server answered with status ${status}`);
	}

	#toQuestion(path: string, { ticket, service }: CasTicket): string {
		return `${this.#settings.serverUrl}${path}?${new URLSearchParams({ service, ticket }).toString()}`;
	}
}

function readAnswer(body: ArrayBuffer): Result<CasAnswer, SsoRefusal> {
	if (!isUtf8(body)) return refuse('CasServerInvalidResponse', 'the answer of the CAS server is not UTF-8');
	const answer = parseCasAnswer(new TextDecoder().decode(body));
	return answer.ok ? answer : refuse('CasServerInvalidResponse', `the answer of the CAS server cannot be used: ${answer.reason}`);
}

function judge(answer: CasAnswer): Result<CasProof, SsoRefusal> {
	if (answer.kind === 'failure') {
		const code = failures.get(answer.code);
		if (code === undefined) return refuse('CasServerInvalidResponse', 'the CAS server refused with a code that is not of the protocol');
		return refuse(code, `the CAS server refused: ${answer.code}`);
	}
	const login = parseProvenLogin(answer.user);
	if (login === undefined) return refuse('UserNotFound', 'the CAS server names a user whose name no login can be');
	return ok({ login });
}

function refuse(code: SsoRefusalCode, detail: string): { readonly ok: false; readonly reason: SsoRefusal } {
	return refused({ code, detail });
}
