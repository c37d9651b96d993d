import { DmsError } from '../domain/errors.ts';
import type { AccessReason } from '../domain/reason.ts';
import { defaultTrustPolicy, digestFloors } from '../domain/trust-anchor.ts';
import { dateDefects } from './defects/dates.ts';
import { type Defect, toDefect, toStatus } from './defects/defect.ts';
import { issuerDefects } from './defects/issuers.ts';
import { macDefects } from './defects/macs.ts';
import { nameDefects } from './defects/names.ts';
import { revocationDefects } from './defects/revocations.ts';
import { signatureDefects } from './defects/signatures.ts';
import { sizeDefects } from './defects/sizes.ts';
import { usageDefects } from './defects/usages.ts';
import type { Recipe } from './recipe.ts';

/** Every way in which a device certificate can be wrong, and a few in which it looks wrong and is not. */
export const defects: readonly Defect[] = [
	{ name: 'none', breaks: 'nothing: a good certificate', rule: 'RFC 5280 6.1', reason: 'granted' } as const,
	...dateDefects,
	...signatureDefects,
	...issuerDefects,
	...usageDefects,
	...macDefects,
	...nameDefects,
	...revocationDefects,
	...sizeDefects,
].map(toDefect);

/** @throws DmsError `qa.defect-unknown` naming all defects. */
export function findDefect(name: string): Defect {
	const defect = defects.find((candidate) => candidate.name === name);
	if (defect !== undefined) return defect;
	throw new DmsError('qa.defect-unknown', `there is no defect ${JSON.stringify(name.slice(0, 64))}`, {
		field: 'defect',
		hint: `Defects are: ${defects.map((each) => each.name).join(', ')}`,
	});
}

/** The defects that certificates of this shape can have. */
export function defectsFor(recipe: Recipe): Defect[] {
	return defects.filter(({ appliesTo }) => appliesTo === undefined || appliesTo.holds(recipe));
}

export type Expectation = Pick<Defect, 'reason' | 'reasonOnConnection' | 'status'>;

/** What comes of a certificate with this defect, of this recipe. */
export function expectationOf(defect: Defect, recipe: Recipe): Expectation {
	const { reason, reasonOnConnection, status } = defect;
	if (!isRefusedByTls(recipe) || !isPastTheCertificate(reasonOnConnection)) return { reason, reasonOnConnection, status };
	const refusal: AccessReason = 'certificate.tls-refused';
	return { reason, reasonOnConnection: refusal, status: toStatus(refusal) };
}

/** A digest below the default floor is one that OpenSSL does not take either, at its security level of today. */
function isRefusedByTls({ anchor: { digestFloor } }: Recipe): boolean {
	return digestFloor !== undefined && digestFloors.indexOf(digestFloor) < digestFloors.indexOf(defaultTrustPolicy.digestFloor);
}

/** The engine has nothing against the certificate: only then the verdict of the TLS library counts. */
function isPastTheCertificate(reason: AccessReason | null): boolean {
	return reason !== null && !reason.startsWith('certificate.');
}
