import { describe, expect, it } from 'vitest';
import { general, implicit, integer, type NameSpec, octetString, sequence, text } from '../helpers/der-writer.ts';
import { type ChainRow, outcomeOf } from '../helpers/judge-chain.ts';
import { ext, extension, keyFor, type Minted, mintCa, mintLeaf, type SubtreeLists } from '../helpers/mint-certificate.ts';

const root = mintCa({ name: 'Root' });
const constrained = (lists: SubtreeLists, critical = true): Minted =>
	mintCa({ name: 'Constrained', parent: root, more: [ext.nameConstraints(lists, critical)] });

interface Question {
	readonly permitted?: readonly Uint8Array[];
	readonly excluded?: readonly Uint8Array[];
	readonly names?: readonly Uint8Array[];
	readonly subject?: NameSpec;
}

function ask({ names = [], subject, ...lists }: Question): string {
	const ca = constrained(lists);
	const more = names.length === 0 ? [] : [ext.subjectAltName(...names)];
	return outcomeOf({
		leaf: mintLeaf({ parent: ca, more, ...(subject === undefined ? {} : { subject }) }),
		untrusted: [ca],
		anchors: [root],
	});
}

const { dns, email, uri, ip, directory, otherName, registeredId } = general;
const acme: NameSpec = [
	['C', 'DE'],
	['O', 'Acme'],
];
const device: NameSpec = [...acme, ['CN', '0013D1AABBCC']];
const v6 = (first: number): number[] => [first, ...Array<number>(15).fill(0)];
const macName = otherName('1.3.6.1.5.5.7.8.12', octetString(Buffer.from('0013d1aabbcc', 'hex')));

const accepted: readonly (readonly [string, Question])[] = [
	['DNS: the host itself', { permitted: [dns('example.com')], names: [dns('example.com')] }],
	['DNS: a host below', { permitted: [dns('example.com')], names: [dns('a.b.Example.COM')] }],
	['DNS: one of several permitted', { permitted: [dns('example.net'), dns('example.com')], names: [dns('x.example.com')] }],
	['DNS: not excluded', { excluded: [dns('example.com')], names: [dns('badexample.com')] }],
	['DNS: an empty constraint permits all', { permitted: [dns('')], names: [dns('example.org')] }],
	['DNS: a wildcard within what is permitted', { permitted: [dns('example.com')], names: [dns('*.example.com')] }],
	['DNS: a common name is no DNS name', { permitted: [dns('example.com')], subject: [['CN', 'host.example.org']] }],
	['another form is not constrained', { permitted: [ip(192, 0, 2, 0, 255, 255, 255, 0)], names: [dns('example.com')] }],
	['no name at all is no violation', { permitted: [dns('example.com')] }],
	['e-mail: the mailbox itself', { permitted: [email('joe@example.com')], names: [email('joe@EXAMPLE.com')] }],
	['e-mail: any mailbox of the host', { permitted: [email('example.com')], names: [email('joe@example.com')] }],
	['e-mail: any host of the domain', { permitted: [email('.example.com')], names: [email('joe@mail.example.com')] }],
	['e-mail: an address in the subject', { permitted: [email('example.com')], subject: [['emailAddress', text.ia5('joe@example.com')]] }],
	['URI: the host itself', { permitted: [uri('example.com')], names: [uri('https://user@EXAMPLE.com:8443/path?x=http://other/')] }],
	['URI: hosts of the domain', { permitted: [uri('.example.com')], names: [uri('ldap://a.example.com')] }],
	['IP: in the range', { permitted: [ip(10, 1, 0, 0, 255, 255, 0, 0)], names: [ip(10, 1, 2, 3)] }],
	['IP: version 6', { permitted: [ip(...v6(0x20), ...v6(0xff))], names: [ip(...v6(0x20))] }],
	['IP: an excluded range of the other version', { excluded: [ip(...v6(0), ...v6(0))], names: [ip(10, 1, 2, 3)] }],
	['directory: subject in the subtree', { permitted: [directory(acme)], subject: device }],
	[
		'directory: string type, case and white space do not count',
		{
			permitted: [
				directory([
					['C', text.printable('de')],
					['O', text.bmp('  ACME ')],
				]),
			],
			subject: device,
		},
	],
	['directory: not excluded', { excluded: [directory([['C', 'FR']])], subject: device }],
	[
		'other name of another type than the constraint',
		{ excluded: [otherName('1.3.6.1.4.1.55555.3', octetString(Buffer.alloc(1)))], names: [macName] },
	],
	['unknown form that no name uses', { excluded: [registeredId('1.2.3')], names: [dns('example.com')] }],
];

