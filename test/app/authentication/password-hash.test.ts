import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from '../../../src/app/authentication/password-hash.ts';

describe('the hash of a password', () => {
	it('is a PHC string of argon2id with a salt of its own', async () => {
		const [first, second] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
		expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
		expect(second).not.toBe(first);
	});

	it.each(['correct horse', 'Ünïcödé', '', 'x'.repeat(1000)])('verifies %j and nothing else', async (password) => {
		const hash = await hashPassword(password);
		expect(verifyPassword(password, hash)).toBe(true);
		expect(verifyPassword(`${password} `, hash)).toBe(false);
	});

	it('is verified with its own parameters', () => {
		// Of the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
		const hash = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
		expect(verifyPassword('password', hash)).toBe(true);
		expect(verifyPassword('Password', hash)).toBe(false);
	});

	it('where there is none, nothing is right, and it takes as long', async () => {
		const hash = await hashPassword('correct horse');
		const timeOf = (known: string | undefined) => {
			const started = performance.now();
			expect(verifyPassword('wrong horse', known)).toBe(false);
			return performance.now() - started;
		};
		const times = { known: [] as number[], unknown: [] as number[] };
		for (let round = 0; round < 9; round++) {
			times.known.push(timeOf(hash));
			times.unknown.push(timeOf(undefined));
		}
		// The shortest times: what else the machine does only ever adds. Without the work the ratio would be some thousandths.
		expect(Math.min(...times.unknown) / Math.min(...times.known)).toBeGreaterThan(0.1);
	});

	it.each([
		['another algorithm', '$argon2i$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
		['a cost without end', '$argon2id$v=19$m=9999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
		['passes without end', '$argon2id$v=19$m=65536,t=99,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc'],
		['no tag', '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$'],
		['a password in clear', 'correct horse'],
	])('reject/%s', (_name, hash) => {
		expect(() => verifyPassword('password', hash)).toThrow(expect.objectContaining({ code: 'secret.unreadable' }));
	});
});
