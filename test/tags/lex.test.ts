import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { lexTags, toNumberedName, toTagReference } from '../../src/tags/lex.ts';

const names = (text: string): readonly string[] => [...lexTags(text)].map(({ name }) => name);
const longest = `%${'N'.repeat(limits.tagName[1] - 2)}%`;

describe('lexTags', () => {
	it.each([
		['ok/one tag', 'a %NTP% b', ['%NTP%']],
		['ok/every kind of character', '%_a.B-9_%', ['%_a.B-9_%']],
		['ok/two tags side by side', '%A%%B%', ['%A%', '%B%']],
		['ok/a tag of the greatest length', longest, [longest]],
		['ok/a literal percent sign may open a tag', '%20%NTP%', ['%NTP%']],
		['ok/a percent sign before a tag', '100%%NTP%', ['%NTP%']],
		['ok/the percent sign that closes a tag opens none', '%A%B%', ['%A%']],
		['ok/case matters', '%ntp%%NTP%', ['%ntp%', '%NTP%']],
		['reject/a lone percent sign', '100%', []],
		['reject/an escape of a URL', 'a%20b%2Fc', []],
		['reject/two percent signs', '%%', []],
		['reject/a name with a space', '%A B%', []],
		['reject/a name that begins with a digit', '%1A%', []],
		['reject/a name that begins with a dash', '%-A%', []],
		['reject/a name over two lines', '%A\nB%', []],
		['reject/a name that is too long', `%${'N'.repeat(limits.tagName[1] - 1)}%`, []],
		['reject/a name with a letter outside ASCII', '%Größe%', []],
	])('%s', (_row, text, expected) => {
		expect(names(text)).toEqual(expected);
	});

	it('gives positions whose slices are the names, in order and apart', () => {
		fc.assert(
			fc.property(fc.stringMatching(/^[%A1 .n-]{0,60}$/), (text) => {
				let end = 0;
				for (const token of lexTags(text)) {
					expect(text.slice(token.start, token.end)).toBe(token.name);
					expect(token.start).toBeGreaterThanOrEqual(end);
					end = token.end;
				}
			}),
		);
	});
});

describe('toTagReference', () => {
	it.each([
		['ok/a plain name', '%NTP%', { isBuiltIn: false }],
		['ok/a built-in name', '%BWMACADDRESS%', { isBuiltIn: true }],
		['ok/the number of a line', '%BWLINEPORT-12%', { isBuiltIn: true, stem: '%BWLINEPORT-', line: 12 }],
		['ok/the current line', '%SHORT-NAME-n%', { isBuiltIn: false, stem: '%SHORT-NAME-', line: 'current' }],
		['reject/line nought', '%BWLINEPORT-0%', { isBuiltIn: true }],
		['reject/a leading nought', '%BWLINEPORT-01%', { isBuiltIn: true }],
		['reject/a capital N', '%BWLINEPORT-N%', { isBuiltIn: true }],
		['reject/a lower-case bw', '%bwLINEPORT%', { isBuiltIn: false }],
	])('%s', (_row, name, expected) => {
		expect(toTagReference(name)).toEqual({ name, hasSecretName: false, ...expected });
	});

	it.each([
		...[
			'%SIP_PASSWORD%',
			'%AdminPassword%',
			'%BWVOICE-PORTAL-PASSCODE-n%',
			'%BWAUTHPASSWORD-1%',
			'%SHARED-SECRET%',
			'%PIN%',
			'%DOOR-PIN-2%',
		],
		...['%AdminPwd%', '%LDAP_PW%', '%SIP_PASS%', '%API_KEY%', '%WPA-KEY%', '%SNMP_COMMUNITY%', '%PUSH.TOKEN%', '%CREDENTIALS%'],
	])('takes %s for the name of a secret', (name) => {
		expect(toTagReference(name).hasSecretName).toBe(true);
	});

	it.each(['%PING_INTERVAL%', '%SPINDLE%', '%BYPASS%', '%OPINION%', '%KEY_1_LABEL%', '%PASSIVE%', '%TOKENIZED%', '%PWM%'])(
		'does not take %s for the name of a secret',
		(name) => {
			expect(toTagReference(name).hasSecretName).toBe(false);
		},
	);

	it('puts the number of the line in place of n, and only there', () => {
		expect(toNumberedName(toTagReference('%SHORT-NAME-n%'), 7)).toBe('%SHORT-NAME-7%');
		expect(toNumberedName(toTagReference('%SHORT-NAME-n%'), undefined)).toBe('%SHORT-NAME-n%');
		expect(toNumberedName(toTagReference('%SHORT-NAME-2%'), 7)).toBe('%SHORT-NAME-2%');
		expect(toNumberedName(toTagReference('%NTP%'), 7)).toBe('%NTP%');
	});
});
