import { describe, expect, it } from 'vitest';
import { LockoutAudit } from '../../../src/app/authentication/lockout-audit.ts';
import { useSqlite } from '../../helpers/stores.ts';

const start = new Date('2026-01-01T00:00:00Z');
const minutesAfter = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

describe('the audit of lockouts', () => {
	const openStore = useSqlite();

	it('says who and until when, and however many there are it grows by sixty entries an hour', async () => {
		const { store } = await openStore();
		const audit = new LockoutAudit(store);
		const lock = (userName: string, minutes: number) =>
			audit.write({ typeId: 'people', userName, network: '192.0.2.0/24' }, minutesAfter(minutes + 10), minutesAfter(minutes));
		for (let index = 0; index < 200; index++) await lock(`guess-${index}`, index / 10);
		expect(await store.audit.list(1_000)).toHaveLength(60);
		await lock('', 60);
		await lock('alice', 61);
		const entries = await store.audit.list(1_000);
		expect(entries).toHaveLength(62);
		expect(entries.slice(-2)).toMatchObject([
			{
				...{ actor: 'anonymous', action: 'user lockout', subject: 'people from 192.0.2.0/24' },
				detail: 'network=192.0.2.0/24, until=2026-01-01T01:10:00.000Z, 140 lockouts before it are left out',
			},
			{ subject: 'alice', detail: 'network=192.0.2.0/24, until=2026-01-01T01:11:00.000Z' },
		]);
	});
});
