import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DmsError, type ErrorCode } from '../../src/domain/errors.ts';
import { TestShell } from './test-shell.ts';

const addTwo = ['System; ClientIdentity', 'add a', 'frobnicate', 'add b'];

describe('a script', () => {
	it('stops at the first line that is refused', async () => {
		const shell = new TestShell();
		const { exitCode, answers, errors } = await shell.run(addTwo);
		expect({ exitCode, answers, errors }).toEqual({
			exitCode: 1,
			answers: '...Done\n',
			errors: 'dms: no command or context "frobnicate" in DMS_CLI/System/ClientIdentity (usage.invalid). help shows what there is.\n',
		});
		expect(shell.recorded.changes).toHaveLength(1);
	});

	it('goes on where that is wanted, and still says that it failed', async () => {
		const shell = new TestShell();
		const { exitCode, answers } = await shell.run(addTwo, { keepGoing: true });
		expect({ exitCode, answers }).toEqual({ exitCode: 1, answers: '...Done\n...Done\n' });
	});

	it('does nothing of a line with a mistake', async () => {
		const shell = new TestShell();
		const { exitCode } = await shell.run(['System; ClientIdentity; add a; add']);
		expect({ exitCode, changes: shell.recorded.changes }).toEqual({ exitCode: 1, changes: [] });
	});

	it('stays where it was after a line with a mistake', async () => {
		const { errors } = await new TestShell().run(['System', 'ClientIdentity; frobnicate', 'frobnicate'], { keepGoing: true });
		expect(errors.split('\n').map((line) => /in (\S+)/.exec(line)?.[1])).toEqual([
			'DMS_CLI/System/ClientIdentity',
			'DMS_CLI/System',
			undefined,
		]);
	});

	it('passes over empty lines, remarks and carriage returns', async () => {
		const { exitCode, answers } = await new TestShell().run(['# a remark', '', '  ', 'System; ClientIdentity\r', 'add a\r']);
		expect({ exitCode, answers }).toEqual({ exitCode: 0, answers: '...Done\n' });
	});

	it('comes from the option as well', async () => {
		const shell = new TestShell();
		expect(await shell.run(['frobnicate'], { commands: 'System; ClientIdentity\nadd a' })).toEqual({
			exitCode: 0,
			answers: '...Done\n',
			errors: '',
		});
	});

	it('ends with exit, which asks nobody', async () => {
		const { exitCode, answers } = await new TestShell().run(['System; ClientIdentity; add a; exit; add b', 'add c']);
		expect({ exitCode, answers }).toEqual({ exitCode: 0, answers: '...Done\n' });
	});

	it('reads lines however they arrive', async () => {
		const shell = new TestShell();
		const bytes = Buffer.from('System; ClientIdentity\nadd a\nadd b');
		const { exitCode } = await shell.runInput(Readable.from([...bytes].map((byte) => Buffer.from([byte]))));
		expect({ exitCode, changes: shell.recorded.changes.length }).toEqual({ exitCode: 0, changes: 2 });
	});

	it('is refused where a line never ends, before all of it was read', async () => {
		let chunks = 0;
		async function* endless(): AsyncGenerator<Buffer> {
			for (;;) {
				chunks++;
				yield Buffer.alloc(4096, 'a');
			}
		}
		const { exitCode, errors } = await new TestShell().runInput(Readable.from(endless(), { highWaterMark: 1 }), { keepGoing: true });
		expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: 'dms: a line has more than 8192 characters (value.too-long)\n' });
		expect(chunks).toBeLessThan(10);
	});

	it('shows no passphrase and asks for none', async () => {
		const shell = new TestShell();
		shell.files.contents.set('/key', '-----BEGIN ENCRYPTED PRIVATE KEY-----\n').set('/cert', '');
		await shell.run(['cd /Interface/CTI/CTIServer/SSLSettings/Certificates; sslUpdate 10.0.0.1 keyFile /key certificateFile /cert']);
		expect(shell.recorded.changes[0]?.[3]).not.toHaveProperty('passphrase');
	});
});

