import { checkAll } from '../../domain/findings.ts';
import { checkChoice, checkWholeNumber } from '../../domain/limits.ts';
import { digestFloors, revocationPolicies, type TrustPolicy } from '../../domain/trust-anchor.ts';

const mostKeyBits = 16_384;
const longestGraceSeconds = 366 * 86_400;

/** @throws DmsError `value.invalid`. */
export function checkTrustPolicy(policy: TrustPolicy): void {
	checkAll([
		() => checkChoice('digestFloor', policy.digestFloor, digestFloors),
		() => checkWholeNumber('minRsaBits', policy.minRsaBits, 1024, mostKeyBits),
		() => checkWholeNumber('minEcBits', policy.minEcBits, 160, mostKeyBits),
		() => checkChoice('revocation', policy.revocation, revocationPolicies),
		() => checkWholeNumber('crlGraceSeconds', policy.crlGraceSeconds, 0, longestGraceSeconds),
	]);
}
