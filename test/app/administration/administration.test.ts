import { describe, expect, it } from 'vitest';
import { applyAudited } from '../../../src/app/administration/administration.ts';
import { DmsError } from '../../../src/domain/errors.ts';
import { today } from '../../helpers/mint-certificate.ts';
import { origin, toAdministration, useStoreOfToday } from './interface-samples.ts';

describe('applyAudited', () => {
	const open = useStoreOfToday();

	it('writes down who changed what, where and how, with secrets masked and bytes counted', async () => {
		const administration = { ...toAdministration(await open()), origin };
		const before = { name: 'x', password: 'secret one', nested: [{ key: 'secret two', passphrase: 'secret three' }] };
		const after = { certificate: Buffer.from('abc'), list: new Uint8Array(5), at: today };
		const value = await applyAudited(administration, 'tag set', async (store) => {
			await store.settings.save({ realm: 'New' });
			return { value: 7, subject: 'x', detail: 'd', before, after };
		});
		expect(value).toBe(7);
		const [entry] = await administration.store.audit.list(5);
		expect(entry).toMatchObject({ actor: 'cli:tester', action: 'tag set', subject: 'x', detail: 'd', ...origin });
		expect(JSON.parse(entry?.before ?? '')).toEqual({
			name: 'x',
			password: '(secret)',
			nested: [{ key: '(secret)', passphrase: '(secret)' }],
		});
		expect(JSON.parse(entry?.after ?? '')).toEqual({ certificate: '(3 bytes)', list: '(5 bytes)', at: today.toISOString() });
	});

	it('cuts what is too long to be read', async () => {
		const administration = { ...toAdministration(await open()), origin: { context: 'x', command: 'y'.repeat(5_000) } };
		const long = 'z'.repeat(10_000);
		await applyAudited(administration, 'tag set', async () => ({ value: 0, subject: long, detail: long, before: long, after: long }));
		const [entry] = await administration.store.audit.list(5);
		expect([entry?.detail, entry?.command, entry?.before, entry?.after].map((text) => text?.length)).toEqual([1_024, 1_024, 4_096, 4_096]);
		expect((await administration.store.events.after(0, 1))[0]?.subject).toHaveLength(256);
	});

	it.each([
		['trust set', 'dms.trust.changed'],
		['trust crl', 'dms.trust.changed'],
		['device add', 'dms.configuration.changed'],
		['interface set', 'dms.configuration.changed'],
		['user add', undefined],
		['token revoke', undefined],
		['service-account set', undefined],
	])('tells of "%s" as %s', async (action, type) => {
		const administration = toAdministration(await open());
		await applyAudited(administration, action, async () => ({ value: 0, subject: 'x', detail: 'not for strangers' }));
		const events = await administration.store.events.after(0, 5);
		const data = { action, actor: 'cli:tester' };
		expect(events).toEqual(type === undefined ? [] : [{ id: expect.any(Number), at: today, type, subject: 'x', data }]);
	});

	it('leaves no trace of a change that was refused', async () => {
		const administration = toAdministration(await open());
		const refused = applyAudited(administration, 'trust set', async (store) => {
			await store.settings.save({ realm: 'New' });
			throw new DmsError('value.invalid', 'no');
		});
		await expect(refused).rejects.toMatchObject({ code: 'value.invalid' });
		const { settings, audit, events } = administration.store;
		expect([await settings.load(), await audit.list(5), await events.after(0, 5)]).toEqual([{}, [], []]);
	});
});
