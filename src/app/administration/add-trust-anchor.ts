import { DmsError } from '../../domain/errors.ts';
import type { Oui } from '../../domain/mac-address.ts';
import {
	checkAlias,
	defaultTrustPolicy,
	type MacRule,
	type TrustAnchor,
	type TrustAnchorKey,
	type TrustPolicy,
} from '../../domain/trust-anchor.ts';
import type { Certificate } from '../../pki/certificate.ts';
import { checkMacRules } from '../../pki/mac-rule.ts';
import { type Encoded, readCertificates, readOneCertificate } from '../../pki/read-certificates.ts';
import { checkTrustAnchor } from '../../pki/trust-anchor-from-file.ts';
import { type Administration, applyAudited } from './administration.ts';
import { toAnchorText } from './audit-detail.ts';
import { checkTrustPolicy } from './check-trust-policy.ts';
import { toIncompleteText } from './find-missing-issuer.ts';

export interface RequestedTrustAnchor extends TrustAnchorKey {
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

/** What is left out is the default of all anchors. */
export interface RequestedTrust extends TrustAnchorKey, Partial<Pick<RequestedTrustAnchor, 'ouis' | 'macRules' | 'policy'>> {
	/** PEM or DER. */
	readonly file: Encoded;
	/** Installs the certificates of a file with several as `alias-1`, `alias-2` and so on; one alone keeps the alias. */
	readonly split: boolean;
}

export interface AddedTrust {
	readonly anchors: readonly TrustAnchor[];
	readonly warnings: readonly string[];
}

const mostInBundle = 32;

/** @throws DmsError `trust-anchor.exists`, `certificate.*`, `value.*`. */
export async function addTrustAnchor(administration: Administration, requested: RequestedTrustAnchor): Promise<AddedTrustAnchor> {
	const certificate = readOneCertificate(requested.file);
	const { anchors, warnings } = await addAll(administration, requested, [{ alias: requested.alias, certificate }]);
	const [anchor] = anchors;
	if (anchor === undefined) throw new DmsError('internal', 'an anchor was added and is not there');
	return { anchor, warnings };
}

/**
 * All certificates of a file become anchors, or none. @throws DmsError `trust-anchor.exists`, `certificate.*`,
 * `value.*`; `certificate.count` naming how many there are unless they are to be split.
 */
export async function updateTrust(
	administration: Administration,
	{ alias, file, split, ...settings }: RequestedTrust,
): Promise<AddedTrust> {
	const requested = { ouis: [], macRules: [], policy: defaultTrustPolicy, ...settings };
	if (!split) return addAll(administration, requested, [{ alias, certificate: readOneCertificate(file) }]);
	const found = readCertificates(file, { certificates: mostInBundle, bytes: mostInBundle * 64 * 1024 });
	// Bundles of several hierarchies repeat the root that they share.
	const certificates = [...new Map(found.map((certificate) => [certificate.fingerprint, certificate])).values()];
	return addAll(
		administration,
		requested,
		certificates.map((certificate, index) => ({ alias: certificates.length === 1 ? alias : `${alias}-${index + 1}`, certificate })),
	);
}

interface NamedCertificate {
	readonly alias: string;
	readonly certificate: Certificate;
}

async function addAll(
	{ clock, ...administration }: Administration,
	{ kind, ouis, macRules, policy }: Omit<RequestedTrustAnchor, 'alias' | 'file'>,
	named: readonly NamedCertificate[],
): Promise<AddedTrust> {
	checkMacRules(macRules);
	checkTrustPolicy(policy);
	const checked = named.map(({ alias, certificate }) => {
		const { isSelfSigned: _isSelfSigned, ...facts } = checkTrustAnchor(certificate, { at: clock.now() });
		return { kind, alias: checkAlias(alias), enabled: true, ...facts, ouis, macRules, policy, crls: [] };
	});
	return applyAudited({ clock, ...administration }, 'trust add', async (store) => {
		const anchors: TrustAnchor[] = [];
		for (const anchor of checked) anchors.push(await store.trust.addAnchor(anchor));
		const installed = await store.trust.listAnchors(kind);
		return {
			value: { anchors, warnings: anchors.flatMap((anchor) => toIncompleteText(installed, anchor) ?? []) },
			subject: anchors.map(toAnchorText).join(', '),
			detail: anchors.map(({ subject, fingerprint }) => `${subject}, sha256=${fingerprint}`).join('; '),
			after: anchors.map(({ alias, subject, fingerprint, notAfter }) => ({ alias, subject, fingerprint, notAfter })),
		};
	});
}
