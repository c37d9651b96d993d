import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Certificate, parseCertificate } from '../../src/pki/certificate.ts';
import { anyPolicy } from '../../src/pki/object-identifiers.ts';
import { findPolicyViolation } from '../../src/pki/policy-tree.ts';
import { type ChainRow, outcomeOf } from '../helpers/judge-chain.ts';
import { ext, keyFor, type Minted, mintCa, mintLeaf } from '../helpers/mint-certificate.ts';

const [a, b, c] = ['1.2.3.4.1', '1.2.3.4.2', '1.2.3.4.3'];
const root = mintCa({ name: 'Root' });

/** A chain of CAs under the root, each with these extensions, and a leaf with these policies. */
function chainOf(cas: readonly (readonly Uint8Array[])[], leafPolicies: readonly string[]): ReturnType<ChainRow[2]> {
	const untrusted: Minted[] = [];
	let parent = root;
	for (const [index, more] of cas.entries()) {
		parent = mintCa({ name: `Ca ${index}`, parent, more });
		untrusted.push(parent);
	}
	return { leaf: mintLeaf({ parent, more: leafPolicies.length === 0 ? [] : [ext.policies(...leafPolicies)] }), untrusted, anchors: [root] };
}

const required = ext.policyConstraints(0);
const rows: readonly ChainRow[] = [
	['ok/no policies and none required', 'accepted', () => chainOf([[]], [])],
	['ok/policies that differ and none required', 'accepted', () => chainOf([[ext.policies(a)]], [b])],
	['ok/required and the same throughout', 'accepted', () => chainOf([[ext.policies(a), required]], [a])],
	['ok/one of several is enough', 'accepted', () => chainOf([[ext.policies(a, b), required]], [c, b])],
	['ok/any-policy in a CA', 'accepted', () => chainOf([[ext.policies(anyPolicy), required]], [a])],
	['ok/any-policy in the leaf', 'accepted', () => chainOf([[ext.policies(a), required]], [anyPolicy])],
	['reject/required and different', 'certificate.policy', () => chainOf([[ext.policies(a), required]], [b])],
	['reject/required and absent in the leaf', 'certificate.policy', () => chainOf([[ext.policies(a), required]], [])],
	['reject/required and absent in the CA', 'certificate.policy', () => chainOf([[required]], [a])],
	['ok/required only further down than the path goes', 'accepted', () => chainOf([[ext.policies(a), ext.policyConstraints(2)]], [b])],
	[
		'reject/required from the next certificate on',
		'certificate.policy',
		() => chainOf([[ext.policies(a), ext.policyConstraints(1)], [ext.policies(b)]], [b]),
	],
	[
		'reject/required by the leaf itself',
		'certificate.policy',
		() => ({
			...chainOf([[ext.policies(a)]], []),
			leaf: mintLeaf({ parent: mintCa({ name: 'Ca 0', parent: root, more: [ext.policies(a)] }), more: [ext.policies(b), required] }),
		}),
	],
	['ok/mapped', 'accepted', () => chainOf([[ext.policies(a), required, ext.policyMappings([a, b])]], [b])],
	['reject/mapped away', 'certificate.policy', () => chainOf([[ext.policies(a), required, ext.policyMappings([a, b])]], [a])],
	[
		'ok/mapped twice',
		'accepted',
		() =>
			chainOf(
				[
					[ext.policies(a), required, ext.policyMappings([a, b])],
					[ext.policies(b), ext.policyMappings([b, c])],
				],
				[c],
			),
	],
	['ok/mapped by way of any-policy', 'accepted', () => chainOf([[ext.policies(anyPolicy), required, ext.policyMappings([a, b])]], [b])],
	[
		'reject/mapping that is inhibited',
		'certificate.policy',
		() =>
			chainOf(
				[
					[ext.policies(a), ext.policyConstraints(0, 0)],
					[ext.policies(a), ext.policyMappings([a, b])],
				],
				[b],
			),
	],
	[
		'ok/mapping before it is inhibited',
		'accepted',
		() =>
			chainOf(
				[
					[ext.policies(a), ext.policyConstraints(0, 1)],
					[ext.policies(a), ext.policyMappings([a, b])],
				],
				[b],
			),
	],
	[
		'reject/mapping to any-policy, required or not',
		'certificate.policy',
		() => chainOf([[ext.policies(a), ext.policyMappings([a, anyPolicy])]], [a]),
	],
	[
		'reject/mapping from any-policy, required or not',
		'certificate.policy',
		() => chainOf([[ext.policies(a), ext.policyMappings([anyPolicy, a])]], [a]),
	],
	[
		'reject/any-policy that is inhibited',
		'certificate.policy',
		() => chainOf([[ext.policies(a), required, ext.inhibitAnyPolicy(0)]], [anyPolicy]),
	],
	[
		'ok/any-policy before it is inhibited',
		'accepted',
		() => chainOf([[ext.policies(a), required, ext.inhibitAnyPolicy(1)], [ext.policies(anyPolicy)]], [a]),
	],
	[
		'ok/any-policy of a self-issued CA although inhibited',
		'accepted',
		() => {
			const old = mintCa({ name: 'Rollover', parent: root, more: [ext.policies(a), required, ext.inhibitAnyPolicy(0)] });
			const next = mintCa({ name: 'Rollover', keys: keyFor('Rollover next'), parent: old, more: [ext.policies(anyPolicy)] });
			return { leaf: mintLeaf({ parent: next, more: [ext.policies(a)] }), untrusted: [old, next], anchors: [root] };
		},
	],
	[
		'ok/policies of the anchor are no part of the path',
		'accepted',
		() => {
			const anchor = mintCa({ name: 'Anchor', more: [ext.policies(a), required] });
			return { leaf: mintLeaf({ parent: anchor }), anchors: [anchor] };
		},
	],
];

