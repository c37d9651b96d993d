import { describe, expect, it } from 'vitest';
import { verifyPassword } from '../../src/app/authentication/password-hash.ts';
import { useCommandLine } from './command-line.ts';

describe('dms user', () => {
	const open = useCommandLine();
	const password = 'correct horse battery';

	it('adds a person with a password from a file, who may then log in', async () => {
		const dms = await open();
		const file = await dms.write('alice.password', `${password}\n`);
		const added = await dms.must('user', 'add', 'Alice', '--role', 'BWORKS', '--full-name', 'Alice A.', '--password-file', file, '--json');
		expect(added.json()).toMatchObject({
			...{ login: 'alice', fullName: 'Alice A.', role: 'BWORKS', profile: 'Administrator', scope: null },
			...{ enabled: true, loginEnabled: true, hasPassword: true },
		});
		expect(added.stdout).not.toContain(password);
		const hash = await dms.withStore(async (store) => store.people.passwordHashOf((await store.people.findByLogin('alice'))?.id ?? ''));
		expect(verifyPassword(password, hash)).toBe(true);
		const [entry] = (await dms.must('audit', 'list', '--json')).json() as { actor: string; detail: string }[];
		expect(entry).toMatchObject({
			actor: 'cli:tester',
			action: 'user add',
			subject: 'alice',
			detail: expect.stringContaining('password=(secret)'),
		});
	});

	it('makes a password, prints it this once, and makes another one later', async () => {
		const dms = await open();
		const { stdout } = await dms.must('user', 'add', 'alice', '--role', 'VIEWER', '--generate-password');
		const [, first = ''] = /^password: (\S{24})$/m.exec(stdout) ?? [];
		const second = (await dms.must('user', 'password', 'alice', '--generate-password', '--json')).json() as { password: string };
		const hash = await dms.withStore(async (store) => store.people.passwordHashOf((await store.people.findByLogin('alice'))?.id ?? ''));
		expect(verifyPassword(second.password, hash)).toBe(true);
		expect(verifyPassword(first, hash)).toBe(false);
		expect((await dms.must('user', 'list', '--json')).stdout).not.toContain(second.password);
	});

	it('lists, changes and deletes people', async () => {
		const dms = await open();
		await dms.must('user', 'add', 'bob', '--role', 'OPERATOR', '--service-provider', 'acme', '--group', 'hq');
		expect((await dms.must('user', 'list')).stdout).toMatch(
			/^Login +Full Name +Role +Profile +Scope .*\n.*\nbob +OPERATOR +Administrator +acme\/hq +true +true +false/,
		);
		await dms.must('user', 'set', 'bob', '--role', 'BWORKS', '--clear', 'scope', '--clear', 'profile', '--login-enabled', 'false');
		expect((await dms.must('user', 'list', '--json')).json()).toMatchObject([
			{ login: 'bob', role: 'BWORKS', scope: null, profile: null, loginEnabled: false, version: 2 },
		]);
		expect((await dms.must('user', 'delete', 'BOB')).stdout).toBe('user BOB is deleted\n');
		expect((await dms.must('user', 'list')).stdout).toContain('0 entry found.');
	});

	it('revokes tokens', async () => {
		const dms = await open();
		await dms.must('user', 'add', 'bob', '--role', 'VIEWER');
		await dms.withStore(async (store) => {
			const owner = { kind: 'person' as const, id: (await store.people.findByLogin('bob'))?.id ?? '' };
			const now = dms.clock.now();
			await store.tokens.add({ owner, digest: 'd', createdAt: now, expiresAt: now, absoluteExpiresAt: now }, 10);
		});
		expect((await dms.must('user', 'tokens', 'revoke', 'bob')).stdout).toBe('1 tokens are revoked\n');
		expect((await dms.must('user', 'tokens', 'revoke', 'bob', '--json')).json()).toEqual({ revoked: 0 });
	});

	it.each([
		['a role that is none', ['add', 'bob', '--role', 'KING'], 2, 'usage.invalid'],
		['no role', ['add', 'bob'], 2, 'usage.invalid'],
		['a group alone', ['add', 'bob', '--role', 'VIEWER', '--group', 'hq'], 2, 'usage.invalid'],
		['two passwords', ['add', 'bob', '--role', 'VIEWER', '--generate-password', '--password-file', 'x'], 2, 'usage.invalid'],
		['no password', ['password', 'alice'], 2, 'usage.invalid'],
		['somebody who is there', ['add', 'ALICE', '--role', 'VIEWER'], 1, 'person.exists'],
		['nobody', ['set', 'nobody', '--enabled', 'false'], 1, 'person.not-found'],
		['a field that cannot be cleared', ['set', 'alice', '--clear', 'role'], 2, 'usage.invalid'],
	])('reject/%s', async (_name, argv, exitCode, code) => {
		const dms = await open();
		await dms.must('user', 'add', 'alice', '--role', 'VIEWER');
		const result = await dms.run(['user', ...argv]);
		expect(result.exitCode).toBe(exitCode);
		expect(result.stderr).toContain(`(${code})`);
	});

	it('reject/a password that is too short or too long', async () => {
		const dms = await open();
		for (const [text, code] of [
			['x1y2z', 'value.too-short'],
			['x1y2z3'.repeat(50), 'value.too-long'],
		] as const) {
			const file = await dms.write('password', text);
			const { exitCode, stderr } = await dms.run(['user', 'add', 'bob', '--role', 'VIEWER', '--password-file', file]);
			expect([exitCode, stderr]).toEqual([1, expect.stringContaining(`(${code})`)]);
			expect(stderr).not.toContain(text);
		}
	});
});
