import { describe, expect, it } from 'vitest';
import { addPerson } from '../../../src/app/administration/add-person.ts';
import type { Authentication } from '../../../src/app/authentication/authentication.ts';
import { BoundedQueue } from '../../../src/app/authentication/bounded-queue.ts';
import { LockoutAudit } from '../../../src/app/authentication/lockout-audit.ts';
import { logIn } from '../../../src/app/authentication/log-in.ts';
import { verifyPassword } from '../../../src/app/authentication/password-hash.ts';
import { SharedTokens } from '../../../src/app/authentication/shared-tokens.ts';
import { WorkBudget } from '../../../src/app/authentication/work-budget.ts';
import { everything } from '../../../src/domain/role.ts';
import { useSqlite } from '../../helpers/stores.ts';

const password = 'correct horse battery staple';
const clock = { now: () => new Date() };

describe('a login', () => {
	const openStore = useSqlite();

	async function open() {
		const { store } = await openStore();
		await addPerson(
			{ store, clock, actor: 'test', acls: everything },
			{ login: 'alice', role: 'VIEWER', profile: 'x', enabled: true, loginEnabled: true, password },
		);
		const checked: (string | undefined)[] = [];
		const released = Promise.withResolvers<void>();
		const life = { slidingSeconds: 60, absoluteSeconds: 60 };
		const budget = new WorkBudget({ share: 1, burstMs: 1 }, () => performance.now());
		const authentication: Authentication = {
			...{ store, clock, lifetimes: { person: life, service: life }, sharedTokens: new SharedTokens([]) },
			lockoutAudit: new LockoutAudit(store),
			hashing: new BoundedQueue({ running: 1, waiting: 0, waitingMs: 60_000 }, budget),
			async verify(text, hash) {
				checked.push(hash);
				if (text === 'wait') await released.promise;
				return verifyPassword(text, hash);
			},
		};
		const attempt = (login: string, text: string) => logIn(authentication, { login, password: text, remoteAddress: '192.0.2.1' });
		return { checked, attempt, release: released.resolve };
	}

	it('has a password checked for whoever asks, whether or not there is such a person', async () => {
		const { checked, attempt } = await open();
		await expect(attempt('alice', 'wrong')).rejects.toMatchObject({ code: 'login.refused' });
		await expect(attempt('nobody', 'wrong')).rejects.toMatchObject({ code: 'login.refused' });
		expect((await attempt('alice', password)).person.login).toBe('alice');
		expect(checked).toEqual([expect.stringMatching(/^\$argon2id\$/), undefined, checked[0]]);
	});

	it.each(['alice', 'nobody'])('of %s is refused without any work while too much waits', async (login) => {
		const { checked, attempt, release } = await open();
		const first = attempt('alice', 'wait').catch((error: unknown) => error);
		await expect.poll(() => checked).toHaveLength(1);
		await expect(attempt(login, password)).rejects.toMatchObject({ code: 'login.busy', retryAfterSeconds: 1 });
		expect(checked).toHaveLength(1);
		release();
		expect(await first).toMatchObject({ code: 'login.refused' });
	});
});
