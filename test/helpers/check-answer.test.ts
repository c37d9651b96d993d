import { describe, expect, it } from 'vitest';
import { checkAnswer } from './check-answer.ts';

const health = { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from('{"status":"ok"}') };

describe('the look at answers', () => {
	it('is content with what the description says', () => {
		expect(() => checkAnswer('GET', '/healthz?x=1', health)).not.toThrow();
		expect(() => checkAnswer('GET', '/no/operation', { ...health, status: 299 })).not.toThrow();
	});

	it.each([
		['a value that is wrong', { ...health, body: Buffer.from('{"status":"well"}') }],
		['a member that is missing', { ...health, body: Buffer.from('{}') }],
		['a member too many', { ...health, body: Buffer.from('{"status":"ok","password":"x"}') }],
		['a body that is none', { ...health, body: Buffer.from('') }],
		['another media type', { ...health, headers: { 'content-type': 'text/plain' } }],
		['a status that nobody knows of', { ...health, status: 201 }],
		['an error in another form', { ...health, status: 404 }],
		[
			'a problem that lacks its code',
			{
				status: 404,
				headers: { 'content-type': 'application/problem+json' },
				body: Buffer.from('{"type":"x","title":"x","status":404,"requestId":"x"}'),
			},
		],
	])('finds %s', (_name, answer) => {
		expect(() => checkAnswer('GET', '/healthz', answer)).toThrow();
	});

	it('finds a body where there is none', () => {
		expect(() => checkAnswer('DELETE', '/api/v1/devices/1', { status: 204, headers: {}, body: Buffer.from('x') })).toThrow(/has a body/);
	});
});
