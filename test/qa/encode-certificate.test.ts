import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { type CertificatePlan, type PlannedName, planAuthority, planDevice } from '../../src/qa/certificate-plan.ts';
import { defectsFor } from '../../src/qa/defects.ts';
import { encodeCertificate } from '../../src/qa/encode-certificate.ts';
import { canEncodeWithForge, encodeWithForge } from '../../src/qa/encode-with-forge.ts';
import { encodeWithPkijs } from '../../src/qa/encode-with-pkijs.ts';
import { type Issuer, type SubjectKey, toKeyIdentifier } from '../../src/qa/issuer.ts';
import { generateKeys, type KeyPair } from '../../src/qa/mint.ts';
import { extendedKeyUsageOids, keyUsages } from '../../src/qa/recipe.ts';
import { loadRecipe } from '../../src/qa/test-ca.ts';

const now = new Date();
const mac = requireMacAddress('0013d1aabbcc');
const recipe = await loadRecipe('spectralink');
const { hierarchy, device } = recipe;
const planFor = (digits: string | undefined): CertificatePlan => planDevice(device, digits, now);
const plan = planFor(mac);
const issuerName: PlannedName = [[{ type: 'O', text: 'Größe' }], [{ type: 'CN', text: 'Issuer' }]];

let rsa: { readonly subject: KeyPair; readonly issuer: KeyPair };
let ec: KeyPair;
beforeAll(async () => {
	rsa = { subject: await generateKeys('rsa-2048'), issuer: await generateKeys('rsa-2048') };
	ec = await generateKeys('ec-p256');
});

const keyOf = ({ publicKey }: KeyPair): SubjectKey => ({
	publicKey,
	keyIdentifier: toKeyIdentifier(publicKey),
	serialNumber: Buffer.from(`8${'0123456789abcdef'.repeat(2).slice(1)}`, 'hex'),
});
const issuerOf = ({ publicKey, privateKey }: KeyPair, subject = issuerName): Issuer => ({
	subject,
	keyIdentifier: toKeyIdentifier(publicKey),
	privateKey,
});

const viewOfNode = (der: Buffer) => {
	const { subject, issuer, serialNumber, validFrom, validTo, ca, keyUsage, subjectAltName, publicKey } = new X509Certificate(der);
	const key = publicKey.export({ type: 'spki', format: 'der' });
	return { subject, issuer, serialNumber, validFrom, validTo, ca, keyUsage, subjectAltName, key };
};
const parse = (der: Buffer) => {
	const parsed = parseCertificate(der);
	if (!parsed.ok) throw new Error(parsed.reason.detail);
	return parsed.value;
};
const viewOfPki = (der: Buffer) => {
	const { publicKey, ...rest } = parse(der);
	return { ...rest, publicKey: publicKey.der };
};
const textsOf = (name: PlannedName) => name.map((rdn) => rdn.map(({ text }) => text));

/** Defects that our own reader refuses to parse. */
const unreadable = ['duplicate-extension', 'oversized-certificate'];

/** RSA certificates that a recipe or a defect may ask for. */
const plans: [string, CertificatePlan][] = [
	...hierarchy.map((authority, index): [string, CertificatePlan] => [`authority ${index}`, planAuthority(authority, now)]),
	...defectsFor(recipe)
		.filter(({ name }) => !['multi-valued-rdn', 'multi-valued-two', ...unreadable].includes(name))
		.map(({ name, alterMac, alterRecipe, alterPlan }): [string, CertificatePlan] => {
			const altered = alterRecipe?.(device, { mac, recipe }) ?? device;
			const planForDefect = (digits: string | undefined) => planDevice(altered, digits, now);
			const planned = planForDefect(alterMac === undefined ? mac : alterMac(mac));
			return [`defect ${name}`, alterPlan?.(planned, { recipe, mac, now, planFor: planForDefect }) ?? planned];
		}),
	...(['utf8', 'printable', 'ia5', 't61', 'bmp'] as const).map((encoding): [string, CertificatePlan] => [
		`a name in ${encoding}`,
		{ ...plan, subject: [[{ type: 'CN', text: encoding === 'utf8' || encoding === 'bmp' ? 'Größe Ω' : 'plain', encoding }]] },
	]),
	['attributes with a string type of their own', { ...plan, subject: [[{ type: 'DC', text: 'net' }], [{ type: 'UID', text: 'u' }]] }],
	['every key usage', { ...plan, keyUsage: keyUsages }],
	['one key usage', { ...plan, keyUsage: ['encipherOnly'] }],
	['every extended key usage', { ...plan, extendedKeyUsage: [...Object.values(extendedKeyUsageOids), '1.3.6.1.4.1.99999.1'] }],
	['a purpose that is no purpose elsewhere', { ...plan, extendedKeyUsage: ['2.5.29.46', '1.2.840.113549.1.9.1'] }],
	['no usages', { ...plan, keyUsage: [], extendedKeyUsage: [] }],
	['a path length above 127', { ...plan, basicConstraints: { ca: true, pathLength: 200 } }],
	[
		'alternative names that are text',
		{
			...plan,
			subjectAltNames: [
				{ kind: 'dns', text: `${mac}.example.net` },
				{ kind: 'uri', text: `urn:mac:${mac}` },
				{ kind: 'email', text: 'a@example.net' },
			],
		},
	],
	...(['sha1', 'sha256', 'sha384', 'sha512'] as const).map((digest): [string, CertificatePlan] => [digest, { ...plan, digest }]),
];

