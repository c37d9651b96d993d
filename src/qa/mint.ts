import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { DmsError } from '../domain/errors.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import { toPem } from '../pki/certificate.ts';
import { addYears, type CertificatePlan, planAuthority, planDevice, planName } from './certificate-plan.ts';
import { marginMs } from './defects/dates.ts';
import type { Defect, DefectContext } from './defects/defect.ts';
import { findDefect } from './defects.ts';
import { encodeCertificate } from './encode-certificate.ts';
import { encodeRevocationList, type RevokedCertificate, readRevocationList } from './encode-revocation-list.ts';
import { type Issuer, toKeyIdentifier } from './issuer.ts';
import type { KeyType, Recipe } from './recipe.ts';

export interface KeyPair {
	readonly publicKey: KeyObject;
	readonly privateKey: KeyObject;
}

/** One CA of a hierarchy. */
export interface Authority extends Issuer {
	/** Base name of its files: `root`, `intermediate-1`, ..., `issuing`. */
	readonly name: string;
	/** DER bytes. */
	readonly certificate: Buffer;
	/** DER bytes of its revocation list. */
	readonly revocationList: Buffer;
}

/** A test CA in memory. */
export interface Hierarchy {
	readonly recipe: Recipe;
	/** Root first, the authority that signs devices last; of one authority it is both. */
	readonly authorities: readonly Authority[];
}

/** What a device is given at the factory. */
export interface DeviceCredential {
	readonly defect: Defect;
	/** DER bytes. */
	readonly certificate: Buffer;
	/** DER bytes, device first, without the root: what the device sends. */
	readonly chain: readonly Buffer[];
	readonly privateKey: KeyObject;
	readonly certificatePem: string;
	readonly chainPem: string;
	readonly keyPem: string;
	/** What is to be installed at the server before the defect gives its reason; most need none. */
	readonly revocationLists: readonly IssuedRevocationList[];
}

export interface IssuedRevocationList {
	/** Name of the authority whose list it is. */
	readonly authority: string;
	/** DER bytes. */
	readonly der: Buffer;
}

export interface MintDeviceOptions {
	readonly mac: MacAddress;
	/** Name of a defect; `none`. */
	readonly defect?: string;
	readonly now: Date;
	/** Spares the making of a key, for fleets; of the recipe's type. A defect of the key makes its own. */
	readonly keys?: KeyPair;
	/** Spares the making of a rogue hierarchy, for fleets. */
	readonly rogue?: Hierarchy;
}

const revocationListYears = 1;

/** A hierarchy of new keys after this recipe, with an empty revocation list for each authority. */
export async function mintHierarchy(recipe: Recipe, options: { readonly now: Date }): Promise<Hierarchy> {
	const keys = await Promise.all(recipe.hierarchy.map(({ key }) => generateKeys(key)));
	const identifiers = keys.map(({ publicKey }) => toKeyIdentifier(publicKey));
	return buildHierarchy(recipe, keys, identifiers, options.now);
}

/** Names and key identifiers of the real hierarchy, but other keys: what an attacker makes who has seen its certificates. */
export async function mintRogueHierarchy(real: Hierarchy, options: { readonly now: Date }): Promise<Hierarchy> {
	const keys = await Promise.all(real.recipe.hierarchy.map(({ key }) => generateKeys(key)));
	const identifiers = real.authorities.map(({ keyIdentifier }) => keyIdentifier);
	return buildHierarchy(real.recipe, keys, identifiers, options.now);
}

/** The authority that signs devices. */
export function issuingAuthorityOf(hierarchy: Hierarchy): Authority {
	const issuing = hierarchy.authorities.at(-1);
	if (issuing === undefined) throw new RangeError('a hierarchy has at least one authority');
	return issuing;
}

/**
 * A device certificate with a new key, good or with one defect.
 * @throws DmsError `qa.defect-unknown` naming all defects, `value.contradiction` where certificates of this recipe cannot have it.
 */
