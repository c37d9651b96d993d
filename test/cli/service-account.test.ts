import { describe, expect, it } from 'vitest';
import { toTokenDigest } from '../../src/app/authentication/token-digest.ts';
import { useCommandLine } from './command-line.ts';

describe('dms service-account', () => {
	const open = useCommandLine();

	it('adds, lists, changes and deletes', async () => {
		const dms = await open();
		await dms.must('service-account', 'add', 'crm', '--acl', 'dms.rest.devices.read', '--acl', 'dms.rest.devices.*.read');
		expect((await dms.must('service-account', 'list')).stdout).toMatch(
			/^Name +Enabled +ACLs\n=+\ncrm +true +dms\.rest\.devices\.\*\.read dms\.rest\.devices\.read\n/,
		);
		const changed = await dms.must('service-account', 'set', 'crm', '--acl', 'dms.rest.devices.#', '--json');
		expect(changed.json()).toMatchObject({ name: 'crm', acls: ['dms.rest.devices.#'], enabled: true, version: 2 });
		expect((await dms.must('service-account', 'delete', 'crm')).stdout).toBe('service account crm is deleted\n');
		expect((await dms.must('service-account', 'list')).stdout).toContain('0 entry found.');
		const entries = (await dms.must('audit', 'list', '--json')).json() as { actor: string; action: string }[];
		expect(entries.map(({ actor, action }) => `${actor} ${action}`)).toEqual([
			'cli:tester service-account add',
			'cli:tester service-account set',
			'cli:tester service-account delete',
		]);
	});

	it('makes a token, prints it this once, and revokes it', async () => {
		const dms = await open();
		await dms.must('service-account', 'add', 'crm');
		const [, token = ''] = /^token: ([\w-]{43})$/m.exec((await dms.must('service-account', 'token', 'add', 'crm')).stdout) ?? [];
		const kept = await dms.withStore((store) => store.tokens.findByDigest(toTokenDigest(token)));
		expect((kept?.expiresAt.getTime() ?? 0) - (kept?.createdAt.getTime() ?? 0)).toBe(600_000);
		const second = (await dms.must('service-account', 'token', 'add', 'crm', '--json')).json() as { token: string; TTL: number };
		expect(second).toMatchObject({ token: expect.stringMatching(/^[\w-]{43}$/), TTL: expect.any(Number) });
		expect([599, 600]).toContain(second.TTL);
		for (const command of [
			['audit', 'list', '--json'],
			['service-account', 'list', '--json'],
		]) {
			expect((await dms.must(...command)).stdout).not.toContain(second.token);
		}
		expect((await dms.must('service-account', 'token', 'revoke', 'crm')).stdout).toBe('2 tokens are revoked\n');
		await dms.must('service-account', 'token', 'add', 'crm');
		await dms.must('service-account', 'set', 'crm', '--enabled', 'false');
		expect((await dms.must('service-account', 'token', 'revoke', 'crm', '--json')).json()).toEqual({ revoked: 0 });
	});

	it.each([
		['a name that is none', ['add', 'C R M'], 1, 'value.invalid'],
		['an ACL that is none', ['add', 'erp', '--acl', 'dms..read'], 1, 'value.invalid'],
		['one that is there', ['add', 'crm'], 1, 'service-account.exists'],
		['nobody', ['set', 'erp', '--enabled', 'false'], 1, 'service-account.not-found'],
		['a token of nobody', ['token', 'add', 'erp'], 1, 'service-account.not-found'],
		['a flag that is none', ['set', 'crm', '--enabled', 'maybe'], 2, 'usage.invalid'],
	])('reject/%s', async (_name, argv, exitCode, code) => {
		const dms = await open();
		await dms.must('service-account', 'add', 'crm');
		const result = await dms.run(['service-account', ...argv]);
		expect([result.exitCode, result.stderr]).toEqual([exitCode, expect.stringContaining(`(${code})`)]);
	});
});
