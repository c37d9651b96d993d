import { describe, expect, it } from 'vitest';
import { DmsError } from '../../src/domain/errors.ts';
import { parsePrimaryMessage, parseWorkerMessage, toFailureMessage, toWorkerError } from '../../src/runtime/cluster-messages.ts';

describe('messages between primary and worker', () => {
	it.each([
		{ dms: 'ready' },
		{ dms: 'failed', code: 'store.busy', message: 'busy' },
		{ dms: 'socket', name: 'device' },
		{ dms: 'handed-over' },
	])('ok/%j from a worker', (message) => {
		expect(parseWorkerMessage(message)).toEqual(message);
	});

	it.each([
		undefined,
		null,
		'ready',
		[],
		{},
		{ dms: 'stop' },
		{ dms: 'ready', more: 1 },
		{ dms: 'failed' },
		{ dms: 'failed', code: 1, message: 'x' },
		{ dms: 'socket' },
		{ dms: 'socket', name: 'x'.repeat(301) },
		{ dms: 'notice', notice: [] },
	])('reject/%j from a worker', (message) => {
		expect(parseWorkerMessage(message)).toBeUndefined();
	});

	it.each([
		undefined,
		null,
		'stop',
		{ dms: 'ready' },
		{ dms: 'stop', more: 1 },
		{ dms: 'notice' },
		{ dms: 'notice', notice: [1] },
		{ dms: 'handed-over' },
	])('reject/%j from the primary', (message) => {
		expect(parsePrimaryMessage(message)).toBeUndefined();
	});

	it.each([{ dms: 'stop' }, { dms: 'hand-over' }, { dms: 'socket', name: 'device' }, { dms: 'notice', notice: ['Http 10.0.0.1:443'] }])(
		'ok/%j from the primary',
		(message) => {
			expect(parsePrimaryMessage(message)).toEqual(message);
		},
	);

	it('an error arrives as it was', () => {
		const error = new DmsError('listener.address-in-use', 'taken', { hint: 'stop it', findings: ['a', 'b'] });
		const message = parseWorkerMessage(JSON.parse(JSON.stringify(toFailureMessage(error))));
		if (message?.dms !== 'failed') throw new Error('not a failure');
		expect(toWorkerError(message)).toMatchObject({ code: error.code, message: error.message, hint: error.hint, findings: error.findings });
	});

	it.each([
		[new TypeError('x is not a function'), 'x is not a function'],
		['thrown text', 'thrown text'],
		[new Error('a'.repeat(20_000)), 'a'.repeat(10_000)],
	])('any other error is an internal one', (error, text) => {
		const message = parseWorkerMessage(toFailureMessage(error));
		if (message?.dms !== 'failed') throw new Error('not a failure');
		expect(toWorkerError(message)).toMatchObject({ code: 'internal', message: text });
	});

	it('an unknown code is an internal error', () => {
		expect(toWorkerError({ dms: 'failed', code: 'toString', message: 'x' }).code).toBe('internal');
	});
});
