import { DmsError } from '../../domain/errors.ts';
import type { InterfaceKind } from '../../domain/interface.ts';
import { toColonForm } from '../../domain/mac-address.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';
import type { TrustAnchor, TrustAnchorKey } from '../../domain/trust-anchor.ts';
import { parseCertificate } from '../../pki/certificate.ts';
import { attributesOf, type DistinguishedName, toNameText } from '../../pki/distinguished-name.ts';
import { attributeOid } from '../../pki/object-identifiers.ts';
import { parseRevocationList } from '../../pki/revocation-list.ts';
import { findMissingIssuer } from './find-missing-issuer.ts';

/** An anchor as tables and details show it. */
export interface TrustAnchorRow {
	readonly anchor: TrustAnchor;
	/** Common name of the subject; the whole name where it has none. */
	readonly owner: string;
	readonly issuer: string;
	readonly isSelfSigned: boolean;
	/** Whole days until it expires; negative once it has. */
	readonly daysLeft: number;
	/** The CA without which no path through it is complete. */
	readonly missingIssuer?: string;
	/** Of the list that is installed. */
	readonly revocationList?: { readonly thisUpdate: Date; readonly nextUpdate?: Date; readonly entries: number };
	readonly use: TrustUse;
}

/** Who came in through an anchor last. */
export interface TrustUse {
	readonly devices: number;
	/** Names of some of them; the MAC address of one that has no profile. */
	readonly examples: readonly string[];
	readonly lastAt?: Date;
	readonly lastDevice?: string;
}

const dayMs = 86_400_000;
const mostExamples = 10;

/** Ordered by alias. */
export async function listTrustAnchors(store: Store, kind: InterfaceKind, now: Date): Promise<readonly TrustAnchorRow[]> {
	const anchors = await store.trust.listAnchors(kind);
	return Promise.all(anchors.map(async (anchor) => toRow(anchor, anchors, await findTrustUse(store, anchor), now)));
}

/** @throws DmsError `trust-anchor.not-found`. */
export async function findTrustAnchorRow(store: Store, key: TrustAnchorKey, now: Date): Promise<TrustAnchorRow> {
	const installed = await store.trust.listAnchors(key.kind);
	return toRow(pickTrustAnchor(installed, key), installed, await findTrustUse(store, key), now);
}

/** The one of these anchors that is meant. @throws DmsError `trust-anchor.not-found`. */
export function pickTrustAnchor(installed: readonly TrustAnchor[], { kind, alias }: TrustAnchorKey): TrustAnchor {
	const anchor = installed.find((candidate) => candidate.alias === alias);
	if (anchor !== undefined) return anchor;
	throw new DmsError('trust-anchor.not-found', `no trust anchor ${quote(alias)} of ${kind} interfaces`, { field: 'alias' });
}

function toRow(anchor: TrustAnchor, installed: readonly TrustAnchor[], use: TrustUse, now: Date): TrustAnchorRow {
	const parsed = parseCertificate(anchor.certificate);
	const missingIssuer = findMissingIssuer(installed, anchor);
	const [der] = anchor.crls;
	const list = der === undefined ? undefined : parseRevocationList(der);
	return {
		anchor,
		owner: parsed.ok ? toShortName(parsed.value.subject) : anchor.subject,
		issuer: parsed.ok ? toShortName(parsed.value.issuer) : anchor.issuer,
		isSelfSigned: parsed.ok ? parsed.value.isSelfIssued : anchor.subject === anchor.issuer,
		daysLeft: Math.floor((anchor.notAfter.getTime() - now.getTime()) / dayMs),
		...(missingIssuer === undefined ? {} : { missingIssuer }),
		...(list?.ok ? { revocationList: toListFacts(list.value) } : {}),
		use,
	};
}

function toListFacts({ thisUpdate, nextUpdate, size }: { thisUpdate: Date; nextUpdate: Date | undefined; size: number }) {
	return { thisUpdate, ...(nextUpdate === undefined ? {} : { nextUpdate }), entries: size };
}

/** The common name as RFC 4514 escapes it, so that nothing in it forges a line. */
function toShortName(name: DistinguishedName): string {
	const [commonName] = attributesOf(name, attributeOid.commonName);
	if (commonName === undefined) return toNameText(name);
	const text = toNameText({ ...name, rdns: [[commonName]] });
	return text.slice(text.indexOf('=') + 1);
}

/** Devices under the anchor that vouched for them last. */
export async function findTrustUse(store: Pick<Store, 'sightings'>, { kind, alias }: TrustAnchorKey): Promise<TrustUse> {
	// Sightings are of devices; an anchor for clients may have the alias of one for devices.
	const uses = kind === 'Http' ? await store.sightings.lastByAnchor() : [];
	const use = uses.find(({ anchor }) => anchor === alias);
	if (use === undefined) return { devices: 0, examples: [] };
	const examples = (await store.sightings.listByAnchor(alias, mostExamples)).map(({ deviceName, mac }) => deviceName ?? toColonForm(mac));
	const [lastDevice] = examples;
	return { devices: use.devices, examples, lastAt: use.at, ...(lastDevice === undefined ? {} : { lastDevice }) };
}