type Policies = Pick<Certificate['extensions'], 'policies' | 'policyMappings' | 'policyConstraints' | 'inhibitAnyPolicy'>;

interface TreeNode {
	readonly policy: string;
	expected: string[];
	readonly children: TreeNode[];
	readonly depth: number;
}

/** RFC 5280 6.1 to the letter, with a real tree: slow, and only good as a second opinion. */
function hasTreeViolation(path: readonly { readonly policies: Policies; readonly isSelfIssued: boolean }[]): boolean {
	const n = path.length;
	let [explicit, mapping, inhibit] = [n + 1, n + 1, n + 1];
	const top: TreeNode = { policy: anyPolicy, expected: [anyPolicy], children: [], depth: 0 };
	let isNull = false;
	const at = (depth: number, node: TreeNode = top): TreeNode[] =>
		node.depth === depth ? [node] : node.children.flatMap((child) => at(depth, child));
	const prune = (depth: number, node: TreeNode = top): boolean => {
		if (node.depth >= depth) return true;
		for (const child of [...node.children]) if (!prune(depth, child)) node.children.splice(node.children.indexOf(child), 1);
		return node.children.length > 0;
	};
	for (const [index, { policies: p, isSelfIssued }] of path.entries()) {
		const i = index + 1;
		if (p.policies === undefined) isNull = true;
		if (!isNull && p.policies !== undefined) {
			for (const policy of p.policies.filter((each) => each !== anyPolicy)) {
				const hosts = at(i - 1).filter((node) => node.expected.includes(policy));
				const under = hosts.length > 0 ? hosts : at(i - 1).filter((node) => node.policy === anyPolicy);
				for (const node of under) node.children.push({ policy, expected: [policy], children: [], depth: i });
			}
			if (p.policies.includes(anyPolicy) && (inhibit > 0 || (i < n && isSelfIssued))) {
				for (const node of at(i - 1)) {
					for (const policy of node.expected.filter((each) => !node.children.some((child) => child.policy === each))) {
						node.children.push({ policy, expected: [policy], children: [], depth: i });
					}
				}
			}
			isNull = !prune(i);
		}
		if (explicit === 0 && isNull) return true;
		if (i === n) {
			const last = p.policyConstraints?.requireExplicit === 0 ? 0 : Math.max(0, explicit - 1);
			return last === 0 && isNull;
		}
		const mappings = p.policyMappings ?? [];
		if (mappings.some((each) => each.issuerPolicy === anyPolicy || each.subjectPolicy === anyPolicy)) return true;
		for (const from of new Set(mappings.map((each) => each.issuerPolicy))) {
			const to = mappings.filter((each) => each.issuerPolicy === from).map((each) => each.subjectPolicy);
			if (isNull) continue;
			const named = at(i).filter((node) => node.policy === from);
			if (mapping > 0) {
				for (const node of named) node.expected = to;
				const wild = at(i - 1).filter((node) => node.children.some((child) => child.policy === anyPolicy));
				if (named.length === 0) for (const node of wild) node.children.push({ policy: from, expected: to, children: [], depth: i });
			} else {
				for (const node of at(i - 1)) {
					for (const child of [...node.children]) if (child.policy === from) node.children.splice(node.children.indexOf(child), 1);
				}
				isNull = !prune(i);
			}
		}
		if (!isSelfIssued) [explicit, mapping, inhibit] = [Math.max(0, explicit - 1), Math.max(0, mapping - 1), Math.max(0, inhibit - 1)];
		explicit = Math.min(explicit, p.policyConstraints?.requireExplicit ?? explicit);
		mapping = Math.min(mapping, p.policyConstraints?.inhibitMapping ?? mapping);
		inhibit = Math.min(inhibit, p.inhibitAnyPolicy ?? inhibit);
	}
	return false;
}

