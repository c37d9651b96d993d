import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConditionHeaders, evaluateConditions } from '../../src/http/conditional-request.ts';
import { toHttpDate } from '../../src/http/http-date.ts';

const lastModified = new Date(Date.UTC(2024, 2, 10, 12, 0, 0, 500));
const same = toHttpDate(lastModified);
const before = toHttpDate(new Date(lastModified.getTime() - 1000));
const after = toHttpDate(new Date(lastModified.getTime() + 1000));
const current = { etag: '"now"', lastModified };

const rows: [string, string, ConditionHeaders, ReturnType<typeof evaluateConditions>][] = [
	['ok/no condition', 'GET', {}, 'proceed'],
	['ok/If-Match holds', 'GET', { 'if-match': '"old", "now"' }, 'proceed'],
	['ok/If-Match star', 'PUT', { 'if-match': '*' }, 'proceed'],
	['reject/If-Match other', 'PUT', { 'if-match': '"old"' }, 'precondition-failed'],
	['reject/If-Match weak', 'PUT', { 'if-match': 'W/"now"' }, 'precondition-failed'],
	['reject/If-Match unreadable', 'PUT', { 'if-match': 'now' }, 'precondition-failed'],
	['ok/If-Match before If-Unmodified-Since', 'PUT', { 'if-match': '"now"', 'if-unmodified-since': before }, 'proceed'],
	['reject/If-Match then If-None-Match', 'GET', { 'if-match': '"now"', 'if-none-match': '"now"' }, 'not-modified'],
	['ok/If-Unmodified-Since same second', 'PUT', { 'if-unmodified-since': same }, 'proceed'],
	['ok/If-Unmodified-Since later', 'PUT', { 'if-unmodified-since': after }, 'proceed'],
	['reject/If-Unmodified-Since earlier', 'PUT', { 'if-unmodified-since': before }, 'precondition-failed'],
	['ok/If-Unmodified-Since unreadable', 'PUT', { 'if-unmodified-since': 'yesterday' }, 'proceed'],
	['reject/If-None-Match', 'GET', { 'if-none-match': '"now"' }, 'not-modified'],
	['reject/If-None-Match weak', 'GET', { 'if-none-match': 'W/"now"' }, 'not-modified'],
	['reject/If-None-Match HEAD', 'HEAD', { 'if-none-match': '"a", "now"' }, 'not-modified'],
	['reject/If-None-Match star', 'GET', { 'if-none-match': ' * ' }, 'not-modified'],
	['reject/If-None-Match PUT', 'PUT', { 'if-none-match': '*' }, 'precondition-failed'],
	['ok/If-None-Match other', 'GET', { 'if-none-match': '"old"' }, 'proceed'],
	['ok/If-None-Match before If-Modified-Since', 'GET', { 'if-none-match': '"old"', 'if-modified-since': after }, 'proceed'],
	['ok/If-None-Match unreadable', 'GET', { 'if-none-match': 'now' }, 'proceed'],
	['reject/If-Modified-Since same second', 'GET', { 'if-modified-since': same }, 'not-modified'],
	['reject/If-Modified-Since later', 'HEAD', { 'if-modified-since': after }, 'not-modified'],
	['ok/If-Modified-Since earlier', 'GET', { 'if-modified-since': before }, 'proceed'],
	['ok/If-Modified-Since PUT', 'PUT', { 'if-modified-since': after }, 'proceed'],
	['ok/If-Modified-Since unreadable', 'GET', { 'if-modified-since': lastModified.toISOString() }, 'proceed'],
];

describe('evaluateConditions', () => {
	it.each(rows)('%s', (_name, method, headers, verdict) => {
		expect(evaluateConditions(method, headers, current)).toBe(verdict);
	});

	it('fails If-Match and grants If-None-Match where nothing exists', () => {
		expect(evaluateConditions('PUT', { 'if-match': '*' }, undefined)).toBe('precondition-failed');
		expect(evaluateConditions('PUT', { 'if-none-match': '*' }, undefined)).toBe('proceed');
		expect(evaluateConditions('GET', { 'if-modified-since': after }, undefined)).toBe('proceed');
	});

	it('does without the validator that a representation does not have', () => {
		expect(evaluateConditions('GET', { 'if-none-match': '"now"' }, { lastModified })).toBe('proceed');
		expect(evaluateConditions('GET', { 'if-modified-since': after }, { etag: '"now"' })).toBe('proceed');
	});

	it('never throws', () => {
		const value = fc.option(fc.string(), { nil: undefined });
		fc.assert(
			fc.property(fc.constantFrom('GET', 'PUT'), value, value, value, value, (method, match, none, modified, unmodified) => {
				const headers = {
					'if-match': match,
					'if-none-match': none,
					'if-modified-since': modified,
					'if-unmodified-since': unmodified,
				};
				expect(['proceed', 'not-modified', 'precondition-failed']).toContain(evaluateConditions(method, headers, current));
			}),
		);
	});
});
