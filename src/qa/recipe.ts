import { z } from 'zod';
import { DmsError } from '../domain/errors.ts';
import { type MacAddress, requireMacAddress, requireOui } from '../domain/mac-address.ts';
import { digestFloors, macSources } from '../domain/trust-anchor.ts';
import { checkMacRules } from '../pki/mac-rule.ts';

const keyTypes = ['rsa-1024', 'rsa-2048', 'rsa-3072', 'rsa-4096', 'ec-p256', 'ec-p384', 'ec-p521'] as const;
export type KeyType = (typeof keyTypes)[number];

const digests = ['sha1', 'sha256', 'sha384', 'sha512'] as const;
export type Digest = (typeof digests)[number];
/** Of a signature: MD5 is for defects alone, no recipe may have it. */
export type SignatureDigest = Digest | 'md5';

/** In the order of their bits (RFC 5280 4.2.1.3). */
export const keyUsages = [
	'digitalSignature',
	'nonRepudiation',
	'keyEncipherment',
	'dataEncipherment',
	'keyAgreement',
	'keyCertSign',
	'cRLSign',
	'encipherOnly',
	'decipherOnly',
] as const;
export type KeyUsage = (typeof keyUsages)[number];

/** Short names of extended key usages; a recipe may also give an object identifier. */
export const extendedKeyUsageOids = {
	serverAuth: '1.3.6.1.5.5.7.3.1',
	clientAuth: '1.3.6.1.5.5.7.3.2',
	codeSigning: '1.3.6.1.5.5.7.3.3',
	emailProtection: '1.3.6.1.5.5.7.3.4',
	anyExtendedKeyUsage: '2.5.29.37.0',
} as const;

/** Short names of the attribute types that a name of a recipe may have. */
export const attributeOids = {
	CN: '2.5.4.3',
	serialNumber: '2.5.4.5',
	C: '2.5.4.6',
	L: '2.5.4.7',
	ST: '2.5.4.8',
	O: '2.5.4.10',
	OU: '2.5.4.11',
	title: '2.5.4.12',
	dnQualifier: '2.5.4.46',
	UID: '0.9.2342.19200300.100.1.1',
	DC: '0.9.2342.19200300.100.1.25',
	emailAddress: '1.2.840.113549.1.9.1',
} as const;
export type AttributeType = keyof typeof attributeOids;
const attributeTypes = Object.keys(attributeOids) as AttributeType[];

const stringEncodings = ['utf8', 'printable', 'ia5', 't61', 'bmp'] as const;
export type StringEncoding = (typeof stringEncodings)[number];

/** What a template may say of the device, by its twelve lower-case digits. */
export const placeholders: Readonly<Record<string, (digits: string) => string>> = {
	'mac:lower': (digits) => digits,
	'mac:upper': (digits) => digits.toUpperCase(),
	'mac:colon': (digits) => toPairs(digits).join(':'),
	'mac:colon-upper': (digits) => toPairs(digits).join(':').toUpperCase(),
	'mac:dash': (digits) => toPairs(digits).join('-'),
	'mac:dash-upper': (digits) => toPairs(digits).join('-').toUpperCase(),
	'mac:dotted': (digits) => (digits.match(/.{4}/g) ?? []).join('.'),
	/** A serial number of eight decimal digits, as a factory would count. */
	serial: (digits) => String(Number.parseInt(digits.slice(6), 16)).padStart(8, '0'),
};

const placeholderPattern = /\{([^{}]*)\}/g;

/** Replaces every `{placeholder}`; without a MAC, those of the MAC become the word that makers put into generic certificates. */
export function expandTemplate(template: string, mac: string | undefined): string {
	return template.replace(placeholderPattern, (whole, name: string) => {
		if (mac === undefined) return name.startsWith('mac:') ? 'generic' : '00000000';
		return placeholders[name]?.(mac) ?? whole;
	});
}

/** Whether a template says anything of the MAC address. */
export function namesMac(template: string): boolean {
	return template.includes('{mac:');
}

const text = z
	.string()
	.min(1)
	.max(256)
	.refine((value) => value.isWellFormed(), 'is not Unicode text');
const template = text.refine(
	(value) => [...value.matchAll(placeholderPattern)].every(([, name = '']) => Object.hasOwn(placeholders, name)),
	`has an unknown placeholder; known are ${Object.keys(placeholders)
		.map((name) => `{${name}}`)
		.join(', ')}`,
);
const attribute = z.union([template, z.strictObject({ text: template, encoding: z.enum(stringEncodings) })]);
/** RDNs in the order of the DER; one with several attributes is multi-valued. */
const name = z
	.array(z.partialRecord(z.enum(attributeTypes), attribute))
	.min(1)
	.max(16);
