import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCasAnswer } from '../../../src/admin/sso/cas/parse-cas-answer.ts';

const namespace = 'xmlns:cas="http://www.yale.edu/tp/cas"';
const answer = (inside: string): string => `<cas:serviceResponse ${namespace}>${inside}</cas:serviceResponse>`;
const success = (inside: string): string => answer(`<cas:authenticationSuccess>${inside}</cas:authenticationSuccess>`);
const failure = (code: string): string => `<cas:authenticationFailure code="${code}">words</cas:authenticationFailure>`;
const user = '<cas:user>alice</cas:user>';

describe('reading the answer of a CAS server', () => {
	const accepted: readonly [name: string, text: string, user: string][] = [
		['ok/a user', success(user), 'alice'],
		['ok/a declaration before it', `<?xml version="1.0" encoding="UTF-8"?>\n${success(user)}`, 'alice'],
		['ok/another prefix', success(user).replaceAll('cas:', 'c:').replace(':cas=', ':c='), 'alice'],
		['ok/no prefix', success(user).replaceAll('cas:', '').replace('xmlns:cas=', 'xmlns='), 'alice'],
		['ok/white space around the name', success('<cas:user>\n\talice\n</cas:user>'), 'alice'],
		['ok/a comment inside the name, which hides nothing', success('<cas:user>alice<!-- -->2</cas:user>'), 'alice2'],
		['ok/a name as CDATA', success('<cas:user>ali<![CDATA[ce]]></cas:user>'), 'alice'],
		['ok/attributes', success(`${user}<cas:attributes><cas:user>root</cas:user><cas:mail>a@b</cas:mail></cas:attributes>`), 'alice'],
		['ok/an element of somebody else', success(`${user}<x:user xmlns:x="urn:x">root</x:user>`), 'alice'],
	];
	it.each(accepted)('%s', (_name, text, name) => {
		expect(parseCasAnswer(text)).toEqual({ ok: true, value: { kind: 'success', user: name } });
	});
	it('reads the code of a failure', () => {
		expect(parseCasAnswer(answer(failure('INVALID_TICKET')))).toEqual({ ok: true, value: { kind: 'failure', code: 'INVALID_TICKET' } });
	});

	const rejected: readonly [name: string, text: string, reason: string][] = [
		['reject/nothing', '', 'well-formed'],
		['reject/words', 'yes\nalice\n', 'well-formed'],
		['reject/JSON', '{"serviceResponse":{"authenticationSuccess":{"user":"alice"}}}', 'well-formed'],
		['reject/a page', '<!DOCTYPE html><html></html>', 'document type'],
		['reject/a document type', `<!DOCTYPE x [<!ENTITY e "alice">]>${success('<cas:user>&e;</cas:user>')}`, 'document type'],
		['reject/an entity that nobody has defined', success('<cas:user>&e;</cas:user>'), 'well-formed'],
		['reject/a processing instruction', success(`<?x y?>${user}`), 'processing instruction'],
		['reject/another namespace', success(user).replace('yale', 'yule'), 'no serviceResponse'],
		[
			'reject/no namespace',
			success(user)
				.replaceAll('cas:', '')
				.replace(/ xmlns\S+"/, ''),
			'no serviceResponse',
		],
		['reject/another root', success(user).replaceAll('serviceResponse', 'proxyResponse'), 'no serviceResponse'],
		['reject/two roots', `${success(user)}${success(user)}`, 'well-formed'],
		['reject/no verdict', answer(''), '0 verdicts'],
		[
			'reject/a success and a failure',
			answer(`<cas:authenticationSuccess>${user}</cas:authenticationSuccess>${failure('X')}`),
			'2 verdicts',
		],
		[
			'reject/a failure and a success',
			answer(`${failure('X')}<cas:authenticationSuccess>${user}</cas:authenticationSuccess>`),
			'2 verdicts',
		],
		['reject/two successes', answer(`<cas:authenticationSuccess>${user}</cas:authenticationSuccess>`.repeat(2)), '2 verdicts'],
		['reject/a verdict of another protocol', answer('<cas:proxySuccess/>'), 'neither'],
		['reject/a success of somebody else', answer('<x:authenticationSuccess xmlns:x="urn:x"/>'), 'neither'],
		['reject/no user', success(''), '0 users'],
		['reject/two users', success(user + user), '2 users'],
		['reject/a user in the attributes alone', success(`<cas:attributes>${user}</cas:attributes>`), '0 users'],
		['reject/a user with elements inside', success('<cas:user>alice<cas:x/></cas:user>'), 'elements inside'],
		['reject/a user behind a proxy', success(`${user}<cas:proxies><cas:proxy>https://x</cas:proxy></cas:proxies>`), 'another service'],
		['reject/a prefix that nobody has bound', success(`${user}<x:y/>`), 'well-formed'],
		['reject/half of it', success(user).slice(0, 90), 'well-formed'],
		['reject/more elements than any answer has', success(user + '<cas:a/>'.repeat(1_000)), 'too many elements'],
		['reject/deeper than any answer is', success(user + '<cas:a>'.repeat(20) + '</cas:a>'.repeat(20)), 'too many elements'],
	];
	it.each(rejected)('%s', (_name, text, reason) => {
		expect(parseCasAnswer(text)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
	});

	it('takes nothing for a success of which a piece is missing', () => {
		const whole = success(user);
		fc.assert(
			fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 12 }), (at, length) => {
				const cut = whole.slice(0, at) + whole.slice(at + length);
				const parsed = parseCasAnswer(cut);
				// What is missing may be a part of the name, and no more than that.
				if (parsed.ok)
					expect(cut).toMatch(/^<cas:serviceResponse xmlns:cas="http:\/\/www\.yale\.edu\/tp\/cas"><cas:authenticationSuccess><cas:user>/);
			}),
		);
	});
});