const refused: readonly (readonly [string, Question])[] = [
	['DNS: another host', { permitted: [dns('example.com')], names: [dns('badexample.com')] }],
	['DNS: one of two names', { permitted: [dns('example.com')], names: [dns('example.com'), dns('example.org')] }],
	['DNS: excluded', { excluded: [dns('example.com')], names: [dns('www.example.com')] }],
	['DNS: permitted and excluded', { permitted: [dns('example.com')], excluded: [dns('example.com')], names: [dns('example.com')] }],
	[
		'DNS: a wildcard that stands for an excluded host',
		{ permitted: [dns('example.com')], excluded: [dns('bar.example.com')], names: [dns('*.example.com')] },
	],
	['DNS: a wildcard wider than what is permitted', { permitted: [dns('foo.example.com')], names: [dns('*.example.com')] }],
	['DNS: a name that is none', { permitted: [dns('example.com')], names: [dns('.example.com')] }],
	['DNS: a constraint with a leading period', { permitted: [dns('.example.com')], names: [dns('a.example.com')] }],
	['DNS: a constraint with a wildcard', { permitted: [dns('*.example.com')], names: [dns('a.example.com')] }],
	['DNS: a name beyond all length', { excluded: [dns('example.com')], names: [dns(`${'a'.repeat(2000)}.org`)] }],
	['e-mail: another mailbox, the local part keeps its case', { permitted: [email('joe@example.com')], names: [email('Joe@example.com')] }],
	['e-mail: a host below', { permitted: [email('example.com')], names: [email('joe@mail.example.com')] }],
	['e-mail: the domain itself is no host of it', { permitted: [email('.example.com')], names: [email('joe@example.com')] }],
	['e-mail: two at signs', { permitted: [email('example.com')], names: [email('a@b@example.com')] }],
	['e-mail: a constraint with two at signs', { permitted: [email('a@b@example.com')], names: [email('a@example.com')] }],
	[
		'e-mail: an excluded address in the subject',
		{ excluded: [email('example.com')], subject: [['emailAddress', text.ia5('joe@example.com')]] },
	],
	['URI: another host', { permitted: [uri('example.com')], names: [uri('https://www.example.com/')] }],
	['URI: a host that only appears in the path', { permitted: [uri('example.com')], names: [uri('https://evil.test/example.com')] }],
	['URI: an address instead of a host', { permitted: [uri('example.com')], names: [uri('https://192.0.2.1/')] }],
	['URI: no authority', { excluded: [uri('example.com')], names: [uri('urn:mac:0013d1aabbcc')] }],
	['IP: outside', { permitted: [ip(192, 0, 2, 0, 255, 255, 255, 0)], names: [ip(192, 0, 3, 1)] }],
	['IP: excluded', { excluded: [ip(192, 0, 2, 0, 255, 255, 255, 0)], names: [ip(192, 0, 2, 1)] }],
	['IP: the other version where one is permitted', { permitted: [ip(192, 0, 2, 0, 255, 255, 255, 0)], names: [ip(...v6(0x20))] }],
	['IP: a constraint without a mask', { permitted: [ip(127, 0, 0, 1)], names: [ip(127, 0, 0, 1)] }],
	['IP: a range in place of an address', { permitted: [ip(192, 0, 2, 0, 255, 255, 255, 0)], names: [ip(192, 0, 2, 0, 255, 255, 255, 0)] }],
	['directory: subject outside', { permitted: [directory([['C', 'FR']])], subject: device }],
	['directory: alternative name outside', { permitted: [directory(acme)], subject: device, names: [directory([['C', 'FR']])] }],
	['directory: subject excluded', { excluded: [directory(acme)], subject: device }],
	['directory: a longer base than the subject', { permitted: [directory(device)], subject: acme }],
	['other name of the constrained type', { excluded: [otherName('1.3.6.1.5.5.7.8.12', octetString(Buffer.alloc(12)))], names: [macName] }],
	['unknown form that a name uses', { permitted: [registeredId('1.2')], names: [registeredId('1.2.3')] }],
];

const bounded = sequence(sequence(dns('example.com'), implicit(0, integer(1).subarray(2))));

