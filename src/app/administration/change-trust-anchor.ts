import type { Store, TrustAnchorChange } from '../../domain/ports.ts';
import type { TrustAnchor, TrustAnchorKey, TrustPolicy } from '../../domain/trust-anchor.ts';
import { checkMacRules } from '../../pki/mac-rule.ts';
import type { Encoded } from '../../pki/read-certificates.ts';
import { readRevocationListOf } from '../../pki/trust-anchor-from-file.ts';
import { type Administration, applyAudited } from './administration.ts';
import { toAnchorText, toAuditDetail } from './audit-detail.ts';
import { checkCrlUrl } from './check-crl-url.ts';
import { checkTrustPolicy } from './check-trust-policy.ts';
import { toIncompleteText } from './find-missing-issuer.ts';
import { findTrustUse, pickTrustAnchor, type TrustUse } from './list-trust-anchors.ts';

export type RequestedAnchorChange = Partial<Pick<TrustAnchor, 'enabled' | 'ouis' | 'macRules'>> & {
	readonly policy?: Partial<TrustPolicy>;
	/** PEM or DER, in place of the one that is installed; null takes that away. */
	readonly revocationList?: Encoded | null;
	/** Where the server fetches the revocation list itself; null: nowhere any more. */
	readonly crlUrl?: string | null;
};

export interface RemovedTrustAnchor {
	readonly anchor: TrustAnchor;
	/** Who came in through it. */
	readonly use: TrustUse;
	/** Anchors that are left without their root. */
	readonly warnings: readonly string[];
}

/** Takes effect on the next request, also of open connections. @throws DmsError `trust-anchor.not-found`, `crl.*`, `value.*`. */
export async function changeTrustAnchor(
	administration: Administration,
	key: TrustAnchorKey,
	requested: RequestedAnchorChange,
): Promise<TrustAnchor> {
	checkMacRules(requested.macRules ?? []);
	if (typeof requested.crlUrl === 'string') checkCrlUrl(requested.crlUrl);
	return applyAudited(administration, 'trust set', async (store) => {
		const existing = await findTrustAnchor(store, key);
		const { policy: changedPolicy, revocationList, crlUrl, ...change } = requested;
		const policy = { ...existing.policy, ...changedPolicy };
		checkTrustPolicy(policy);
		const anchor = await store.trust.updateAnchor(key, {
			...change,
			policy,
			...toListChange(existing, revocationList),
			...toSourceChange(existing, crlUrl),
		});
		const list = revocationList === undefined ? {} : { revocationList: toListText(anchor) };
		return {
			value: anchor,
			subject: toAnchorText(key),
			detail: toAuditDetail({ ...change, policy: changedPolicy, crlUrl, ...list }),
			before: toState(existing),
			after: toState(anchor),
		};
	});
}

/** @throws DmsError `trust-anchor.not-found`. */
export function removeTrustAnchor(administration: Administration, key: TrustAnchorKey): Promise<RemovedTrustAnchor> {
	return applyAudited(administration, 'trust remove', async (store) => {
		const anchor = await findTrustAnchor(store, key);
		const use = await findTrustUse(store, key);
		await store.trust.removeAnchor(key);
		const left = await store.trust.listAnchors(key.kind);
		const orphans = left.filter(({ issuer, subject }) => issuer === anchor.subject && issuer !== subject);
		return {
			value: { anchor, use, warnings: orphans.flatMap((each) => toOrphanText(left, each)) },
			subject: toAnchorText(key),
			detail: `${anchor.subject}, sha256=${anchor.fingerprint}, ${use.devices} devices`,
			before: toState(anchor),
		};
	});
}

/** Puts a revocation list in place of the one that is installed; undefined takes it away. @throws DmsError `trust-anchor.not-found`, `crl.*`. */
export function installRevocationList(
	administration: Administration,
	key: TrustAnchorKey,
	file: Encoded | undefined,
): Promise<TrustAnchor> {
	return applyAudited(administration, 'trust crl', async (store) => {
		const existing = await findTrustAnchor(store, key);
		const anchor = await store.trust.updateAnchor(key, toListChange(existing, file ?? null));
		return { value: anchor, subject: toAnchorText(key), detail: toListText(anchor) };
	});
}

/** @throws DmsError `trust-anchor.not-found`. */
export async function findTrustAnchor(store: Pick<Store, 'trust'>, key: TrustAnchorKey): Promise<TrustAnchor> {
	return pickTrustAnchor(await store.trust.listAnchors(key.kind), key);
}

function toListChange(existing: TrustAnchor, file: Encoded | null | undefined): TrustAnchorChange {
	if (file === undefined) return {};
	return { crls: file === null ? [] : [readRevocationListOf(existing.certificate, file).der] };
}

/** The same address keeps what is known of the last attempt. */
function toSourceChange({ crlSource }: TrustAnchor, url: string | null | undefined): TrustAnchorChange {
	if (url === undefined || url === crlSource?.url) return {};
	return { crlSource: url === null ? null : { url } };
}

function toListText({ crls }: TrustAnchor): string {
	return crls.length === 0 ? 'removed' : `${crls[0]?.length ?? 0} bytes`;
}

function toOrphanText(installed: readonly TrustAnchor[], anchor: TrustAnchor): readonly string[] {
	const text = toIncompleteText(installed, anchor);
	return text === undefined ? [] : [`${anchor.alias}: ${text}`];
}

function toState({ enabled, ouis, macRules, policy, crls, crlSource, fingerprint }: TrustAnchor) {
	return { enabled, ouis, macRules, policy, crls, crlUrl: crlSource?.url, fingerprint };
}
