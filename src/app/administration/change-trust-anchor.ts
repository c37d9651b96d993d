import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';
import type { TrustAnchor, TrustPolicy } from '../../domain/trust-anchor.ts';
import { checkMacRules } from '../../pki/mac-rule.ts';
import type { Encoded } from '../../pki/read-certificates.ts';
import { readRevocationListOf } from '../../pki/trust-anchor-from-file.ts';
import { type Administration, applyAudited } from './administration.ts';
import { toAuditDetail } from './audit-detail.ts';
import { checkTrustPolicy } from './check-trust-policy.ts';

export type RequestedAnchorChange = Partial<Pick<TrustAnchor, 'enabled' | 'ouis' | 'macRules'>> & {
	readonly policy?: Partial<TrustPolicy>;
};

/** Takes effect on the next request, also of open connections. @throws DmsError `trust-anchor.not-found`, `value.*`. */
export function changeTrustAnchor(administration: Administration, alias: string, requested: RequestedAnchorChange): Promise<TrustAnchor> {
	checkMacRules(requested.macRules ?? []);
	return applyAudited(administration, 'trust set', async (store) => {
		const existing = await findTrustAnchor(store, alias);
		const { policy: changedPolicy, ...change } = requested;
		const policy = { ...existing.policy, ...changedPolicy };
		checkTrustPolicy(policy);
		const anchor = await store.trust.updateAnchor(alias, { ...change, policy });
		return { value: anchor, subject: alias, detail: toAuditDetail(requested) };
	});
}

/** @throws DmsError `trust-anchor.not-found`. */
export function removeTrustAnchor(administration: Administration, alias: string): Promise<void> {
	return applyAudited(administration, 'trust remove', async (store) => {
		const { subject, fingerprint } = await findTrustAnchor(store, alias);
		await store.trust.removeAnchor(alias);
		return { value: undefined, subject: alias, detail: `${subject}, sha256=${fingerprint}` };
	});
}

/** Puts a revocation list in place of the one that is installed; undefined takes it away. @throws DmsError `trust-anchor.not-found`, `crl.*`. */
export function installRevocationList(administration: Administration, alias: string, file: Encoded | undefined): Promise<TrustAnchor> {
	return applyAudited(administration, 'trust crl', async (store) => {
		const existing = await findTrustAnchor(store, alias);
		const crls = file === undefined ? [] : [readRevocationListOf(existing.certificate, file)];
		const anchor = await store.trust.updateAnchor(alias, { crls });
		return { value: anchor, subject: alias, detail: file === undefined ? 'removed' : `${crls[0]?.length ?? 0} bytes` };
	});
}

async function findTrustAnchor(store: Store, alias: string): Promise<TrustAnchor> {
	const anchor = (await store.trust.listAnchors()).find((candidate) => candidate.alias === alias);
	if (anchor === undefined) throw new DmsError('trust-anchor.not-found', `no trust anchor ${quote(alias)}`, { field: 'alias' });
	return anchor;
}
