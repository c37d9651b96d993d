import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FailureLog } from '../../src/admin/failure-log.ts';
import { DmsError, type ErrorCode } from '../../src/domain/errors.ts';
import { createLog, type LogLevel } from '../../src/runtime/log.ts';

interface Line {
	readonly level: string;
	readonly msg: string;
	readonly [field: string]: unknown;
}

function open(level: LogLevel) {
	const lines: Line[] = [];
	const log = createLog({ level, destination: { write: (line) => void lines.push(JSON.parse(line) as Line) } });
	return { lines, failures: new FailureLog(log) };
}

const busy = () => new DmsError('login.busy', 'too many');

describe('what the log says of requests that went wrong', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it.each<[ErrorCode]>([['login.busy'], ['login.locked'], ['login.refused'], ['permission.denied'], ['store.busy'], ['server.stopping']])(
		'%s is expected: nothing at once but for who debugs, and no stack',
		(code) => {
			const quiet = open('info');
			quiet.failures.write(new DmsError(code, 'a'), 'r-1');
			expect(quiet.lines).toEqual([]);
			const { lines, failures } = open('debug');
			failures.write(new DmsError(code, 'a'), 'r-1');
			expect(lines).toMatchObject([{ level: 'debug', requestId: 'r-1', err: { code, message: 'a' } }]);
			expect(JSON.stringify(lines)).not.toContain('stack');
		},
	);

	it.each([
		['a fault of the program', new TypeError('a')],
		['a store that cannot be reached', new DmsError('store.unavailable', 'a', { cause: new Error('refused') })],
	])('%s is an error with its stack', (_name, cause) => {
		const { lines, failures } = open('info');
		failures.write(cause, 'r-1');
		expect(lines).toMatchObject([
			{ level: 'error', requestId: 'r-1', err: { message: 'a', stack: expect.stringContaining('failure-log.test') } },
		]);
	});

	it('a flood is one line every ten seconds, which says how many', () => {
		const { lines, failures } = open('info');
		for (let second = 0; second < 25; second++) {
			for (let request = 0; request < 300; request++) failures.write(busy(), `r-${request}`);
			failures.write(new DmsError('login.locked', 'wait'), 'r');
			vi.advanceTimersByTime(1_000);
		}
		vi.advanceTimersByTime(60_000);
		expect(lines.map(({ level, count, refused, seconds }) => ({ level, count, refused, seconds }))).toEqual([
			...[10, 10, 5].map((each) => ({
				...{ level: 'warn', seconds: 10, count: each * 301 },
				refused: { 'login.busy': each * 300, 'login.locked': each },
			})),
		]);
	});

	it('a few are no warning, and none are no line', () => {
		const { lines, failures } = open('info');
		for (let request = 0; request < 9; request++) failures.write(busy(), 'r');
		vi.advanceTimersByTime(60_000);
		failures.write(new DmsError('device.not-found', 'a'), 'r');
		vi.advanceTimersByTime(60_000);
		expect(lines).toMatchObject([{ level: 'info', count: 9 }]);
	});
});
