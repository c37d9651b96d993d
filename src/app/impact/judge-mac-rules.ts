import { ouiOf } from '../../domain/mac-address.ts';
import type { GrantedDevice } from '../../domain/overview-ports.ts';
import type { Store } from '../../domain/ports.ts';
import { defaultMacRules, type MacRule, type TrustAnchor } from '../../domain/trust-anchor.ts';
import { compileMacRules } from '../../pki/mac-rule.ts';
import { findMacsInSubjectText } from '../../pki/macs-in-subject-text.ts';
import type { AnchorLimits, Impact } from './impact.ts';
import { type Judgement, judgeEach } from './judge-each.ts';

const subjectNote =
	'MAC rules are judged by the subject of the certificate of the newest request of each device: requests do not tell its alternative names.';

/** Where the certificates of an anchor hold the MAC address, and for which it may vouch. @throws DmsError `value.invalid` for a pattern. */
export async function judgeMacRules(
	store: Store,
	anchor: TrustAnchor,
	{ ouis = [], macRules }: AnchorLimits & Required<Pick<AnchorLimits, 'macRules'>>,
	since: Date,
	notes: readonly string[],
): Promise<Impact> {
	const judgeSubject = toSubjectJudge(anchor.macRules, macRules);
	const judge = ({ sighting: { anchor: alias, mac }, record }: GrantedDevice): Judgement | undefined => {
		if (alias !== anchor.alias) return undefined;
		if (ouis.length > 0 && !ouis.includes(ouiOf(mac))) return { certainty: 'likely', because: 'its MAC address' };
		// A newest request that came without a certificate tells nothing of the one before.
		return record?.certificateSubject === undefined ? undefined : judgeSubject(record.certificateSubject, mac);
	};
	return judgeEach(store, since, (devices) => Promise.resolve(devices.map(judge)), [...notes, subjectNote]);
}

function toSubjectJudge(old: readonly MacRule[], changed: readonly MacRule[]) {
	const [before, after] = [compileMacRules(old), compileMacRules(changed)];
	const [others, otherBefore] = [toOtherNames(changed), toOtherNames(old)];
	const keepsOthers = otherBefore.every((rule) => others.includes(rule));
	return (subject: string, mac: string): Judgement | undefined => {
		const { macs, isWhole } = findMacsInSubjectText(subject, after);
		const because = `the certificate ${subject}`;
		if ([...macs].some((each) => each !== mac)) return { certainty: 'likely', because };
		if (macs.has(mac)) return undefined;
		const wasInOtherName = isWhole && !findMacsInSubjectText(subject, before).macs.has(mac);
		if (wasInOtherName && keepsOthers) return undefined;
		return { certainty: isWhole && others.length === 0 ? 'likely' : 'possible', because };
	};
}

/** Rules for what is no part of a subject, each as text. */
function toOtherNames(rules: readonly MacRule[]): readonly string[] {
	const effective = rules.length === 0 ? defaultMacRules : rules;
	return effective.filter(({ source }) => !source.startsWith('subject.')).map(({ source, pattern }) => `${source}=${pattern ?? ''}`);
}
