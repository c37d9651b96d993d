import { describe, expect, it } from 'vitest';
import { toAuditDetail, toAuditedFields, toAuditState } from '../../../src/app/administration/audit-detail.ts';

const secret = 'Kx7-nobody-may-read-this';

describe('what an audit entry shows', () => {
	it('is each field that a change sets, and what it was', () => {
		const change = { description: 'Lobby', country: undefined, enabled: null };
		const fields = toAuditedFields(change, { description: 'Desk', country: 'DE', enabled: true }, { description: 'Lobby', country: 'DE' });
		expect(fields).toEqual({ before: { description: 'Desk', enabled: true }, after: { description: 'Lobby' } });
		expect(toAuditDetail(change)).toBe('description="Lobby", enabled=(cleared)');
	});

	it('is nothing where nothing is set', () => {
		expect(toAuditedFields({ description: undefined }, { description: 'a' }, { description: 'b' })).toEqual({});
	});

	it.each<[string, object]>([
		['a password', { password: secret }],
		['credentials', { credentials: { userName: 'a', password: secret } }],
		['credentials of a type', { accessDeviceCredentials: { userName: 'a', password: secret } }],
		['a password of a line', { lines: [{ linePort: '1@example.net', authPassword: secret }] }],
		['an attribute of a line', { lines: [{ linePort: '1@example.net', attributes: { 'VOICE-PORTAL-PASSCODE': secret } }] }],
		['a tag', { tags: [{ name: '%LOBBY%', value: secret }] }],
		['a tag of a region', { regions: [{ name: 'nordic', countries: ['DK'], tags: [{ name: '%LOBBY%', value: secret }] }] }],
		['a key', { key: secret, passphrase: secret }],
		['bytes', { content: Buffer.from(secret) }],
	])('is never the value of %s', (_name, state) => {
		expect(toAuditState(state) + toAuditDetail(state)).not.toMatch(new RegExp(`${secret}|${Buffer.from(secret).join(',')}`));
	});

	it('has the names of tags and how many bytes there are', () => {
		expect(toAuditState({ tags: [{ name: '%A%', value: '1' }], bytes: Buffer.alloc(7) })).toBe('{"tags":["%A%"],"bytes":"(7 bytes)"}');
	});
});
