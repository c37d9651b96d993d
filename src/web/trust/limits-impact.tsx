import type { ReactNode } from 'react';
import { DeviceImpact } from '../ui/device-impact.tsx';
import { type MacRuleInput, toMacRules } from './mac-rules-field.tsx';
import type { TrustAnchor } from './queries.ts';

export interface LimitsImpactProps {
	readonly anchor: TrustAnchor;
	/** As they would be. */
	readonly ouis: readonly string[];
	readonly rules: readonly MacRuleInput[];
}

/** Who would be locked out by limits that are not saved yet; nothing where these are as they were. */
export function LimitsImpact({ anchor, ouis, rules }: LimitsImpactProps): ReactNode {
	const macRules = toMacRules(rules);
	const oldRules = anchor.macRules.map(({ source, pattern }) => (pattern === null ? { source } : { source, pattern }));
	const areOuisNew = ouis.length > 0 && ouis.join().toLowerCase() !== anchor.ouis.join().toLowerCase();
	const areRulesNew = JSON.stringify(macRules) !== JSON.stringify(oldRules);
	if (anchor.kind !== 'Http' || !(areOuisNew || areRulesNew)) return null;
	const limits = { ...(areOuisNew ? { ouis: [...ouis] } : {}), ...(areRulesNew ? { macRules } : {}) };
	return <DeviceImpact change={{ change: 'limitTrustAnchor', alias: anchor.alias, ...limits }} />;
}