const somePolicy = fc.constantFrom(a, b, c);
const somePolicies = fc.record(
	{
		policies: fc.uniqueArray(fc.constantFrom(a, b, c, anyPolicy), { minLength: 1, maxLength: 3 }),
		policyMappings: fc.array(fc.record({ issuerPolicy: somePolicy, subjectPolicy: somePolicy }), { minLength: 1, maxLength: 3 }),
		policyConstraints: fc.record({
			requireExplicit: fc.option(fc.nat(2), { nil: undefined }),
			inhibitMapping: fc.option(fc.nat(2), { nil: undefined }),
		}),
		inhibitAnyPolicy: fc.nat(2),
	},
	{ requiredKeys: [] },
);

function parsed(der: Uint8Array): Certificate {
	const result = parseCertificate(der);
	if (!result.ok) throw new Error(result.reason.detail);
	return result.value;
}

describe('certificate policies', () => {
	it.each([...rows])('%s', (_name, expected, chain) => expect(outcomeOf(chain())).toBe(expected));

	it('agrees with the tree of RFC 5280 on random paths', () => {
		const template = parsed(mintLeaf({ parent: root }).der);
		const somePath = fc.array(fc.record({ policies: somePolicies, isSelfIssued: fc.boolean() }), { minLength: 1, maxLength: 5 });
		let violations = 0;
		fc.assert(
			fc.property(somePath, (path) => {
				const certificates = path.map(({ policies, isSelfIssued }) => ({
					...template,
					isSelfIssued,
					extensions: { unknownCritical: [], ...policies },
				}));
				const expected = hasTreeViolation(path);
				if (expected) violations++;
				expect(findPolicyViolation(certificates) !== undefined).toBe(expected);
			}),
			{ numRuns: 3000 },
		);
		expect(violations).toBeGreaterThan(100);
	});

	it('takes no longer for mappings that make the tree explode', () => {
		const policies = Array.from({ length: 40 }, (_, index) => `1.2.3.5.${index}`);
		const pairs = policies.flatMap((issuer) => policies.map((subject) => [issuer, subject] as const));
		const explosive = Array.from({ length: 6 }, () => [ext.policies(...policies), ext.policyMappings(...pairs)]);
		expect(outcomeOf(chainOf([...explosive, [ext.policies(...policies), required]], policies))).toBe('accepted');
	});
});
