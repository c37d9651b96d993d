import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { toPem } from '../../src/pki/certificate.ts';
import { anyPolicy } from '../../src/pki/object-identifiers.ts';
import { general, type NameSpec, text } from '../helpers/der-writer.ts';
import { judgeChain } from '../helpers/judge-chain.ts';
import {
	anyUsage,
	clientAuth,
	ext,
	keyFor,
	keyIdOf,
	type Minted,
	mintCa,
	mintLeaf,
	serverAuth,
	today,
	yearsFromToday,
} from '../helpers/mint-certificate.ts';

const version = spawnSync('openssl', ['version'], { encoding: 'utf8' });
const hasOracle = version.status === 0 && version.stdout.startsWith('OpenSSL 3.');
const cases = 150;

const [polA, polB] = ['1.2.3.4.1', '1.2.3.4.2'];
const acme: NameSpec = [
	['C', 'DE'],
	['O', 'Acme'],
];
const subtree = fc.constantFrom(
	general.dns('example.com'),
	general.dns('a.example.com'),
	general.email('example.com'),
	general.email('.example.com'),
	general.email('joe@example.com'),
	general.uri('example.com'),
	general.uri('.example.com'),
	general.ip(10, 0, 0, 0, 255, 0, 0, 0),
	general.directory(acme),
	general.directory([['C', text.printable('de')]]),
);
const someName = fc.constantFrom(
	general.dns('example.com'),
	general.dns('x.a.Example.com'),
	general.dns('badexample.com'),
	general.email('joe@example.com'),
	general.email('Joe@mail.example.com'),
	general.uri('https://a.example.com/x'),
	general.uri('https://example.com:8443'),
	general.ip(10, 1, 2, 3),
	general.ip(192, 0, 2, 1),
	general.directory([['C', 'FR']]),
);

const maybe = <Value>(value: fc.Arbitrary<Value>, weight: number): fc.Arbitrary<Value | undefined> =>
	fc.option(value, { nil: undefined, freq: weight });
const dates = fc.oneof(
	{ weight: 30, arbitrary: fc.constant({}) },
	{ weight: 1, arbitrary: fc.constant({ notAfter: yearsFromToday(-0.1) }) },
	{ weight: 1, arbitrary: fc.constant({ notBefore: yearsFromToday(0.1) }) },
);
const someSubject = fc.constantFrom<NameSpec>([], acme, [
	['C', text.printable('DE')],
	['O', text.bmp('ACME  ')],
]);

const someCa = fc.record({
	isCa: fc.oneof({ weight: 30, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
	pathLength: maybe(fc.nat(2), 1),
	usage: fc.oneof(
		{ weight: 20, arbitrary: fc.constant(['keyCertSign', 'cRLSign'] as const) },
		{ weight: 1, arbitrary: fc.constant(['cRLSign'] as const) },
		{ weight: 4, arbitrary: fc.constant(undefined) },
	),
	extended: fc.oneof(
		{ weight: 12, arbitrary: fc.constant(undefined) },
		{ weight: 2, arbitrary: fc.constant([clientAuth, serverAuth]) },
		{ weight: 1, arbitrary: fc.constantFrom([serverAuth], [anyUsage]) },
	),
	permitted: fc.oneof(
		{ weight: 4, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: fc.array(subtree, { minLength: 1, maxLength: 3 }) },
	),
	excluded: fc.oneof(
		{ weight: 6, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: fc.array(subtree, { minLength: 1, maxLength: 2 }) },
	),
	policies: fc.oneof(
		{ weight: 3, arbitrary: fc.constantFrom([polA], [polA, polB], [anyPolicy], [polB]) },
		{ weight: 1, arbitrary: fc.constant(undefined) },
	),
	mapping: fc.oneof(
		{ weight: 4, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: fc.constantFrom([[polA, polB]] as const, [[polB, polA]] as const) },
	),
	requireExplicit: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(2) }),
	inhibitMapping: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(1) }),
	inhibitAny: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat(1) }),
	isSelfIssued: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
	subject: someSubject,
	dates,
});

type CaPlan = typeof someCa extends fc.Arbitrary<infer Plan> ? Plan : never;

const somePlan = fc.record({
	cas: fc.array(someCa, { minLength: 1, maxLength: 4 }),
	leaf: fc.record({
		names: fc.oneof(
			{ weight: 1, arbitrary: fc.constant(undefined) },
			{ weight: 1, arbitrary: fc.array(someName, { minLength: 1, maxLength: 3 }) },
		),
		usage: fc.constantFrom(
			['digitalSignature'] as const,
			['keyAgreement'] as const,
			['digitalSignature', 'keyEncipherment'] as const,
			undefined,
		),
		extended: fc.constantFrom([clientAuth], [clientAuth, serverAuth], undefined),
		policies: fc.constantFrom([polA], [polA, polB], [polB], undefined),
		email: fc.constantFrom(undefined, 'joe@example.com', 'joe@example.org'),
		subject: someSubject,
		dates,
	}),
});

