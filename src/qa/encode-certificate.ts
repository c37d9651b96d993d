import type { CertificatePlan } from './certificate-plan.ts';
import { canEncodeWithForge, encodeWithForge } from './encode-with-forge.ts';
import { encodeWithPkijs } from './encode-with-pkijs.ts';
import type { Issuer, SubjectKey } from './issuer.ts';

/** A signed certificate, DER bytes (RFC 5280 4.1). Both libraries write the same bytes where both can (ADR 9). */
export function encodeCertificate(plan: CertificatePlan, key: SubjectKey, issuer: Issuer): Buffer {
	return canEncodeWithForge(plan, key, issuer) ? encodeWithForge(plan, key, issuer) : encodeWithPkijs(plan, key, issuer);
}