const structure: readonly ChainRow[] = [
	[
		'reject/constraints of the anchor hold',
		'certificate.name-constraints',
		() => {
			const anchor = mintCa({ name: 'Anchor', more: [ext.nameConstraints({ permitted: [dns('example.com')] })] });
			return { leaf: mintLeaf({ parent: anchor, more: [ext.subjectAltName(dns('example.org'))] }), anchors: [anchor] };
		},
	],
	[
		'reject/constraints that are not critical hold as well',
		'certificate.name-constraints',
		() => {
			const ca = constrained({ permitted: [dns('example.com')] }, false);
			return { leaf: mintLeaf({ parent: ca, more: [ext.subjectAltName(dns('example.org'))] }), untrusted: [ca], anchors: [root] };
		},
	],
	[
		'reject/a later CA cannot widen',
		'certificate.name-constraints',
		() => {
			const high = constrained({ permitted: [dns('bar.example.com')] });
			const low = mintCa({
				name: 'Low',
				parent: high,
				more: [ext.nameConstraints({ permitted: [dns('foo.example.com'), dns('bar.example.com')] })],
			});
			return {
				leaf: mintLeaf({ parent: low, more: [ext.subjectAltName(dns('foo.example.com'))] }),
				untrusted: [high, low],
				anchors: [root],
			};
		},
	],
	[
		'reject/a later CA can narrow',
		'certificate.name-constraints',
		() => {
			const high = constrained({ permitted: [dns('example.com')] });
			const low = mintCa({ name: 'Low', parent: high, more: [ext.nameConstraints({ permitted: [dns('bar.example.com')] })] });
			return {
				leaf: mintLeaf({ parent: low, more: [ext.subjectAltName(dns('foo.example.com'))] }),
				untrusted: [high, low],
				anchors: [root],
			};
		},
	],
	[
		'reject/names of a CA in the middle',
		'certificate.name-constraints',
		() => {
			const high = constrained({ excluded: [dns('forbidden.example.com')] });
			const low = mintCa({ name: 'Low', parent: high, more: [ext.subjectAltName(dns('forbidden.example.com'))] });
			return { leaf: mintLeaf({ parent: low }), untrusted: [high, low], anchors: [root] };
		},
	],
	[
		'ok/names of a self-issued CA in the middle are exempt',
		'accepted',
		() => {
			const high = constrained({ permitted: [dns('example.com')] });
			const next = mintCa({
				name: 'Constrained',
				keys: keyFor('Constrained next'),
				parent: high,
				more: [ext.subjectAltName(dns('example.org'))],
			});
			return { leaf: mintLeaf({ parent: next, more: [ext.subjectAltName(dns('example.com'))] }), untrusted: [high, next], anchors: [root] };
		},
	],
	[
		'reject/names of a self-issued leaf are not',
		'certificate.name-constraints',
		() => {
			const ca = constrained({ permitted: [dns('example.com')] });
			const leaf = mintLeaf({ subject: ca.subject, parent: ca, more: [ext.subjectAltName(dns('example.org'))] });
			return { leaf, untrusted: [ca], anchors: [root] };
		},
	],
	[
		'reject/a subtree with a minimum cannot be processed',
		'certificate.name-constraints',
		() => {
			const ca = mintCa({
				name: 'Bounded',
				parent: root,
				more: [extension('2.5.29.30', sequence(Buffer.concat([Buffer.from([0xa0]), bounded.subarray(1)])), true)],
			});
			return { leaf: mintLeaf({ parent: ca, more: [ext.subjectAltName(dns('example.com'))] }), untrusted: [ca], anchors: [root] };
		},
	],
	[
		'reject/more comparisons than anybody needs',
		'certificate.too-complex',
		() => {
			const many = Array.from({ length: 600 }, (_, index) => dns(`h${index}.example.com`));
			const ca = constrained({ excluded: many });
			return {
				leaf: mintLeaf({ parent: ca, more: [ext.subjectAltName(...many.map((_, index) => dns(`x${index}.example.org`)))] }),
				untrusted: [ca],
				anchors: [root],
			};
		},
	],
];

describe('name constraints', () => {
	it.each([...accepted])('ok/%s', (_name, question) => expect(ask(question)).toBe('accepted'));
	it.each([...refused])('reject/%s', (_name, question) => expect(ask(question)).toBe('certificate.name-constraints'));
	it.each([...structure])('%s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));
});