export async function mintDevice(hierarchy: Hierarchy, options: MintDeviceOptions): Promise<DeviceCredential> {
	const { recipe } = hierarchy;
	const { now } = options;
	const defect = findDefect(options.defect ?? 'none');
	if (defect.appliesTo?.holds(recipe) === false) {
		const detail = `certificates of the recipe ${recipe.name} cannot have the defect ${defect.name}, which exists only with: ${defect.appliesTo.words}`;
		throw new DmsError('value.contradiction', detail, { field: 'defect' });
	}
	const { plan, needsOwnKey, context } = planDefect(recipe, defect, options);
	const shared = needsOwnKey ? undefined : options.keys;
	const keys = shared ?? (await generateKeys(plan.key));
	const keyIdentifier = toKeyIdentifier(keys.publicKey);
	const serialNumber = newSerialNumber();
	const itself: Issuer = { subject: plan.subject, keyIdentifier, privateKey: keys.privateKey };
	const signer =
		defect.signer === 'self' ? { issuer: itself, chain: chainOf(hierarchy) } : await findSigner(hierarchy, context, defect, options);
	const minted = encodeCertificate(plan, { publicKey: keys.publicKey, keyIdentifier, serialNumber }, signer.issuer);
	const certificate = defect.alterCertificate?.(minted) ?? minted;
	const whole = [certificate, ...signer.chain];
	const chain = defect.alterChain?.(whole) ?? whole;
	return {
		defect,
		certificate,
		chain,
		privateKey: keys.privateKey,
		certificatePem: toPem(certificate),
		chainPem: chain.map((der) => toPem(der)).join(''),
		keyPem: toKeyPem(keys.privateKey),
		revocationLists: issueRevocationLists(hierarchy, defect, { serialNumber, now }),
	};
}

function planDefect(recipe: Recipe, defect: Defect, { mac, now }: MintDeviceOptions) {
	const device = defect.alterRecipe?.(recipe.device, { mac, recipe }) ?? recipe.device;
	const planFor = (digits: string | undefined): CertificatePlan => planDevice(device, digits, now);
	const context: DefectContext = { recipe, mac, now, planFor };
	const planned = planFor(defect.alterMac === undefined ? mac : defect.alterMac(mac));
	const plan = defect.alterPlan?.(planned, context) ?? planned;
	return { plan, context, needsOwnKey: plan.key !== planned.key };
}

interface Signer {
	readonly issuer: Issuer;
	/** DER bytes of what a device sends after its own certificate. */
	readonly chain: readonly Buffer[];
}

async function findSigner(hierarchy: Hierarchy, context: DefectContext, defect: Defect, options: MintDeviceOptions): Promise<Signer> {
	const { now } = options;
	if (defect.planIssuers !== undefined) return mintIssuers(hierarchy, defect.planIssuers(context));
	if (defect.signer === 'stranger') {
		const stranger = await mintHierarchy(toStranger(hierarchy.recipe), { now });
		const issuing = issuingAuthorityOf(stranger);
		return { issuer: issuing, chain: [issuing.certificate] };
	}
	const signers = defect.signer === 'rogue' ? (options.rogue ?? (await mintRogueHierarchy(hierarchy, { now }))) : hierarchy;
	return { issuer: issuingAuthorityOf(signers), chain: chainOf(signers) };
}

/** Hung under the authority above the issuing one, which need not allow any below it. */
async function mintIssuers({ authorities }: Hierarchy, plans: readonly CertificatePlan[]): Promise<Signer> {
	const above = authorities.slice(0, Math.max(1, authorities.length - 1));
	const certificates = above.slice(1).map(({ certificate }) => certificate);
	let issuer: Issuer | undefined = above.at(-1);
	for (const plan of plans) {
		if (issuer === undefined) break;
		const { publicKey, privateKey } = await generateKeys(plan.key);
		const keyIdentifier = toKeyIdentifier(publicKey);
		certificates.push(encodeCertificate(plan, { publicKey, keyIdentifier, serialNumber: newSerialNumber() }, issuer));
		issuer = { subject: plan.subject, keyIdentifier, privateKey };
	}
	if (issuer === undefined) throw new RangeError('a hierarchy has at least one authority');
	return { issuer, chain: certificates.reverse() };
}

/** One self-signed CA of a name that is not in the hierarchy. */
function toStranger(recipe: Recipe): Recipe {
	return {
		...recipe,
		hierarchy: recipe.hierarchy.slice(-1).map((own) => ({ ...own, subject: [{ CN: `Stranger to ${recipe.name}` }], key: 'ec-p256' })),
	};
}

