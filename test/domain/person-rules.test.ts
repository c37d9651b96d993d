import { describe, expect, it } from 'vitest';
import { includesAcl, isAllowed } from '../../src/domain/permission.ts';
import { checkLogin, checkPersonFields, checkPersonPassword } from '../../src/domain/person-rules.ts';
import { aclsOfRole, roles } from '../../src/domain/role.ts';
import { checkServiceAccountName, parseAcls } from '../../src/domain/service-account.ts';

const refusal = (code: string): unknown => expect.objectContaining({ code });

describe('a login', () => {
	it.each([
		['alice', 'alice'],
		[' Alice@Example.NET ', 'alice@example.net'],
		['7-of_9+x', '7-of_9+x'],
	])('ok/%j is %j', (text, login) => {
		expect(checkLogin(text)).toBe(login);
	});

	it.each(['', '.alice', 'al ice', 'alice/x', 'älice', 'a\u0000', 'a*', 'a:b', 'a'.repeat(65)])('reject/%j', (text) => {
		expect(() => checkLogin(text)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^value\./), field: 'login' }));
	});
});

describe('the fields of a person', () => {
	it('have their white space collapsed, and null clears', () => {
		expect(checkPersonFields({ fullName: ' Alice \t A. ', profile: null, scope: null })).toEqual({
			fullName: 'Alice A.',
			profile: null,
			scope: null,
		});
	});

	it.each([
		['a full name of nothing', { fullName: ' ' }, 'value.too-short'],
		['a profile that is too long', { profile: 'x'.repeat(41) }, 'value.too-long'],
		['a control character', { fullName: 'a\u0007b' }, 'value.invalid'],
		['a scope with a slash', { scope: { serviceProviderId: 'a/b' } }, 'value.invalid'],
	])('reject/%s', (_name, fields, code) => {
		expect(() => checkPersonFields(fields)).toThrow(refusal(code));
	});
});

describe('a password of a person', () => {
	it.each(['correct horse battery', 'ÄÖÜäöüß-1234', 'x1y2z3x1y2z3'])('ok/%j', (password) => {
		expect(() => checkPersonPassword(password)).not.toThrow();
	});

	it.each([
		['elevenchars', 'value.too-short'],
		['x'.repeat(257), 'value.too-long'],
		['aaaaaaaabbbb', 'value.invalid'],
		['with a \u0000 inside', 'value.invalid'],
	])('reject/%j', (password, code) => {
		expect(() => checkPersonPassword(password)).toThrow(refusal(code));
	});
});

describe('the roles', () => {
	it('each include those before', () => {
		roles.forEach((role, index) => {
			const lower = roles.slice(0, index).flatMap((other) => aclsOfRole[other]);
			expect(lower.filter((acl) => !includesAcl(aclsOfRole[role], acl))).toEqual([]);
		});
	});

	it('give no right to people but the last', () => {
		const holders = roles.filter((role) => isAllowed(aclsOfRole[role], 'dms.rest.people.create'));
		expect(holders).toEqual(['BWSUPERADMIN']);
	});
});

describe('a service account', () => {
	it.each(['crm', 'crm-2', '0'])('ok/%s', (name) => {
		expect(checkServiceAccountName(name)).toBe(name);
	});

	it.each(['', 'Crm', '-crm', 'c.rm', 'c'.repeat(65)])('reject/%j', (name) => {
		expect(() => checkServiceAccountName(name)).toThrow(expect.objectContaining({ field: 'name' }));
	});

	it('has each ACL once, in an order', () => {
		expect(parseAcls(['dms.b', 'dms.a', 'dms.b'])).toEqual(['dms.a', 'dms.b']);
		expect(() => parseAcls(Array.from({ length: 101 }, (_, index) => `dms.${index}`))).toThrow(refusal('value.invalid'));
	});
});
