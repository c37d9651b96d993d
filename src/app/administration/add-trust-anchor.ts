import type { Oui } from '../../domain/mac-address.ts';
import { checkAlias, type MacRule, type TrustAnchor, type TrustPolicy } from '../../domain/trust-anchor.ts';
import { checkMacRules } from '../../pki/mac-rule.ts';
import { type Encoded } from '../../pki/read-certificates.ts';
import { readTrustAnchor } from '../../pki/trust-anchor-from-file.ts';
import { type Administration, applyAudited } from './administration.ts';
import { checkTrustPolicy } from './check-trust-policy.ts';

export interface RequestedTrustAnchor {
	readonly alias: string;
	/** PEM or DER of one CA certificate. */
	readonly file: Encoded;
	/** Empty: any MAC. */
	readonly ouis: readonly Oui[];
	/** Empty: the default rules. */
	readonly macRules: readonly MacRule[];
	readonly policy: TrustPolicy;
}

export interface AddedTrustAnchor {
	readonly anchor: TrustAnchor;
	readonly warnings: readonly string[];
}

/** @throws DmsError `trust-anchor.exists`, `certificate.*`, `value.*`. */
export function addTrustAnchor(administration: Administration, requested: RequestedTrustAnchor): Promise<AddedTrustAnchor> {
	const alias = checkAlias(requested.alias);
	checkMacRules(requested.macRules);
	checkTrustPolicy(requested.policy);
	const { isSelfSigned, ...certificate } = readTrustAnchor(requested.file, { at: administration.clock.now() });
	return applyAudited(administration, 'trust add', async (store) => {
		const { ouis, macRules, policy } = requested;
		const anchor = await store.trust.addAnchor({ alias, enabled: true, ...certificate, ouis, macRules, policy, crls: [] });
		const hasIssuer = isSelfSigned || (await store.trust.listAnchors()).some(({ subject }) => subject === anchor.issuer);
		return {
			value: {
				anchor,
				warnings: hasIssuer ? [] : [`its issuer ${anchor.issuer} is not installed; devices may need root and issuing CA`],
			},
			subject: alias,
			detail: `${anchor.subject}, sha256=${anchor.fingerprint}`,
		};
	});
}
