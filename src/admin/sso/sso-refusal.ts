/** What is said of a refusal: the status of the answer and a message that tells a stranger nothing. */
interface RefusalRow {
	readonly status: number;
	readonly message: string;
}

const notConfigured = (what: string): RefusalRow => ({ status: 404, message: `${what} is not configured here` });
const wrongRequest = (message: string): RefusalRow => ({ status: 400, message });
const notProven = (message: string): RefusalRow => ({ status: 401, message });
const brokenProvider = (message: string): RefusalRow => ({ status: 502, message });

/**
 * Codes as XiVO's clients know them, where XiVO has one; those of CAS are the codes of its protocol behind `CasServer`. Statuses from 500 on
 * say that nothing was learnt about who asks: the provider failed, not the person.
 */
export const ssoRefusals = {
	/** Proven, but nobody here: it is said after the proof alone, or it would tell who exists. */
	UserNotFound: { status: 403, message: 'Nobody here has this login' },
	SsoNotConfigured: notConfigured('Kerberos'),
	CasNotConfigured: notConfigured('CAS'),
	OidcNotConfigured: notConfigured('OpenID Connect'),
	SsoAuthenticationFailed: notProven('The Kerberos token proves nobody'),
	SsoUnavailable: { status: 503, message: 'Kerberos cannot be used at the moment' },
	CasServerInvalidParameter: wrongRequest('The service or the ticket is missing or has a wrong form'),
	CasServerInvalidTicket: notProven('The CAS server does not accept the ticket'),
	CasServerInvalidTicketSpec: notProven('The CAS server does not accept this kind of ticket'),
	CasServerInvalidService: notProven('The ticket was issued for another service'),
	CasServerUnauthorizedService: brokenProvider('The CAS server does not let this server check tickets'),
	CasServerInvalidRequest: brokenProvider('The CAS server does not understand the question'),
	CasServerInvalidResponse: brokenProvider('The answer of the CAS server cannot be used'),
	CasServerInternalError: brokenProvider('The CAS server reports an error of its own'),
	CasServerUnavailable: { status: 503, message: 'The CAS server cannot be reached' },
	OidcInvalidParameter: wrongRequest('The sign-in was not begun here, is too old, or was finished already'),
	OidcAuthenticationFailed: notProven('The token of the OpenID provider proves nobody'),
	OidcServerInvalidResponse: brokenProvider('The answer of the OpenID provider cannot be used'),
	OidcServerUnavailable: { status: 503, message: 'The OpenID provider cannot be reached' },
} as const satisfies Record<string, RefusalRow>;

export type SsoRefusalCode = keyof typeof ssoRefusals;

/** Why a proof was not accepted. */
export interface SsoRefusal {
	readonly code: SsoRefusalCode;
	/** One line for the log; it never holds a token, a ticket or a code. */
	readonly detail: string;
}

/** For answers in XiVO's form. */
export function toXivoRefusal({ code }: SsoRefusal): {
	readonly status: number;
	readonly body: { readonly error: string; readonly message: string };
} {
	const { status, message } = ssoRefusals[code];
	return { status, body: { error: code, message } };
}
