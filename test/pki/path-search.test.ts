import { describe, expect, it } from 'vitest';
import { general, type NameSpec, text } from '../helpers/der-writer.ts';
import { type ChainRow, judgeChain, outcomeOf } from '../helpers/judge-chain.ts';
import { ext, keyFor, type Minted, mintCa, mintLeaf, serverAuth, yearsFromToday } from '../helpers/mint-certificate.ts';

const root = mintCa({ name: 'Root' });
const other = mintCa({ name: 'Other Root' });
const past = { notAfter: yearsFromToday(-0.1) };

/** The certificate for a CA's name and key that another CA issued. */
const crossed = (subject: Minted, by: Minted, more: object = {}): Minted =>
	mintCa({ subject: subject.subject, keys: subject.keys, parent: by, ...more });

const nameForms: readonly (readonly [string, NameSpec, NameSpec])[] = [
	['case', [['CN', 'Issuing CA']], [['CN', 'ISSUING ca']]],
	['runs of white space', [['CN', 'Issuing CA']], [['CN', '  Issuing   CA ']]],
	['PrintableString and UTF8String', [['CN', text.printable('Issuing CA')]], [['CN', 'Issuing CA']]],
	['BMPString and UniversalString', [['CN', text.bmp('Ausgabe Größe')]], [['CN', text.universal('ausgabe größe')]]],
	['T61String', [['CN', text.t61('Gr\u00f6\u00dfe')]], [['CN', 'Gr\u00f6\u00dfe']]],
	['compatibility forms', [['CN', 'Issuing \uff23\uff21']], [['CN', 'issuing ca']]],
	[
		'order within one RDN',
		[
			[
				['CN', 'x'],
				['OU', 'y'],
			],
		],
		[
			[
				['OU', 'y'],
				['CN', 'x'],
			],
		],
	],
];

const differentNames: readonly (readonly [string, NameSpec, NameSpec])[] = [
	[
		'order of RDNs',
		[
			['O', 'Acme'],
			['CN', 'Issuing'],
		],
		[
			['CN', 'Issuing'],
			['O', 'Acme'],
		],
	],
	[
		'one RDN of two attributes, two RDNs of one',
		[
			['CN', 'x'],
			['OU', 'y'],
		],
		[
			[
				['CN', 'x'],
				['OU', 'y'],
			],
		],
	],
	[
		'a value that looks like two attributes',
		[['CN', 'x,O=y']],
		[
			['CN', 'x'],
			['O', 'y'],
		],
	],
	[
		'a missing RDN',
		[
			['O', 'Acme'],
			['CN', 'Issuing'],
		],
		[['CN', 'Issuing']],
	],
];

