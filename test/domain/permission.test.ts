import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Acl, includesAcl, isAllowed, parseAcl, toPermission, toSegment } from '../../src/domain/permission.ts';

const word = fc.stringMatching(/^[a-z]{1,3}$/);
const permissions = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join('.'));
const acls = fc
	.array(fc.oneof({ arbitrary: word, weight: 3 }, fc.constantFrom('*', '#')), { minLength: 1, maxLength: 5 })
	.map((parts) => parseAcl(parts.join('.')));

/** What an ACL means, said another way. */
function toExpression(acl: Acl): RegExp {
	const parts = acl.split('.').map((part) => (part === '*' ? '[^.]+' : part === '#' ? '.+' : part));
	return new RegExp(`^${parts.join('\\.')}$`);
}

describe('an ACL', () => {
	const rows: readonly [string, string, boolean][] = [
		['dms.rest.devices.*.read', 'dms.rest.devices.42.read', true],
		['dms.rest.devices.*.read', 'dms.rest.devices.read', false],
		['dms.rest.devices.*.read', 'dms.rest.devices.42.lines.read', false],
		['dms.rest.devices.*.read', 'dms.rest.devices.42.delete', false],
		['dms.rest.#', 'dms.rest.devices.42.read', true],
		['dms.rest.#', 'dms.rest', false],
		['dms.rest.#', 'dms.restless.read', false],
		['dms.rest.#.read', 'dms.rest.devices.42.read', true],
		['dms.rest.#.read', 'dms.rest.devices.42.update', false],
		['dms.rest.#.read', 'dms.rest.read', false],
		['#', 'dms.rest.devices.read', true],
		['*', 'dms.rest.devices.read', false],
		['dms.rest.devices.42.read', 'dms.rest.devices.43.read', false],
	];

	it.each(rows)('%s and %s: %s', (acl, permission, expected) => {
		expect(isAllowed([parseAcl(acl)], permission)).toBe(expected);
	});

	it('allows what its meaning says, whatever it is', () => {
		fc.assert(
			fc.property(acls, permissions, (acl, permission) => {
				expect(isAllowed([acl], permission)).toBe(toExpression(acl).test(permission));
			}),
		);
	});

	it('is answered at once, however it is built', () => {
		const acl = parseAcl(Array.from({ length: 16 }, () => '#').join('.'));
		const permission = Array.from({ length: 200 }, () => 'a').join('.');
		const started = performance.now();
		expect(isAllowed([acl], permission)).toBe(true);
		expect(isAllowed([acl], 'a')).toBe(false);
		expect(performance.now() - started).toBeLessThan(500);
	});

	it('nothing is allowed without one', () => {
		fc.assert(fc.property(permissions, (permission) => !isAllowed([], permission)));
	});

	it.each([
		'',
		'a..b',
		'.a',
		'a.',
		'a.b*',
		'a.##',
		'a b',
		'a.{id}.b',
		'a.ü',
		`a.${'b'.repeat(255)}`,
		Array.from({ length: 17 }, () => 'a').join('.'),
	])('reject/%j', (text) => {
		expect(() => parseAcl(text)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^value\./) }));
	});
});

/** Segments of an ACL, of one that might follow from it, and of a permission that this one might allow. */
const segment = word.chain((name) =>
	fc.tuple(fc.constantFrom(name, '*', '#'), fc.constantFrom(name, '*', '#'), fc.constantFrom(name, `${name}.x`, 'x')),
);
const general = fc.array(segment, { minLength: 1, maxLength: 5 });

describe('giving rights', () => {
	it('gives nothing that the giver does not have', () => {
		fc.assert(
			fc.property(general, (segments) => {
				const [own = '', granted = '', permission = ''] = [0, 1, 2].map((level) => segments.map((parts) => parts[level] ?? '').join('.'));
				fc.pre(includesAcl([parseAcl(own)], parseAcl(granted)) && isAllowed([parseAcl(granted)], permission));
				expect(isAllowed([parseAcl(own)], permission)).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});

	const rows: readonly [string, string, boolean][] = [
		['dms.rest.#', 'dms.rest.#', true],
		['dms.rest.#', 'dms.rest.devices.*.read', true],
		['dms.rest.devices.*.read', 'dms.rest.devices.42.read', true],
		['dms.rest.devices.*.read', 'dms.rest.devices.*.read', true],
		['dms.rest.devices.*.read', 'dms.rest.devices.#.read', false],
		['dms.rest.devices.42.read', 'dms.rest.devices.*.read', false],
		['dms.rest.*.read', 'dms.rest.#', false],
	];

	it.each(rows)('%s includes %s: %s', (own, granted, expected) => {
		expect(includesAcl([parseAcl(own)], parseAcl(granted))).toBe(expected);
	});
});

describe('the permission of a route', () => {
	it('has the parameters of the path in it, each as one segment', () => {
		expect(toPermission('dms.rest.people.{login}.tokens.read', { login: 'alice' })).toBe('dms.rest.people.alice.tokens.read');
		expect(toPermission('dms.rest.people.{login}.read', { login: 'a.read.#' })).toBe('dms.rest.people.a%2Eread%2E%23.read');
	});

	it('no value becomes a second segment or a wildcard', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), (value) => {
				expect(toSegment(value)).toMatch(/^[A-Za-z0-9_%-]*$/);
			}),
		);
	});
});
