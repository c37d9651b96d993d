import type { Certificate } from './certificate.ts';
import { anyPolicy } from './object-identifiers.ts';

/**
 * Certificate policies (RFC 5280 6.1.3 d-f, 6.1.4 a, b, h-j, 6.1.5 a, b, g) with any-policy as the initial set and none
 * of the initial flags. Nodes of one depth with the same policy are one node here, as in RFC 9618: the tree of RFC 5280
 * grows exponentially with hostile mappings, this graph does not.
 *
 * @param path certificates from the one that the trust anchor issued to the last; the anchor itself is not part of it
 * @returns what is wrong, or undefined
 */
export function findPolicyViolation(path: readonly Certificate[]): string | undefined {
	const state: PolicyState = {
		level: new Map([[anyPolicy, new Set([anyPolicy])]]),
		explicitPolicy: path.length + 1,
		policyMapping: path.length + 1,
		inhibitAnyPolicy: path.length + 1,
	};
	for (const [index, certificate] of path.entries()) {
		const isLast = index === path.length - 1;
		const mayUseAny = state.inhibitAnyPolicy > 0 || (!isLast && certificate.isSelfIssued);
		state.level = toNextLevel(state.level, certificate.extensions.policies, mayUseAny);
		if (state.explicitPolicy === 0 && state.level.size === 0) return 'no policy is left where an explicit one is required';
		if (isLast) return findFinalViolation(state, certificate);
		const violation = prepareNext(state, certificate);
		if (violation !== undefined) return violation;
	}
	return undefined;
}

/** Valid policies of one depth, each with its expected policy set. Empty: the tree is NULL. */
type PolicyLevel = Map<string, Set<string>>;

interface PolicyState {
	level: PolicyLevel;
	explicitPolicy: number;
	policyMapping: number;
	inhibitAnyPolicy: number;
}

/** 6.1.3 (d), (e). */
function toNextLevel(level: PolicyLevel, policies: readonly string[] | undefined, mayUseAny: boolean): PolicyLevel {
	const next: PolicyLevel = new Map();
	if (policies === undefined) return next;
	const expected = new Set([...level.values()].flatMap((set) => [...set]));
	for (const policy of policies) {
		if (policy !== anyPolicy && (expected.has(policy) || level.has(anyPolicy))) next.set(policy, new Set([policy]));
	}
	if (policies.includes(anyPolicy) && mayUseAny) {
		for (const policy of expected) {
			if (!next.has(policy)) next.set(policy, new Set([policy]));
		}
	}
	return next;
}

/** 6.1.4 (a), (b), (h), (i), (j). */
function prepareNext(state: PolicyState, certificate: Certificate): string | undefined {
	const { policyMappings, policyConstraints, inhibitAnyPolicy } = certificate.extensions;
	const mapped = new Map<string, Set<string>>();
	for (const { issuerPolicy, subjectPolicy } of policyMappings ?? []) {
		if (issuerPolicy === anyPolicy || subjectPolicy === anyPolicy) return 'a policy mapping names any-policy';
		const targets = mapped.get(issuerPolicy) ?? new Set();
		mapped.set(issuerPolicy, targets.add(subjectPolicy));
	}
	const hasAny = state.level.has(anyPolicy);
	for (const [policy, targets] of mapped) {
		if (state.policyMapping === 0) state.level.delete(policy);
		else if (hasAny || state.level.has(policy)) state.level.set(policy, targets);
	}
	if (!certificate.isSelfIssued) {
		state.explicitPolicy = Math.max(0, state.explicitPolicy - 1);
		state.policyMapping = Math.max(0, state.policyMapping - 1);
		state.inhibitAnyPolicy = Math.max(0, state.inhibitAnyPolicy - 1);
	}
	state.explicitPolicy = Math.min(state.explicitPolicy, policyConstraints?.requireExplicit ?? Number.POSITIVE_INFINITY);
	state.policyMapping = Math.min(state.policyMapping, policyConstraints?.inhibitMapping ?? Number.POSITIVE_INFINITY);
	state.inhibitAnyPolicy = Math.min(state.inhibitAnyPolicy, inhibitAnyPolicy ?? Number.POSITIVE_INFINITY);
	return undefined;
}

/** 6.1.5 (a), (b), (g). */
function findFinalViolation(state: PolicyState, certificate: Certificate): string | undefined {
	const requiresNow = certificate.extensions.policyConstraints?.requireExplicit === 0;
	const explicitPolicy = requiresNow ? 0 : Math.max(0, state.explicitPolicy - 1);
	return explicitPolicy === 0 && state.level.size === 0 ? 'no certificate policy is valid for the path' : undefined;
}