const rows: readonly ChainRow[] = [
	[
		'ok/expired twin of the issuing CA comes first',
		'accepted',
		() => {
			const twin = mintCa({ name: 'Issuing', parent: root, ...past });
			const current = mintCa({ name: 'Issuing', parent: root });
			return { leaf: mintLeaf({ parent: current }), untrusted: [twin, current], anchors: [root] };
		},
	],
	[
		'reject/only the expired twin is at hand',
		'certificate.expired',
		() => {
			const twin = mintCa({ name: 'Issuing', parent: root, ...past });
			return { leaf: mintLeaf({ parent: twin }), untrusted: [twin], anchors: [root] };
		},
	],
	[
		'ok/two CAs of one name, without key identifiers',
		'accepted',
		() => {
			const first = mintCa({ name: 'Issuing', parent: root, keyIds: false });
			const second = mintCa({ name: 'Issuing', keys: keyFor('Issuing second'), parent: root, keyIds: false });
			return { leaf: mintLeaf({ parent: second, keyIds: false }), untrusted: [first, second], anchors: [root] };
		},
	],
	[
		'ok/a wrong key identifier is only a hint',
		'accepted',
		() => {
			const issuing = mintCa({ name: 'Issuing', parent: root });
			return {
				leaf: mintLeaf({ parent: issuing, keyIds: false, more: [ext.authorityKeyId(Buffer.alloc(20, 7))] }),
				untrusted: [issuing],
				anchors: [root],
			};
		},
	],
	[
		'ok/key rollover: old key signs new',
		'accepted',
		() => {
			const next = mintCa({ name: 'Root', keys: keyFor('Root next'), parent: root });
			return { leaf: mintLeaf({ parent: next }), untrusted: [next], anchors: [root] };
		},
	],
	[
		'ok/key rollover: new root installed, leaf of the old one',
		'accepted',
		() => {
			const next = mintCa({ name: 'Root', keys: keyFor('Root next') });
			const oldByNew = crossed(root, next);
			return { leaf: mintLeaf({ parent: root }), untrusted: [oldByNew], anchors: [next] };
		},
	],
	[
		'ok/cross certificate to an installed root',
		'accepted',
		() => {
			const issuing = mintCa({ name: 'Issuing', parent: root });
			return { leaf: mintLeaf({ parent: issuing }), untrusted: [issuing, crossed(root, other)], anchors: [other] };
		},
	],
	[
		'ok/expired cross certificate beside the installed root',
		'accepted',
		() => ({
			leaf: mintLeaf({ parent: root }),
			untrusted: [crossed(root, other, past)],
			anchors: [root, other],
		}),
	],
	[
		'ok/first branch leads nowhere, second to the root',
		'accepted',
		() => {
			const nowhere = mintCa({ name: 'Nowhere' });
			const viaNowhere = mintCa({ name: 'Issuing', parent: nowhere });
			const viaRoot = crossed(viaNowhere, root);
			return { leaf: mintLeaf({ parent: viaNowhere }), untrusted: [viaNowhere, viaRoot], anchors: [root] };
		},
	],
	[
		'ok/first branch violates name constraints, second does not',
		'accepted',
		() => {
			const strict = mintCa({ name: 'Strict', parent: root, more: [ext.nameConstraints({ excluded: [general.dns('example.com')] })] });
			const viaStrict = mintCa({ name: 'Issuing', parent: strict, notBefore: yearsFromToday(-0.5) });
			const viaOther = crossed(viaStrict, other);
			const leaf = mintLeaf({ parent: viaStrict, more: [ext.subjectAltName(general.dns('a.example.com'))] });
			return { leaf, untrusted: [strict, viaStrict, viaOther], anchors: [root, other] };
		},
	],
	[
		'ok/three CAs that certify each other, one of them a root',
		'accepted',
		() => {
			const [b, c] = [mintCa({ name: 'B' }), mintCa({ name: 'C' })];
			const a1 = mintCa({ name: 'A1', parent: root });
			const web = [root, b, c].flatMap((subject) => [root, b, c].filter((by) => by !== subject).map((by) => crossed(subject, by)));
			return { leaf: mintLeaf({ parent: a1 }), untrusted: [a1, ...web], anchors: [root] };
		},
	],
	[
		'reject/two CAs that certify each other and no root',
		'certificate.issuer-missing',
		() => {
			const [b, c] = [mintCa({ name: 'B' }), mintCa({ name: 'C' })];
			return { leaf: mintLeaf({ parent: b }), untrusted: [crossed(b, c), crossed(c, b)], anchors: [root] };
		},
	],
	[
		'reject/two keys of one CA that certify each other',
		'certificate.issuer-missing',
		() => {
			const [b, b2] = [mintCa({ name: 'B' }), mintCa({ name: 'B', keys: keyFor('B second') })];
			return { leaf: mintLeaf({ parent: b }), untrusted: [crossed(b, b2), crossed(b2, b)], anchors: [root] };
		},
	],
	[
		'reject/a root of the same name that is not installed',
		'certificate.signature',
		() => {
			const rogue = mintCa({ name: 'Root', keys: keyFor('rogue') });
			return { leaf: mintLeaf({ parent: rogue }), untrusted: [rogue], anchors: [root] };
		},
	],
	['reject/a chain of eleven', 'certificate.too-complex', () => longChain(9)],
	['ok/a chain of ten', 'accepted', () => longChain(8)],
	[
		'reject/more issuers of one name than anybody needs',
		'certificate.too-complex',
		() => {
			const issuing = mintCa({ name: 'Issuing', parent: root, notBefore: yearsFromToday(-2), keyIds: false });
			const decoys = Array.from({ length: 64 }, (_, index) => mintCa({ name: 'Issuing', keys: keyFor(`decoy ${index}`), keyIds: false }));
			return { leaf: mintLeaf({ parent: issuing, keyIds: false }), untrusted: [...decoys.slice(1), issuing], anchors: [root] };
		},
	],
	[
		'reject/more certificates than may come along',
		'certificate.too-large',
		() => ({
			leaf: mintLeaf({ parent: root }),
			untrusted: Array.from({ length: 65 }, () => mintCa({ name: 'Stranger' })),
			anchors: [root],
		}),
	],
];