describe('an error', () => {
	it.each<[ErrorCode, string, string]>([
		[
			'client-identity.exists',
			'there is a already',
			'dms: entry is already present in list: there is a already (client-identity.exists)\n',
		],
		['interface.not-found', 'no interface', 'dms: Entry not found: no interface (interface.not-found)\n'],
		['value.contradiction', 'a\nb\u001b', 'dms: a\\x0ab\\x1b (value.contradiction)\n'],
	])('ok/%s is one line', async (code, detail, expected) => {
		const shell = new TestShell();
		shell.recorded.refusal = new DmsError(code, detail);
		expect(await shell.run(['System; ClientIdentity; add a'])).toEqual({ exitCode: 1, answers: '', errors: expected });
	});

	it('ends a chain, whose first steps are done', async () => {
		const shell = new TestShell();
		const { exitCode, answers, errors } = await shell.run([
			'System; ClientIdentity; add a; cd /Interface/CTI/SSL/Cl/Tr; updateTrust b /none; restart',
		]);
		expect({ exitCode, answers, errors }).toEqual({
			exitCode: 1,
			answers: '...Done\n',
			errors: 'dms: /none does not exist (file.unreadable)\n',
		});
		expect(shell.recorded.changes.map(([name]) => name)).toEqual(['identities.add']);
	});

	it('of our own making is told too', async () => {
		const shell = new TestShell();
		shell.recorded.refusal = new TypeError('x is not a function\nat somewhere');
		expect((await shell.run(['restart'])).errors).toBe('dms: x is not a function (internal)\n');
	});
});

describe('whatever is typed', () => {
	const word = fc.oneof(
		fc.constantFrom(
			...[
				'get',
				'cd',
				'help',
				'h',
				'..',
				'/',
				';',
				';;',
				'System',
				'Interface',
				'CTI',
				'Http',
				'sys',
				'c',
				'CTIServer',
				'Trusts',
				'Ciphers',
			],
			...[
				'<',
				'>',
				'<a>',
				'"',
				"'",
				'""',
				'=',
				'a=b',
				'enabled=',
				'=====',
				'-force',
				'-',
				'--',
				'-detail',
				'10.0.0.1',
				'8012',
				'::1',
				'true',
			],
			...['XSP|ADP_CLI/Interface/CTI/CTIServer>', 'DMS_CLI', '__proto__', 'constructor', 'toString', 'hasOwnProperty=1', 'exit', 'quit'],
			...['Interface/CTI/CTIServerSSLSettings/Protocols', 'Interface IP Port Secure Server Certificate Client Auth Req =====', '#'],
		),
		fc.string({ maxLength: 12 }),
		fc.string({ unit: 'binary', maxLength: 6 }),
	);
	const line = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));

	it('is answered, or refused in one line', async () => {
		await fc.assert(
			fc.asyncProperty(line, async (text) => {
				const shell = new TestShell();
				const { exitCode, errors } = await shell.run([], { commands: text.replaceAll('\n', ' ') });
				expect(errors === '' ? exitCode : errors.split('\n').length).toBe(errors === '' ? 0 : 2);
				expect(errors).not.toContain('(internal)');
				expect(errors).not.toMatch(/[^\n\x20-\x7e]/);
				// None of these words is a verb that changes something.
				expect(shell.recorded.changes).toEqual([]);
			}),
			{ numRuns: 3000 },
		);
	});

	it('changes nothing where the role may only read', async () => {
		const verb = fc.constantFrom('add', 'set', 'delete', 'updateTrust', 'sslUpdate', 'sslGenerate', 'rollBack', 'restart', 'removeTrust');
		const place = fc.constantFrom(
			'/System/ClientIdentity',
			'/Interface/CTI/CTIServer',
			'/Interface/CTI/CTIServer/SSLSettings/Certificates',
			'/Interface/Http/SSLCommonSettings/ClientAuthentication/Trusts',
		);
		await fc.assert(
			fc.asyncProperty(place, verb, line, async (path, name, rest) => {
				const shell = new TestShell();
				const { exitCode } = await shell.run([], { commands: `cd ${path}; ${name} ${rest.replaceAll('\n', ' ')}`, role: 'VIEWER' });
				expect({ exitCode, changes: shell.recorded.changes }).toEqual({ exitCode: 1, changes: [] });
			}),
			{ numRuns: 1000 },
		);
	});
});