/** Under 0 and 1 there are 40 arcs (X.660). */
const oid = z.string().regex(/^([01]\.[1-3]?\d|2\.(0|[1-9]\d{0,8}))(\.(0|[1-9]\d{0,8})){0,19}$/, 'is not an object identifier');

const subjectAltName = z.union([
	z.strictObject({ dns: template }),
	z.strictObject({ uri: template }),
	z.strictObject({ email: template }),
	/** otherName id-on-MACAddress (RFC 10031): the octets of a MAC in hexadecimal. */
	z.strictObject({ macAddress: template }),
	/** otherName id-on-hardwareModuleName (RFC 4108). */
	z.strictObject({ hardwareModuleName: z.strictObject({ type: oid, serial: template }) }),
	z.strictObject({ directoryName: name }),
]);

/** Years before and after the moment of minting; `unlimited` is 99991231235959Z (RFC 5280 4.1.2.5). */
const validity = z.strictObject({
	yearsBefore: z.number().min(0).max(100),
	yearsAfter: z.union([z.number().gt(0).max(200), z.literal('unlimited')]),
});

const common = { subject: name, key: z.enum(keyTypes), digest: z.enum(digests), validity };

const authority = z.strictObject({ ...common, pathLength: z.int().min(0).max(10).optional() });

const device = z.strictObject({
	...common,
	/** The subject of the certificate that the maker gives to devices without one of their own; without it {@link expandTemplate} makes one. */
	genericSubject: name.exactOptional(),
	subjectAltNames: z.array(subjectAltName).max(16).default([]),
	/** Whether the certificate says CA:FALSE, or has no basic constraints. */
	basicConstraints: z.boolean().default(true),
	keyUsage: z.array(z.enum(keyUsages)).default([]),
	extendedKeyUsage: z.array(z.union([z.enum(Object.keys(extendedKeyUsageOids) as (keyof typeof extendedKeyUsageOids)[]), oid])).default([]),
});

const macRule = z
	.strictObject({ source: z.enum(macSources), pattern: z.string().min(1).max(256).exactOptional() })
	.refine(isUsableRule, 'has a pattern that is no RE2 expression with one capture group at most');

/** What an operator says of the trust anchors, so that they vouch for such devices and no others. */
const anchor = z.strictObject({
	/** First halves of the MAC addresses, six lower-case digits; empty: any. */
	ouis: z
		.array(
			z
				.string()
				.regex(/^[0-9a-f]{6}$/, 'is not six lower-case hexadecimal digits')
				.transform((oui) => requireOui(oui)),
		)
		.default([]),
	/** Empty: the default rules. */
	macRules: z.array(macRule).max(8).default([]),
	/** Where the devices have signatures weaker than the default floor. The TLS library must take them as well: level 0 of OpenSSL. */
	digestFloor: z.enum(digestFloors).exactOptional(),
});

const recipe = z.strictObject({
	/** As on the command line. */
	name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not lower-case words with dashes'),
	title: text,
	/** Root first, the authority that signs devices last. */
	hierarchy: z.array(authority).min(1).max(4),
	device,
	anchor: anchor.prefault({}),
});

export type RecipeName = z.infer<typeof name>;
export type RecipeSubjectAltName = z.infer<typeof subjectAltName>;
export type AuthorityRecipe = z.infer<typeof authority>;
export type DeviceRecipe = z.infer<typeof device>;
/** The shape of a maker's certificates: hierarchy and device certificate. */
export type Recipe = z.infer<typeof recipe>;

/** @throws DmsError `qa.recipe-invalid` with every finding. */
export function parseRecipe(json: string): Recipe {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch (cause) {
		throw new DmsError('qa.recipe-invalid', 'the recipe is not JSON', { cause });
	}
	const parsed = recipe.safeParse(value);
	if (parsed.success) return parsed.data;
	const findings = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'recipe'}: ${issue.message}`);
	throw new DmsError('qa.recipe-invalid', findings[0] ?? 'the recipe is not valid', { findings });
}

/** A MAC address for which the trust anchors of this recipe may vouch; locally administered where they may for any. */
export function toRecipeMac({ anchor: { ouis } }: Recipe, number: number): MacAddress {
	const serial = (number & 0xff_ffff).toString(16).padStart(6, '0');
	return requireMacAddress(`${ouis[0] ?? '020000'}${serial}`);
}

function isUsableRule({ source, pattern }: { readonly source: (typeof macSources)[number]; readonly pattern?: string }): boolean {
	try {
		checkMacRules([{ source, ...(pattern === undefined ? {} : { pattern }) }]);
		return true;
	} catch {
		return false;
	}
}

function toPairs(digits: string): string[] {
	return digits.match(/../g) ?? [];
}
