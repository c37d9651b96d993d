import type { RecipeName } from '../recipe.ts';
import type { DefectRow } from './defect.ts';
import { hasCommonName, hasSubjectMac, hasTextMac, mapMacNames, rdnNamesMac } from './mac-places.ts';
import { nextMac } from './next-mac.ts';

/** Names that a careless reader takes for other ones. */
export const nameDefects: readonly DefectRow[] = [
	{
		name: 'cn-injection',
		breaks: 'its only name is a common name that ends in text like another one',
		rule: 'the whole attribute must be a MAC address',
		reason: 'certificate.no-mac',
		appliesTo: hasCommonName,
		alterPlan: (plan, { mac }) => ({
			...plan,
			subject: [[{ type: 'CN', text: `${mac.toUpperCase()},CN=${nextMac(mac).toUpperCase()}` }]],
			subjectAltNames: [],
		}),
	},
	{
		name: 'attribute-injection',
		breaks: 'a certificate of the next device, with the names of this one as text inside its organization and title',
		rule: 'names are read from DER, attribute by attribute (RFC 5280 4.1.2.4)',
		reason: 'binding.other-device',
		alterMac: nextMac,
		alterPlan: (plan, { mac }) => ({
			...plan,
			subject: [
				[{ type: 'O', text: toInjection(mac, ', ') }],
				...plan.subject.filter((rdn) => rdn.every(({ type }) => type !== 'O')),
				[{ type: 'title', text: toInjection(mac, '/') }],
			],
		}),
	},
	{
		name: 'nul',
		breaks: 'a NUL after the MAC address, where some readers stop, and more text after it',
		rule: 'the whole attribute must be a MAC address',
		reason: 'certificate.no-mac',
		appliesTo: hasTextMac,
		alterRecipe: (device) => mapMacNames(device, (template) => `${template}\0.example.net`),
	},
	{
		name: 'newline',
		breaks: 'a line break before the MAC address, and text that makes the next line look like a name',
		rule: 'the whole attribute must be a MAC address',
		reason: 'certificate.no-mac',
		appliesTo: hasTextMac,
		alterRecipe: (device) => mapMacNames(device, (template) => `device\nCN=${template}`),
	},
	{
		name: 'multi-valued-rdn',
		breaks: 'nothing: a good certificate whose MAC address shares its RDN with another attribute',
		rule: 'RFC 5280 4.1.2.4',
		reason: 'granted',
		appliesTo: hasSubjectMac,
		alterRecipe: (device) => ({ ...device, subject: withCompany(device.subject) }),
	},
	{
		name: 'multi-valued-two',
		breaks: 'two common names with a MAC address each, in one RDN',
		rule: 'exactly one MAC address',
		reason: 'certificate.ambiguous-mac',
		appliesTo: hasCommonName,
		alterPlan: (plan, { mac }) => ({
			...plan,
			subject: plan.subject.map((rdn) =>
				rdn.flatMap((attribute) =>
					attribute.type === 'CN' ? [attribute, { ...attribute, text: nextMac(mac).toUpperCase() }] : [attribute],
				),
			),
		}),
	},
];

function toInjection(mac: string, separator: string): string {
	const names = ['CN', 'serialNumber', 'ST'].flatMap((type) => [mac, mac.toUpperCase()].map((text) => `${type}=${text}`));
	return ['x', ...names].join(separator);
}

/** Lines of the printed name then begin with the other attribute. */
function withCompany(subject: RecipeName): RecipeName {
	return subject.map((rdn) => (rdnNamesMac(rdn) ? { dnQualifier: 'multi-valued', ...rdn } : rdn));
}