function issueRevocationLists(
	{ recipe, authorities }: Hierarchy,
	{ lists }: Defect,
	{ serialNumber, now }: { readonly serialNumber: Uint8Array; readonly now: Date },
): IssuedRevocationList[] {
	if (lists === undefined) return [];
	if (lists === 'stale') {
		const then = addYears(now, -revocationListYears);
		const issuedAt = new Date(then.getTime() - marginMs);
		return authorities.map((authority) => ({
			authority: authority.name,
			der: mintRevocationList(recipe, authority, { ...readRevocationList(authority.revocationList), now: issuedAt }),
		}));
	}
	const last = authorities.length - 1;
	return authorities.map((authority, index) => ({
		authority: authority.name,
		der: index === last ? revokeCertificate(recipe, authority, { serialNumber, now }) : authority.revocationList,
	}));
}

/** The next revocation list of an authority, with one certificate more; DER bytes. */
export function revokeCertificate(
	recipe: Recipe,
	authority: Authority,
	{ serialNumber, now }: { readonly serialNumber: Uint8Array; readonly now: Date },
): Buffer {
	const { number, revoked } = readRevocationList(authority.revocationList);
	return mintRevocationList(recipe, authority, { now, number: number + 1, revoked: [...revoked, { serialNumber, at: now }] });
}

/** A revocation list of this authority, valid for a year, DER bytes. */
export function mintRevocationList(
	recipe: Recipe,
	issuer: Issuer,
	options: { readonly now: Date; readonly number: number; readonly revoked: readonly RevokedCertificate[] },
): Buffer {
	const { now, number, revoked } = options;
	const nextUpdate = new Date(now);
	nextUpdate.setUTCFullYear(now.getUTCFullYear() + revocationListYears);
	return encodeRevocationList({ thisUpdate: now, nextUpdate, number, digest: recipe.device.digest, revoked }, issuer);
}

/** @returns a name that no authority of the hierarchy shares, in the order root, intermediates, issuing. */
export function authorityNames(recipe: Recipe): string[] {
	const last = recipe.hierarchy.length - 1;
	return recipe.hierarchy.map((_authority, index) => (index === 0 ? 'root' : index === last ? 'issuing' : `intermediate-${index}`));
}

export function generateKeys(type: KeyType): Promise<KeyPair> {
	const generate = promisify(generateKeyPair);
	if (type.startsWith('rsa-')) return generate('rsa', { modulusLength: Number(type.slice(4)) });
	return generate('ec', { namedCurve: `P-${type.slice(4)}` });
}

export function toKeyPem(privateKey: KeyObject): string {
	return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function buildHierarchy(recipe: Recipe, keys: readonly KeyPair[], identifiers: readonly Uint8Array[], now: Date): Hierarchy {
	const authorities: Authority[] = [];
	for (const [index, name] of authorityNames(recipe).entries()) {
		const [own, pair, keyIdentifier] = [recipe.hierarchy[index], keys[index], identifiers[index]];
		if (own === undefined || pair === undefined || keyIdentifier === undefined) throw new RangeError('a key for each authority is needed');
		const identity: Issuer = { subject: planName(own.subject, undefined), keyIdentifier, privateKey: pair.privateKey };
		const subjectKey = { publicKey: pair.publicKey, keyIdentifier, serialNumber: newSerialNumber() };
		const certificate = encodeCertificate(planAuthority(own, now), subjectKey, authorities.at(-1) ?? identity);
		const revocationList = mintRevocationList(recipe, identity, { now, number: 1, revoked: [] });
		authorities.push({ ...identity, name, certificate, revocationList });
	}
	return { recipe, authorities };
}

/** Issuing authority first, without the root, which no verifier needs from a peer. */
function chainOf({ authorities }: Hierarchy): Buffer[] {
	return authorities
		.slice(1)
		.map(({ certificate }) => certificate)
		.reverse();
}

/** Positive and never zero (RFC 5280 4.1.2.2): the first bit is clear, the second set, so that all have 16 bytes. */
function newSerialNumber(): Buffer {
	const bytes = randomBytes(16);
	bytes.writeUInt8((bytes.readUInt8(0) & 0x7f) | 0x40, 0);
	return bytes;
}
