import { extensionOid } from '../../pki/object-identifiers.ts';
import type { CertificatePlan } from '../certificate-plan.ts';
import { extendedKeyUsageOids } from '../recipe.ts';
import type { DefectRow } from './defect.ts';

export const usageDefects: readonly DefectRow[] = [
	{
		name: 'wrong-eku',
		breaks: 'the extended key usage allows servers alone',
		rule: 'RFC 5280 4.2.1.12',
		reason: 'certificate.extended-key-usage',
		alterPlan: (plan) => ({ ...plan, extendedKeyUsage: [extendedKeyUsageOids.serverAuth] }),
	},
	{
		name: 'any-eku',
		breaks: 'the extended key usage allows anything, but does not name clients',
		rule: 'RFC 5280 4.2.1.12, as OpenSSL reads it',
		reason: 'certificate.extended-key-usage',
		alterPlan: (plan) => ({ ...plan, extendedKeyUsage: [extendedKeyUsageOids.anyExtendedKeyUsage] }),
	},
	{
		name: 'no-eku',
		breaks: 'nothing: a good certificate without an extended key usage',
		rule: 'RFC 5280 4.2.1.12',
		reason: 'granted',
		alterPlan: (plan) => ({ ...plan, extendedKeyUsage: [] }),
	},
	{
		name: 'wrong-key-usage',
		breaks: 'the key usage does not allow signatures',
		rule: 'RFC 5280 4.2.1.3',
		reason: 'certificate.key-usage',
		alterPlan: (plan) => ({ ...plan, keyUsage: ['keyEncipherment'] }),
	},
	{
		name: 'cert-sign',
		breaks: 'no CA, and yet its key usage allows to sign certificates',
		rule: 'RFC 5280 4.2.1.9',
		reason: 'certificate.key-usage',
		alterPlan: (plan) => ({ ...plan, basicConstraints: { ca: false }, keyUsage: ['digitalSignature', 'keyCertSign'] }),
	},
	{
		name: 'ca-leaf',
		breaks: 'the device certificate is a CA',
		rule: 'a device is no CA (RFC 5280 4.2.1.9)',
		reason: 'certificate.ca-leaf',
		alterPlan: (plan) => ({ ...plan, basicConstraints: { ca: true }, keyUsage: [...plan.keyUsage, 'keyCertSign'] }),
	},
	{
		name: 'critical-extension',
		breaks: 'a critical extension that nobody knows',
		rule: 'RFC 5280 6.1.5 (f)',
		reason: 'certificate.unknown-critical-extension',
		// A private arc (joint-iso-itu-t UUID) with the value NULL.
		alterPlan: (plan) => withExtension(plan, { oid: '2.25.1', critical: true, value: Buffer.of(5, 0) }),
	},
	{
		name: 'duplicate-extension',
		breaks: 'it has basic constraints twice, of which readers may take either',
		rule: 'RFC 5280 4.2',
		reason: 'certificate.malformed',
		alterPlan: (plan) => {
			const basicConstraints = { oid: extensionOid.basicConstraints, critical: true, value: Buffer.of(0x30, 0) };
			return withExtension({ ...plan, basicConstraints: { ca: false } }, basicConstraints);
		},
	},
];

export function withExtension(plan: CertificatePlan, extension: CertificatePlan['otherExtensions'][number]): CertificatePlan {
	return { ...plan, otherExtensions: [...plan.otherExtensions, extension] };
}
