import { describe, expect, it } from 'vitest';
import { type SsoRefusalCode, ssoRefusals, toXivoRefusal } from '../../../src/admin/sso/sso-refusal.ts';

describe('what is said of a refusal', () => {
	it('is the code and a message, and never the detail', () => {
		expect(toXivoRefusal({ code: 'CasServerInvalidTicket', detail: 'for the log' })).toEqual({
			status: 401,
			body: { error: 'CasServerInvalidTicket', message: ssoRefusals.CasServerInvalidTicket.message },
		});
	});
	it.each(Object.keys(ssoRefusals) as SsoRefusalCode[])('%s blames either who asks or the provider, or says that there is none', (code) => {
		const { status } = toXivoRefusal({ code, detail: '' });
		if (code.endsWith('NotConfigured')) return expect(status).toBe(404);
		const isProvider = /Unavailable|InvalidResponse|InternalError|InvalidRequest|UnauthorizedService/.test(code);
		expect([400, 401, 403].includes(status)).toBe(!isProvider);
		expect([502, 503].includes(status)).toBe(isProvider);
	});
});
