import type { TrustAnchor } from './queries.ts';
import { trustTexts as texts } from './texts.ts';

type Revocable = Pick<TrustAnchor, 'policy' | 'revocationList' | 'crlSource'>;

/** How an anchor stands with revocation, in a few words: what is wrong comes before what is set. */
export function toRevocationText({ policy, revocationList, crlSource }: Revocable): string {
	if (policy.revocation === 'off') return texts.revocation.off;
	if (revocationList === null) {
		if (crlSource !== null && crlSource.error !== null) return texts.revocation.failed;
		if (policy.revocation === 'hard') return texts.revocation.absent;
	}
	if (isOverdue(revocationList)) return texts.revocation.overdue;
	return texts.revocation[policy.revocation];
}

/** Whether its successor should be there. */
export function isOverdue(list: TrustAnchor['revocationList']): boolean {
	const next = list?.nextUpdate ?? undefined;
	return next !== undefined && Date.parse(next) < Date.now();
}
