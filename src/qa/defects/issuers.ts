import { extensionOid } from '../../pki/object-identifiers.ts';
import { addYears, type CertificatePlan, planAuthority } from '../certificate-plan.ts';
import { encodeNameConstraints } from '../encode-with-pkijs.ts';
import { marginMs } from './dates.ts';
import type { Applicability, DefectContext, DefectRow } from './defect.ts';
import { nextMac } from './next-mac.ts';
import { withExtension } from './usages.ts';

/** On a connection the server does not see what was sent beside the device's certificate. */
const reasonOnConnection = 'certificate.unknown-issuer';

const hasRoom: Applicability = {
	words: 'room for a CA under the root',
	holds: ({ hierarchy }) => hierarchy.length > 1 || hierarchy[0]?.pathLength !== 0,
};

/** Certificates beside the issuing CA, which only the device sends. */
export const issuerDefects: readonly DefectRow[] = [
	{
		name: 'no-intermediate',
		breaks: 'nothing: a good certificate, sent without its issuer, which the server has',
		rule: 'RFC 8446 4.4.2',
		reason: 'granted',
		alterChain: (chain) => chain.slice(0, 1),
	},
	{
		name: 'issuer-not-installed',
		breaks: 'signed by a good CA of the maker that is sent along, but not installed',
		rule: 'issuers are taken from the trust store alone',
		reason: 'granted',
		reasonOnConnection,
		appliesTo: hasRoom,
		planIssuers: (context) => [planIssuer(context)],
	},
	{
		name: 'issuer-missing',
		breaks: 'signed by a good CA of the maker that is neither sent along nor installed',
		rule: 'RFC 5280 6.1',
		reason: 'certificate.unknown-issuer',
		planIssuers: (context) => [planIssuer(context)],
		alterChain: (chain) => chain.slice(0, 1),
	},
	{
		name: 'issuer-expired',
		breaks: 'signed by a CA of the maker that ended a month ago',
		rule: 'RFC 5280 6.1.3 (a) (2)',
		reason: 'certificate.expired',
		reasonOnConnection,
		planIssuers: (context) => [
			{ ...planIssuer(context), notBefore: addYears(context.now, -2), notAfter: new Date(context.now.getTime() - marginMs) },
		],
	},
	{
		name: 'issued-by-device',
		breaks: 'signed with the key of another device',
		rule: 'RFC 5280 6.1.4 (k)',
		reason: 'certificate.basic-constraints',
		reasonOnConnection,
		appliesTo: hasRoom,
		planIssuers: ({ mac, planFor }) => [{ ...planFor(nextMac(mac)), key: 'ec-p256' }],
	},
	{
		name: 'issuer-key-usage',
		breaks: 'signed by a CA whose key usage does not allow to sign certificates',
		rule: 'RFC 5280 6.1.4 (n)',
		reason: 'certificate.key-usage',
		reasonOnConnection,
		planIssuers: (context) => [{ ...planIssuer(context), keyUsage: ['cRLSign'] }],
	},
	{
		name: 'path-too-long',
		breaks: 'signed by a CA under one that allows none below it',
		rule: 'RFC 5280 6.1.4 (l)',
		reason: 'certificate.path-length',
		reasonOnConnection,
		planIssuers: (context) => [planIssuer(context, 'Sub CA 1'), planIssuer(context, 'Sub CA 2')],
	},
	{
		name: 'name-constraints',
		breaks: 'signed by a CA that is limited to the names of somebody else',
		rule: 'RFC 5280 6.1.3 (b)',
		reason: 'certificate.name-constraints',
		reasonOnConnection,
		appliesTo: hasRoom,
		planIssuers: (context) => {
			const value = encodeNameConstraints({ permitted: [[[{ type: 'O', text: 'Somebody Else' }]]] });
			return [withExtension(planIssuer(context), { oid: extensionOid.nameConstraints, critical: true, value })];
		},
	},
	{
		name: 'policy-required',
		breaks: 'signed by a CA that demands a certificate policy, of which the device has none',
		rule: 'RFC 5280 6.1.3 (f)',
		reason: 'certificate.policy',
		reasonOnConnection,
		appliesTo: hasRoom,
		// PolicyConstraints with requireExplicitPolicy 0.
		planIssuers: (context) => [
			withExtension(planIssuer(context), { oid: extensionOid.policyConstraints, critical: true, value: Buffer.of(0x30, 3, 0x80, 1, 0) }),
		],
	},
];

/** Like the issuing CA, under another name. Its key is on a curve: that is made in no time. */
function planIssuer({ recipe, now }: DefectContext, commonName = 'Sub CA'): CertificatePlan {
	const issuing = recipe.hierarchy.at(-1);
	if (issuing === undefined) throw new RangeError('a hierarchy has at least one authority');
	const subject = [...issuing.subject.filter((rdn) => rdn.CN === undefined), { CN: `${recipe.name} ${commonName}` }];
	return planAuthority({ ...issuing, subject, key: 'ec-p256', pathLength: 0 }, now);
}