function longChain(cas: number): ReturnType<ChainRow[2]> {
	const untrusted: Minted[] = [];
	let parent = root;
	for (let index = 0; index < cas; index++) {
		parent = mintCa({ name: `Long ${index}`, parent });
		untrusted.push(parent);
	}
	return { leaf: mintLeaf({ parent }), untrusted, anchors: [root] };
}

describe('the search for a path', () => {
	it.each([...rows])('%s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));

	it.each([...nameForms])('ok/names are equal in spite of %s', (_name, subject, issuer) => {
		const issuing = mintCa({ subject, keys: keyFor('issuing'), parent: root });
		expect(outcomeOf({ leaf: mintLeaf({ parent: issuing, issuer }), untrusted: [issuing], anchors: [root] })).toBe('accepted');
	});

	it.each([...differentNames])('reject/names differ by %s', (_name, subject, issuer) => {
		const issuing = mintCa({ subject, keys: keyFor('issuing'), parent: root });
		expect(outcomeOf({ leaf: mintLeaf({ parent: issuing, issuer }), untrusted: [issuing], anchors: [root] })).toBe(
			'certificate.unknown-issuer',
		);
	});

	it('names the missing issuer', () => {
		const issuing = mintCa({ name: 'Issuing', parent: root });
		expect(judgeChain({ leaf: mintLeaf({ parent: issuing }), anchors: [root] }).detail).toContain('CN=Issuing');
		expect(judgeChain({ leaf: mintLeaf({ parent: issuing }), untrusted: [issuing], anchors: [other] }).detail).toContain('CN=Root');
	});

	it('prefers the longest path through installed anchors and lets the nearest vouch', () => {
		const issuing = mintCa({ name: 'Issuing', parent: root });
		const leaf = mintLeaf({ parent: issuing });
		const both = judgeChain({ leaf, anchors: [root, issuing] });
		expect(both.path).toEqual(['CN=0013D1AABBCC', 'CN=Issuing', 'CN=Root']);
		expect(both.anchor).toBe('anchor-2');
		expect(judgeChain({ leaf, anchors: [issuing] }).path).toEqual(['CN=0013D1AABBCC', 'CN=Issuing']);
	});

	it('does without an installed root that has expired or was never fit to issue', () => {
		for (const spoiled of [past, { more: [ext.extendedKeyUsage(serverAuth)] }]) {
			const top = mintCa({ name: 'Top', ...spoiled });
			const issuing = mintCa({ name: 'Issuing', parent: top });
			const report = judgeChain({ leaf: mintLeaf({ parent: issuing }), anchors: [top, issuing] });
			expect(report.accepted).toBe(true);
			expect(report.path).toEqual(['CN=0013D1AABBCC', 'CN=Issuing']);
		}
	});

	it('lets an installed root speak about an installed CA below it', () => {
		const top = mintCa({ name: 'Top', more: [ext.nameConstraints({ excluded: [general.dns('example.com')] })] });
		const issuing = mintCa({ name: 'Issuing', parent: top });
		const leaf = mintLeaf({ parent: issuing, more: [ext.subjectAltName(general.dns('a.example.com'))] });
		expect(outcomeOf({ leaf, anchors: [top, issuing] })).toBe('certificate.name-constraints');
		expect(outcomeOf({ leaf, anchors: [issuing] })).toBe('accepted');
	});

	it('adds nothing that a stranger sent above an installed anchor', () => {
		const issuing = mintCa({ name: 'Issuing', parent: root });
		const report = judgeChain({ leaf: mintLeaf({ parent: issuing }), untrusted: [root], anchors: [issuing] });
		expect(report.path).toEqual(['CN=0013D1AABBCC', 'CN=Issuing']);
	});

	it('ends within its bounds on a mesh of cross certificates', () => {
		const cas = Array.from({ length: 7 }, (_, index) => mintCa({ name: `Mesh ${index}` }));
		const mesh = cas.flatMap((subject) => cas.filter((by) => by !== subject).map((by) => crossed(subject, by)));
		const [first] = cas;
		const start = performance.now();
		const outcome = outcomeOf({ leaf: mintLeaf({ parent: first ?? root }), untrusted: mesh, anchors: [root] });
		expect(outcome).toBe('certificate.too-complex');
		expect(performance.now() - start).toBeLessThan(1000);
	});
});
