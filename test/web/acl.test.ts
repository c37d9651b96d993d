import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Acl, isAllowed as isAllowedByServer, toSegment as toSegmentOfServer } from '../../src/domain/permission.ts';
import { isAllowed, toSegment } from '../../src/web/session/acl.ts';

const segment = fc.constantFrom('dms', 'rest', 'devices', 'read', '*', '#');
const path = fc.array(segment, { minLength: 1, maxLength: 7 }).map((segments) => segments.join('.'));

describe('what the page thinks somebody may do', () => {
	it('is what the server thinks', () => {
		fc.assert(
			fc.property(fc.array(path, { maxLength: 3 }), path, (acls, permission) => {
				expect(isAllowed(acls, permission)).toBe(isAllowedByServer(acls as Acl[], permission));
			}),
			{ numRuns: 2_000 },
		);
	});

	it('has the same names of the path in its permissions', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				fc.pre(text.isWellFormed());
				expect(toSegment(text)).toBe(toSegmentOfServer(text));
			}),
		);
	});
});