describe('what both libraries can write', () => {
	it.each(plans)('is read alike from either: %s', (_name, each) => {
		const [key, issuer] = [keyOf(rsa.subject), issuerOf(rsa.issuer)];
		expect(canEncodeWithForge(each, key, issuer)).toBe(true);
		const forged = encodeWithForge(each, key, issuer);
		const other = encodeWithPkijs(each, key, issuer);
		expect(viewOfNode(forged)).toEqual(viewOfNode(other));
		expect(viewOfPki(forged)).toEqual(viewOfPki(other));
		expect(forged).toEqual(other);
		expect(encodeCertificate(each, key, issuer)).toEqual(forged);
	});

	it.each(plans)('says what was planned: %s', (_name, each) => {
		const [key, issuer] = [keyOf(rsa.subject), issuerOf(rsa.issuer)];
		const der = encodeWithForge(each, key, issuer);
		const { subject, issuer: signer, notBefore, notAfter, serial, extensions } = parse(der);
		expect([subject, signer].map(({ rdns }) => rdns.map((rdn) => rdn.map(({ text }) => text)))).toEqual(
			[each.subject, issuerName].map(textsOf),
		);
		const toSecond = (date: Date) => Math.floor(date.getTime() / 1000) * 1000;
		expect([notBefore, notAfter].map(Number)).toEqual([each.notBefore, each.notAfter].map(toSecond));
		expect(serial).toBe(Buffer.from(key.serialNumber).toString('hex'));
		expect(extensions.subjectKeyId).toBe(Buffer.from(key.keyIdentifier).toString('hex'));
		expect(extensions.authorityKeyId).toBe(Buffer.from(issuer.keyIdentifier).toString('hex'));
		expect(extensions.extendedKeyUsage ?? []).toEqual(each.extendedKeyUsage);
		expect(extensions.keyUsage ?? 0).toBe(each.keyUsage.reduce((bits, usage) => bits | (1 << keyUsages.indexOf(usage)), 0));
		expect(extensions.subjectAltName?.map((name) => ('text' in name ? name.text : name)) ?? []).toEqual(
			each.subjectAltNames.map((name) => ('text' in name ? name.text : name)),
		);
		const { ca = false, pathLength } = each.basicConstraints ?? {};
		expect(extensions.basicConstraints ?? { isCa: false, pathLength: undefined }).toEqual({ isCa: ca, pathLength });
		expect(extensions.unknownCritical).toEqual(each.otherExtensions.map(({ oid }) => oid));
		expect(new X509Certificate(der).verify(rsa.issuer.publicKey)).toBe(true);
	});
});

describe.each([
	['forge', encodeWithForge],
	['pkijs', encodeWithPkijs],
] as const)('a date by %s', (_library, encode) => {
	it.each([
		['1949-12-31T23:59:59Z', 'GeneralizedTime'],
		['1950-01-01T00:00:00Z', 'UTCTime'],
		['2049-12-31T23:59:59.999Z', 'UTCTime'],
		['2050-01-01T00:00:00Z', 'GeneralizedTime'],
		['2051-02-03T04:05:06.789Z', 'GeneralizedTime'],
		['9999-12-31T23:59:59Z', 'GeneralizedTime'],
	])('%s is a %s', (text, type) => {
		const notAfter = new Date(text);
		const der = encode({ ...plan, notAfter }, keyOf(rsa.subject), issuerOf(rsa.issuer));
		const digits = `${text.slice(0, 19).replaceAll(/\D/g, '')}Z`;
		const encoded = type === 'UTCTime' ? `\u0017\u000d${digits.slice(2)}` : `\u0018\u000f${digits}`;
		expect(der.includes(encoded)).toBe(true);
		notAfter.setUTCMilliseconds(0);
		expect(parse(der).notAfter).toEqual(notAfter);
		expect(new Date(new X509Certificate(der).validTo)).toEqual(notAfter);
	});
});

describe('canEncodeWithForge', () => {
	const twoInOne: PlannedName = [
		[
			{ type: 'O', text: 'x' },
			{ type: 'CN', text: 'y' },
		],
	];
	const withAltName = (altName: CertificatePlan['subjectAltNames'][number]) => ({ plan: { ...plan, subjectAltNames: [altName] } });
	it.each<[string, () => { plan?: CertificatePlan; subject?: KeyPair; issuer?: Issuer; signer?: KeyPair }]>([
		['reject/a key on a curve', () => ({ subject: ec })],
		['reject/an issuer with a key on a curve', () => ({ issuer: issuerOf(ec), signer: ec })],
		['reject/two attributes in an RDN', () => ({ plan: { ...plan, subject: twoInOne } })],
		["reject/two attributes in an RDN of the issuer's name", () => ({ issuer: issuerOf(rsa.issuer, twoInOne) })],
		['reject/MAC otherName', () => withAltName({ kind: 'macAddress', bytes: Buffer.from(mac, 'hex') })],
		['reject/hardware otherName', () => withAltName({ kind: 'hardwareModuleName', type: '1.3.6.1.4.1.99999', serial: 'A' })],
		['reject/directory name', () => withAltName({ kind: 'directoryName', name: issuerName })],
	])('%s, which encodeCertificate writes nevertheless', (_name, change) => {
		const { plan: each = plan, subject = rsa.subject, issuer = issuerOf(rsa.issuer), signer = rsa.issuer } = change();
		expect(canEncodeWithForge(each, keyOf(subject), issuer)).toBe(false);
		const der = encodeCertificate(each, keyOf(subject), issuer);
		expect(new X509Certificate(der).verify(signer.publicKey)).toBe(true);
		const texts = parse(der).subject.rdns.map((rdn) => new Set(rdn.map(({ text }) => text)));
		expect(texts).toEqual(textsOf(each.subject).map((rdn) => new Set(rdn)));
		expect(parse(der).extensions.subjectAltName?.map(({ kind }) => kind) ?? []).toEqual(
			each.subjectAltNames.map(({ kind }) => (kind === 'directoryName' ? kind : 'otherName')),
		);
	});
});
