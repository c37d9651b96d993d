import { type AttributeType, type DeviceRecipe, namesMac, type RecipeName, type RecipeSubjectAltName } from '../recipe.ts';
import type { Applicability } from './defect.ts';

type RecipeRdn = RecipeName[number];
type RecipeAttribute = NonNullable<RecipeRdn[AttributeType]>;

/** Every text that names the MAC, altered; undefined leaves its attribute out. Names of octets have no room for text and are left out. */
export function mapMacNames(device: DeviceRecipe, alter: (template: string) => string | undefined): DeviceRecipe {
	const subject = mapName(device.subject, alter);
	const subjectAltNames = device.subjectAltNames.flatMap((altName) => mapAltName(altName, alter));
	return { ...device, subject, subjectAltNames };
}

function mapName(name: RecipeName, alter: (template: string) => string | undefined): RecipeName {
	return name.flatMap((rdn) => {
		const attributes = Object.entries(rdn).flatMap(([type, attribute]): [string, RecipeAttribute][] => {
			const template = toTemplate(attribute);
			if (!namesMac(template)) return [[type, attribute]];
			const altered = alter(template);
			if (altered === undefined) return [];
			return [[type, typeof attribute === 'string' ? altered : { ...attribute, text: altered }]];
		});
		return attributes.length === 0 ? [] : [Object.fromEntries(attributes)];
	});
}

function mapAltName(altName: RecipeSubjectAltName, alter: (template: string) => string | undefined): RecipeSubjectAltName[] {
	if (!namesMac(JSON.stringify(altName))) return [altName];
	if ('macAddress' in altName) return [];
	if ('directoryName' in altName) {
		const directoryName = mapName(altName.directoryName, alter);
		return directoryName.length === 0 ? [] : [{ directoryName }];
	}
	if ('hardwareModuleName' in altName) {
		const serial = alter(altName.hardwareModuleName.serial);
		return serial === undefined ? [] : [{ hardwareModuleName: { ...altName.hardwareModuleName, serial } }];
	}
	if ('dns' in altName) return mapText(alter(altName.dns), (dns) => ({ dns }));
	if ('uri' in altName) return mapText(alter(altName.uri), (uri) => ({ uri }));
	return mapText(alter(altName.email), (email) => ({ email }));
}

function mapText(text: string | undefined, toAltName: (text: string) => RecipeSubjectAltName): RecipeSubjectAltName[] {
	return text === undefined ? [] : [toAltName(text)];
}

export function toTemplate(attribute: RecipeAttribute): string {
	return typeof attribute === 'string' ? attribute : attribute.text;
}

/** Whether an attribute of the RDN names the MAC. */
export function rdnNamesMac(rdn: RecipeRdn): boolean {
	return Object.values(rdn).some((attribute) => namesMac(toTemplate(attribute)));
}

export const hasCommonName: Applicability = {
	words: 'MAC in the common name',
	holds: ({ device }) => device.subject.some((rdn) => rdn.CN !== undefined && namesMac(toTemplate(rdn.CN))),
};

export const hasSubjectMac: Applicability = {
	words: 'MAC in the subject',
	holds: ({ device }) => device.subject.some(rdnNamesMac),
};

export const hasTextMac: Applicability = {
	words: 'MAC in a text',
	holds: ({ device }) =>
		device.subject.some(rdnNamesMac) ||
		device.subjectAltNames.some((altName) => !('macAddress' in altName) && namesMac(JSON.stringify(altName))),
};
