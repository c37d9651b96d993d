import type { GrantedSelection } from '../../domain/overview-ports.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';
import type { TrustAnchor } from '../../domain/trust-anchor.ts';
import { pickTrustAnchor } from '../administration/list-trust-anchors.ts';
import { type Certainty, type ChangeOf, type Impact, mostExamples, type ProposedChange, toAffected } from './impact.ts';
import { judgeFileAuthentication } from './judge-file-authentication.ts';
import { judgeMacRules } from './judge-mac-rules.ts';
import { judgeNewestRequest, passwordNote, passwordRefusedNote } from './judge-newest-request.ts';

/**
 * Which devices that were let in since then could not come in after the change, as far as their requests tell.
 * @throws DmsError `trust-anchor.not-found`, `device-type.not-found`, `device-type-file.not-found`, `value.invalid` for the pattern of a MAC rule.
 */
export function judgeImpact(store: Store, change: ProposedChange, since: Date): Promise<Impact> {
	switch (change.kind) {
		case 'trust-anchor':
			return judgeAnchor(store, change, since);
		case 'deny-fingerprint':
			return judgeSelection(store, { since, fingerprint: change.fingerprint }, 'likely', 'its certificate', [
				'Judged by the certificate that each device last came with.',
				passwordRefusedNote,
			]);
		case 'file-authentication':
			return judgeFileAuthentication(store, change, since);
		default:
			return judgeNewestRequest(store, change, since);
	}
}

async function judgeAnchor(store: Store, { alias, change }: ChangeOf<'trust-anchor'>, since: Date): Promise<Impact> {
	const installed = await store.trust.listAnchors('Http');
	const anchor = pickTrustAnchor(installed, { kind: 'Http', alias });
	if (typeof change === 'object') {
		const { macRules, ouis = [] } = change;
		const notes = ['Judged by the MAC addresses of devices that came in through this anchor last.', passwordNote];
		if (macRules !== undefined) return judgeMacRules(store, anchor, { ...change, macRules }, since, notes);
		// None: it may vouch for every address, so nobody is locked out.
		if (ouis.length === 0) return { devices: 0, likely: 0, examples: [], lookedAt: 0, isComplete: true, notes };
		return judgeSelection(store, { since, anchor: alias, outsideOuis: ouis }, 'likely', 'its MAC address', notes);
	}
	const others = findRelated(installed, anchor);
	return judgeSelection(store, { since, anchor: alias }, others.length > 0 ? 'possible' : 'likely', `the trust anchor ${alias}`, [
		'Judged by the anchor through which each device came in last.',
		...(others.length === 0
			? []
			: [`Paths of its devices may also lead to ${others.map((other) => quote(other.alias)).join(', ')}, which stands above or below it.`]),
		passwordNote,
	]);
}

/** Enabled anchors on the same path. */
function findRelated(installed: readonly TrustAnchor[], anchor: TrustAnchor): readonly TrustAnchor[] {
	return installed.filter(
		(other) =>
			other.alias !== anchor.alias &&
			other.enabled &&
			(other.subject === anchor.issuer || other.issuer === anchor.subject || other.subject === anchor.subject),
	);
}

async function judgeSelection(
	store: Store,
	selection: GrantedSelection,
	certainty: Certainty,
	because: string,
	notes: readonly string[],
): Promise<Impact> {
	const { count, sightings } = await store.grantedDevices.find(selection, mostExamples);
	const examples = sightings.map((sighting) => toAffected(sighting, certainty, because));
	return { devices: count, likely: certainty === 'likely' ? count : 0, examples, lookedAt: count, isComplete: true, notes };
}
