import type { MacAddress } from '../../domain/mac-address.ts';
import type { CertificatePlan } from '../certificate-plan.ts';
import type { DefectRow } from './defect.ts';
import { hasCommonName, mapMacNames } from './mac-places.ts';
import { nextMac } from './next-mac.ts';

/** Good names of the wrong device, or of none. */
export const macDefects: readonly DefectRow[] = [
	{
		name: 'other-mac',
		breaks: 'a good certificate of the device with the next MAC address',
		rule: 'the path names another device',
		reason: 'binding.other-device',
		alterMac: nextMac,
	},
	{
		name: 'oui-outside',
		breaks: 'it names a device of another maker',
		rule: 'the OUIs of the trust anchor',
		reason: 'certificate.oui-not-allowed',
		needs: 'oui-scope',
		appliesTo: { words: 'anchors limited to OUIs', holds: ({ anchor }) => anchor.ouis.length > 0 },
		alterMac: (mac) => withFirstOctet(mac, (octet) => octet ^ 0x40),
	},
	{
		name: 'no-mac',
		breaks: 'the attributes that name the device are not there',
		rule: 'the MAC rules of the trust anchor',
		reason: 'certificate.no-mac',
		alterRecipe: (device) => mapMacNames(device, () => undefined),
	},
	{
		name: 'generic',
		breaks: 'the certificate that makers give to devices without one of their own; it names none',
		rule: 'the MAC rules of the trust anchor',
		reason: 'certificate.no-mac',
		alterMac: () => undefined,
	},
	{
		name: 'eui-64',
		breaks: 'it names the device by an EUI-64 of eight octets',
		rule: 'RFC 10031: octets are compared, not converted',
		reason: 'certificate.no-mac',
		alterMac: (mac) => `${mac.slice(0, 6)}fffe${mac.slice(6)}`,
	},
	{
		name: 'two-macs',
		breaks: 'a second MAC address beside the first, in every attribute that has one',
		rule: 'exactly one MAC address',
		reason: 'certificate.ambiguous-mac',
		alterPlan: (plan, { mac, planFor }) => withBoth(plan, planFor(nextMac(mac))),
	},
	{
		name: 'two-cns',
		breaks: 'two common names with a MAC address each',
		rule: 'exactly one MAC address',
		reason: 'certificate.ambiguous-mac',
		appliesTo: hasCommonName,
		alterPlan: (plan, { mac, planFor }) => ({ ...plan, subject: withBoth(plan, planFor(nextMac(mac))).subject }),
	},
	{
		name: 'multicast',
		breaks: 'a MAC address with the group bit',
		rule: 'IEEE 802, individual address',
		reason: 'certificate.mac-invalid',
		alterMac: (mac) => withFirstOctet(mac, (octet) => octet | 1),
	},
	{
		name: 'broadcast',
		breaks: 'the MAC address of everybody',
		rule: 'IEEE 802, individual address',
		reason: 'certificate.mac-invalid',
		alterMac: () => 'f'.repeat(12),
	},
	{
		name: 'zero',
		breaks: 'a MAC address of zeros',
		rule: 'no device has it',
		reason: 'certificate.mac-invalid',
		alterMac: () => '0'.repeat(12),
	},
];

function withFirstOctet(mac: MacAddress, alter: (octet: number) => number): string {
	return (
		alter(Number.parseInt(mac.slice(0, 2), 16))
			.toString(16)
			.padStart(2, '0') + mac.slice(2)
	);
}

function withBoth(plan: CertificatePlan, other: CertificatePlan): CertificatePlan {
	const missingFrom = <Item>(items: readonly Item[], others: readonly Item[]): Item[] => {
		const known = new Set(items.map((item) => JSON.stringify(item)));
		return others.filter((item) => !known.has(JSON.stringify(item)));
	};
	return {
		...plan,
		subject: [...plan.subject, ...missingFrom(plan.subject, other.subject)],
		subjectAltNames: [...plan.subjectAltNames, ...missingFrom(plan.subjectAltNames, other.subjectAltNames)],
	};
}