const each = <Value>(value: Value | undefined, make: (value: Value) => Buffer): Buffer[] => (value === undefined ? [] : [make(value)]);

function caExtensions(plan: CaPlan): Buffer[] {
	const constraints = { ...(plan.permitted && { permitted: plan.permitted }), ...(plan.excluded && { excluded: plan.excluded }) };
	return [
		ext.basicConstraints(plan.isCa, plan.isCa ? plan.pathLength : undefined),
		...each(plan.usage, (usage) => ext.keyUsage(...usage)),
		...each(plan.extended, (extended) => ext.extendedKeyUsage(...extended)),
		...(plan.permitted === undefined && plan.excluded === undefined ? [] : [ext.nameConstraints(constraints)]),
		...each(plan.policies, (policies) => ext.policies(...policies)),
		...each(plan.mapping, (mapping) => ext.policyMappings(...mapping)),
		...(plan.requireExplicit === undefined && plan.inhibitMapping === undefined
			? []
			: [ext.policyConstraints(plan.requireExplicit, plan.inhibitMapping)]),
		...each(plan.inhibitAny, (skip) => ext.inhibitAnyPolicy(skip)),
	];
}

interface Built {
	readonly leaf: Minted;
	readonly untrusted: readonly Minted[];
	readonly root: Minted;
}

function build({ cas, leaf }: typeof somePlan extends fc.Arbitrary<infer Plan> ? Plan : never): Built {
	const chain: Minted[] = [];
	for (const [index, plan] of cas.entries()) {
		const parent = chain[index - 1];
		const keys = keyFor(`oracle ${index}`);
		const subject: NameSpec = plan.isSelfIssued && parent !== undefined ? parent.subject : [...plan.subject, ['CN', `Ca ${index}`]];
		const ids = [
			ext.subjectKeyId(keyIdOf(keys.publicKey)),
			...each(parent, ({ keys: issuer }) => ext.authorityKeyId(keyIdOf(issuer.publicKey))),
		];
		chain.push(mintCa({ subject, keys, ...(parent && { parent }), extensions: [...caExtensions(plan), ...ids], ...plan.dates }));
	}
	const [root] = chain;
	const parent = chain[chain.length - 1];
	if (root === undefined || parent === undefined) throw new Error('no chain');
	const extensions = [
		...each(leaf.usage, (usage) => ext.keyUsage(...usage)),
		...each(leaf.extended, (extended) => ext.extendedKeyUsage(...extended)),
		...each(leaf.names, (names) => ext.subjectAltName(...names)),
		...each(leaf.policies, (policies) => ext.policies(...policies)),
		ext.authorityKeyId(keyIdOf(parent.keys.publicKey)),
	];
	const subject: NameSpec = [
		...leaf.subject,
		['CN', '0013D1AABBCC'],
		...(leaf.email === undefined ? [] : [['emailAddress', text.ia5(leaf.email)] as const]),
	];
	return { leaf: mintLeaf({ subject, parent, extensions, ...leaf.dates }), untrusted: chain.slice(1), root };
}

if (!hasOracle) process.stdout.write('openssl verify is not asked: no OpenSSL 3 on the path\n');

describe.skipIf(!hasOracle)('openssl verify agrees on random chains', () => {
	const folder = mkdtempSync(join(tmpdir(), 'oracle-'));
	afterAll(() => rmSync(folder, { recursive: true }));

	function write(file: string, minted: readonly Minted[]): string {
		const path = join(folder, file);
		writeFileSync(path, minted.map(({ der }) => toPem(der)).join('') || '\n');
		return path;
	}

	function ask({ leaf, untrusted, root }: Built): { readonly accepted: boolean; readonly words: string } {
		const along = untrusted.length === 0 ? [] : ['-untrusted', write('untrusted.pem', untrusted)];
		const options = [
			'-purpose',
			'sslclient',
			'-policy_check',
			'-policy',
			anyPolicy,
			'-attime',
			String(today.getTime() / 1000),
			'-no-CApath',
			'-no-CAstore',
		];
		const asked = spawnSync('openssl', ['verify', ...options, '-CAfile', write('root.pem', [root]), ...along, write('leaf.pem', [leaf])], {
			encoding: 'utf8',
		});
		return { accepted: asked.status === 0, words: asked.stderr };
	}

	it(`on ${cases} chains of 2 to 5 certificates`, () => {
		const seen = { accepted: 0, refused: 0 };
		fc.assert(
			fc.property(somePlan, (plan) => {
				const built = build(plan);
				const ours = judgeChain({ leaf: built.leaf, untrusted: built.untrusted, anchors: [built.root] });
				const theirs = ask(built);
				seen[theirs.accepted ? 'accepted' : 'refused']++;
				expect(ours.accepted, `${ours.reason} ${ours.detail}\n${theirs.words}`).toBe(theirs.accepted);
			}),
			{ numRuns: cases },
		);
		expect(seen.accepted).toBeGreaterThan(5);
		expect(seen.refused).toBeGreaterThan(5);
	}, 60_000);
});
