import { describe, expect, it } from 'vitest';
import { tlsVersions } from '../../../src/qa/matrix/exchange.ts';
import { checkExpectedNames, parseExpectedStatuses, toExpectation } from '../../../src/qa/matrix/expected-statuses.ts';

const own = { status: 403, reason: 'certificate.expired' } as const;

describe('expected statuses', () => {
	it('go before what a row says, for both versions of TLS or for one', () => {
		const statuses = parseExpectedStatuses('{"maker/expired": 400, "maker/expired/TLSv1.2": "handshake-refused"}');
		expect(toExpectation(own, 'maker/expired', 'TLSv1.2', statuses)).toEqual({ status: 'handshake-refused' });
		expect(toExpectation(own, 'maker/expired', 'TLSv1.3', statuses)).toEqual({ status: 400 });
		expect(toExpectation(own, 'maker/none', 'TLSv1.3', statuses)).toBe(own);
	});

	it('keep the reason where the status is the same', () => {
		expect(toExpectation(own, 'maker/expired', 'TLSv1.3', parseExpectedStatuses('{"maker/expired": 403}'))).toBe(own);
	});

	it.each([
		['no JSON', '{'],
		['no object', '[403]'],
		['no status', '{"maker/expired": 99}'],
		['no number', '{"maker/expired": "403"}'],
		['a fraction', '{"maker/expired": 403.5}'],
		['another word', '{"maker/expired": "refused"}'],
	])('reject/%s', (_name, json) => {
		expect(() => parseExpectedStatuses(json)).toThrow(expect.objectContaining({ code: 'value.invalid' }));
	});

	it('refuse a name that no row has, and name all of those', () => {
		const statuses = parseExpectedStatuses('{"maker/expird": 403, "maker/expired/TLSv1.1": 403, "maker/expired/TLSv1.2": 403}');
		expect(() => checkExpectedNames(statuses, ['maker/expired'], tlsVersions)).toThrow(
			expect.objectContaining({
				code: 'value.invalid',
				findings: ['no row is called "maker/expird"', 'no row is called "maker/expired/TLSv1.1"'],
			}),
		);
	});
});
