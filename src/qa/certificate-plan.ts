import {
	type AttributeType,
	type AuthorityRecipe,
	type DeviceRecipe,
	expandTemplate,
	extendedKeyUsageOids,
	type KeyType,
	type KeyUsage,
	namesMac,
	type RecipeName,
	type RecipeSubjectAltName,
	type SignatureDigest,
	type StringEncoding,
} from './recipe.ts';

export interface PlannedAttribute {
	readonly type: AttributeType;
	readonly text: string;
	/** Undefined: as {@link toEncoding} says. */
	readonly encoding?: StringEncoding;
}

/** RDNs in the order of the DER. */
export type PlannedName = readonly (readonly PlannedAttribute[])[];

export type PlannedAltName =
	| { readonly kind: 'dns' | 'uri' | 'email'; readonly text: string }
	| { readonly kind: 'macAddress'; readonly bytes: Uint8Array }
	| { readonly kind: 'hardwareModuleName'; readonly type: string; readonly serial: string }
	| { readonly kind: 'directoryName'; readonly name: PlannedName };

/** Everything that a certificate says, but for its keys: what a defect may alter before it is minted. */
export interface CertificatePlan {
	readonly subject: PlannedName;
	readonly key: KeyType;
	/** Of the signature under the certificate. */
	readonly digest: SignatureDigest;
	readonly notBefore: Date;
	readonly notAfter: Date;
	/** Undefined: no basic constraints. */
	readonly basicConstraints?: { readonly ca: boolean; readonly pathLength?: number };
	readonly keyUsage: readonly KeyUsage[];
	/** Object identifiers. */
	readonly extendedKeyUsage: readonly string[];
	readonly subjectAltNames: readonly PlannedAltName[];
	readonly otherExtensions: readonly { readonly oid: string; readonly critical: boolean; readonly value: Uint8Array }[];
}

/** Tags of the alternative names that are text (RFC 5280 4.2.1.6). */
export const textNameTags = { email: 1, dns: 2, uri: 6 } as const;

/** Where RFC 5280 appendix A leaves no choice of the string type, and UTF8String elsewhere. */
const requiredEncodings: Partial<Record<AttributeType, StringEncoding>> = {
	C: 'printable',
	serialNumber: 'printable',
	dnQualifier: 'printable',
	emailAddress: 'ia5',
	DC: 'ia5',
};

/** For what is not to end: 99991231235959Z (RFC 5280 4.1.2.5). */
export const endOfTime = new Date(Date.UTC(9999, 11, 31, 23, 59, 59));

/** The certificate of an authority. */
export function planAuthority(recipe: AuthorityRecipe, now: Date): CertificatePlan {
	return {
		...planCommon(recipe, undefined, now),
		basicConstraints: { ca: true, ...(recipe.pathLength === undefined ? {} : { pathLength: recipe.pathLength }) },
		keyUsage: ['keyCertSign', 'cRLSign'],
		extendedKeyUsage: [],
		subjectAltNames: [],
	};
}

/** The certificate of a device with this MAC, twelve lower-case digits; undefined: a generic one that names no device. */
export function planDevice(recipe: DeviceRecipe, mac: string | undefined, now: Date): CertificatePlan {
	const subject = mac === undefined ? (recipe.genericSubject ?? recipe.subject) : recipe.subject;
	return {
		...planCommon({ ...recipe, subject }, mac, now),
		...(recipe.basicConstraints ? { basicConstraints: { ca: false } } : {}),
		keyUsage: recipe.keyUsage,
		extendedKeyUsage: recipe.extendedKeyUsage.map(toExtendedKeyUsageOid),
		subjectAltNames: recipe.subjectAltNames.flatMap((altName) => planAltName(altName, mac)),
	};
}

function planCommon(recipe: AuthorityRecipe | DeviceRecipe, mac: string | undefined, now: Date) {
	const { yearsBefore, yearsAfter } = recipe.validity;
	return {
		subject: planName(recipe.subject, mac),
		key: recipe.key,
		digest: recipe.digest,
		notBefore: addYears(now, -yearsBefore),
		notAfter: yearsAfter === 'unlimited' ? endOfTime : addYears(now, yearsAfter),
		otherExtensions: [],
	};
}

export function planName(name: RecipeName, mac: string | undefined): PlannedName {
	return name.map((rdn) =>
		Object.entries(rdn).map(([type, value]) => {
			const { text, ...encoding } = typeof value === 'string' ? { text: value } : value;
			return { type: type as AttributeType, text: expandTemplate(text, mac), ...encoding };
		}),
	);
}

/** A name that cannot be written without the MAC is left out. */
function planAltName(altName: RecipeSubjectAltName, mac: string | undefined): PlannedAltName[] {
	if (mac === undefined && namesMac(JSON.stringify(altName))) return [];
	if ('macAddress' in altName) return [{ kind: 'macAddress', bytes: Buffer.from(expandTemplate(altName.macAddress, mac), 'hex') }];
	if ('hardwareModuleName' in altName) {
		const { type, serial } = altName.hardwareModuleName;
		return [{ kind: 'hardwareModuleName', type, serial: expandTemplate(serial, mac) }];
	}
	if ('directoryName' in altName) return [{ kind: 'directoryName', name: planName(altName.directoryName, mac) }];
	if ('dns' in altName) return [{ kind: 'dns', text: expandTemplate(altName.dns, mac) }];
	if ('uri' in altName) return [{ kind: 'uri', text: expandTemplate(altName.uri, mac) }];
	return [{ kind: 'email', text: expandTemplate(altName.email, mac) }];
}

function toExtendedKeyUsageOid(name: string): string {
	const known: Readonly<Record<string, string>> = extendedKeyUsageOids;
	return known[name] ?? name;
}

/** The string type of an attribute. */
export function toEncoding({ type, encoding }: PlannedAttribute): StringEncoding {
	return encoding ?? requiredEncodings[type] ?? 'utf8';
}

/** Whole years go by the calendar, so that both ends show the same day; the rest in days. */
export function addYears(date: Date, years: number): Date {
	const whole = Math.trunc(years);
	const result = new Date(date);
	result.setUTCFullYear(date.getUTCFullYear() + whole);
	return new Date(result.getTime() + Math.round((years - whole) * 365) * 86_400_000);
}
