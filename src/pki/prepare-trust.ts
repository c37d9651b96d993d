import { DmsError } from '../domain/errors.ts';
import type { Oui } from '../domain/mac-address.ts';
import type { DenyListEntry, MacRule, TrustPolicy } from '../domain/trust-anchor.ts';
import { type Certificate, parseCertificate } from './certificate.ts';
import { type DenyIndex, indexDenyList } from './deny-list.ts';
import { type CompiledMacRule, compileMacRules } from './mac-rule.ts';
import { parseRevocationList, type RevocationList } from './revocation-list.ts';

/** What the judgement needs of an installed anchor; a `TrustAnchor` is one. */
export interface AnchorMaterial {
	readonly alias: string;
	/** DER bytes. */
	readonly certificate: Uint8Array;
	readonly ouis: readonly Oui[];
	readonly macRules: readonly MacRule[];
	readonly policy: TrustPolicy;
	/** DER bytes. */
	readonly crls: readonly Uint8Array[];
}

/** An installed anchor, parsed. */
export interface JudgingAnchor {
	readonly alias: string;
	readonly certificate: Certificate;
	readonly ouis: ReadonlySet<Oui>;
	readonly macRules: readonly CompiledMacRule[];
	readonly policy: TrustPolicy;
}

/** Everything that an operator installed, parsed and indexed: made once per revision of the trust store, shared by all connections. */
export interface PreparedTrust {
	readonly anchors: readonly JudgingAnchor[];
	readonly anchorByFingerprint: ReadonlyMap<string, JudgingAnchor>;
	/** Anchor certificates by the comparison key of their subject. */
	readonly anchorsBySubject: ReadonlyMap<string, readonly Certificate[]>;
	/** By the comparison key of the list's issuer. */
	readonly listsByIssuer: ReadonlyMap<string, readonly RevocationList[]>;
	readonly denyList: DenyIndex;
	/** Which anchors have signed each other, by both fingerprints; found out as paths ask for it. */
	readonly anchorLinks: Map<string, boolean>;
}

export interface TrustMaterial {
	/** The enabled ones. */
	readonly anchors: readonly AnchorMaterial[];
	readonly denyList?: readonly DenyListEntry[];
	/** Lists that belong to no anchor. */
	readonly revocationLists?: readonly RevocationList[];
}

/** @throws DmsError `certificate.unreadable`, `crl.unreadable` or `value.invalid` naming the alias: trust that cannot be read is no trust. */
export function prepareTrust({ anchors, denyList = [], revocationLists = [] }: TrustMaterial): PreparedTrust {
	const judging = anchors.map(toJudgingAnchor);
	const installed = anchors.flatMap(({ alias, crls }) => crls.map((der) => requireRevocationList(der, alias)));
	return {
		anchors: judging,
		anchorByFingerprint: new Map(judging.map((anchor) => [anchor.certificate.fingerprint, anchor])),
		anchorsBySubject: groupBy(
			judging.map((anchor) => anchor.certificate),
			(certificate) => certificate.subject.key,
		),
		listsByIssuer: groupBy([...installed, ...revocationLists], (list) => list.issuer.key),
		denyList: indexDenyList(denyList),
		anchorLinks: new Map(),
	};
}

function toJudgingAnchor(anchor: AnchorMaterial): JudgingAnchor {
	const parsed = parseCertificate(anchor.certificate);
	if (!parsed.ok) throw new DmsError('certificate.unreadable', `trust anchor ${anchor.alias}: ${parsed.reason.detail}`);
	return {
		alias: anchor.alias,
		certificate: parsed.value,
		ouis: new Set(anchor.ouis),
		macRules: compileMacRules(anchor.macRules),
		policy: anchor.policy,
	};
}

function requireRevocationList(der: Uint8Array, alias: string): RevocationList {
	const parsed = parseRevocationList(der);
	if (!parsed.ok) throw new DmsError('crl.unreadable', `a revocation list of trust anchor ${alias}: ${parsed.reason}`);
	return parsed.value;
}

export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
	const groups = new Map<string, Item[]>();
	for (const item of items) {
		const key = keyOf(item);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [item]);
		else group.push(item);
	}
	return groups;
}
