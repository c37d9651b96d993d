import { type InterfaceKind, interfaceKinds, toInterfaceText } from '../../domain/interface.ts';
import type { ExpiryCount } from '../../domain/overview-ports.ts';
import type { Store } from '../../domain/ports.ts';
import type { AnchorUse } from '../../domain/sighting.ts';
import { parseRevocationList } from '../../pki/revocation-list.ts';
import type { NamedCertificate } from '../expiry-notices.ts';

/** Something that ends, and when. */
export interface Ending {
	/** `configuration`: listeners that stand in it share the certificate. */
	readonly what: 'server-certificate' | 'trust-anchor' | 'revocation-list';
	/** Of the interface, or of the anchor; absent for the configuration. */
	readonly kind?: InterfaceKind;
	/** `10.0.0.1:8443`, or the alias. */
	readonly name: string;
	readonly fingerprint: string;
	readonly subject?: string;
	/** Of an anchor. */
	readonly enabled?: boolean;
	readonly notAfter: Date;
	/** Why a revocation list could not be fetched when it was last asked for. */
	readonly error?: string;
}

/** A trust anchor and the devices that came in through it last. */
export interface AnchorDevices {
	readonly alias: string;
	/** Absent where an anchor of this alias is not installed any more. */
	readonly anchor?: {
		readonly enabled: boolean;
		readonly subject: string;
		readonly issuer: string;
		readonly fingerprint: string;
		readonly notAfter: Date;
	};
	readonly devices: number;
	readonly lastAt?: Date;
}

const dayMs = 86_400_000;

/** Whole days until then; negative once it has passed. */
export function toDaysLeft(notAfter: Date, now: Date): number {
	return Math.floor((notAfter.getTime() - now.getTime()) / dayMs);
}

/** Certificates of the server and of trust anchors, and revocation lists; what ends first comes first. */
export async function listEndings(store: Store, ownCertificates: readonly NamedCertificate[]): Promise<readonly Ending[]> {
	const own = ownCertificates.map(({ name, fingerprint, notAfter }) => ({
		what: 'server-certificate' as const,
		name,
		fingerprint,
		notAfter,
	}));
	const anchors = await Promise.all(interfaceKinds.map((kind) => listTrustEndings(store, kind)));
	const endings: Ending[] = [...own, ...(await listServerEndings(store)), ...anchors.flat()];
	return endings.toSorted((one, other) => one.notAfter.getTime() - other.notAfter.getTime());
}

async function listServerEndings({ interfaces }: Store): Promise<readonly Ending[]> {
	const generations = await interfaces.listActiveCertificates();
	return generations.flatMap(({ certificates, ...key }) =>
		certificates.map(({ fingerprint, subject, notAfter }) => ({
			what: 'server-certificate',
			kind: key.kind,
			name: toInterfaceText(key),
			fingerprint,
			subject,
			notAfter,
		})),
	);
}

async function listTrustEndings({ trust }: Store, kind: InterfaceKind): Promise<readonly Ending[]> {
	const anchors = await trust.listAnchors(kind);
	return anchors.flatMap(({ alias, fingerprint, subject, enabled, notAfter, crls, crlSource }): readonly Ending[] => {
		const common = { kind, name: alias, fingerprint, subject, enabled };
		const error = crlSource?.error === undefined ? {} : { error: crlSource.error };
		const lists = crls.flatMap((der): Ending[] => {
			const list = parseRevocationList(der);
			const nextUpdate = list.ok ? list.value.nextUpdate : undefined;
			return nextUpdate === undefined ? [] : [{ ...common, what: 'revocation-list', notAfter: nextUpdate, ...error }];
		});
		return [{ ...common, what: 'trust-anchor', notAfter }, ...lists];
	});
}

/** Anchors for devices; also those that are gone, as long as devices came in through no other one since. Most devices first. */
export async function listAnchorDevices(store: Store): Promise<readonly AnchorDevices[]> {
	const installed = await store.trust.listAnchors('Http');
	const uses = new Map((await store.sightings.lastByAnchor()).map((use) => [use.anchor, use]));
	const rows = installed.map(({ alias, enabled, subject, issuer, fingerprint, notAfter }) => ({
		alias,
		anchor: { enabled, subject, issuer, fingerprint, notAfter },
		...toUse(uses.get(alias)),
	}));
	const aliases = new Set(installed.map(({ alias }) => alias));
	const gone = [...uses.values()].filter(({ anchor }) => !aliases.has(anchor)).map((use) => ({ alias: use.anchor, ...toUse(use) }));
	return [...rows, ...gone].toSorted((one, other) => other.devices - one.devices || (one.alias < other.alias ? -1 : 1));
}

function toUse(use: AnchorUse | undefined): Pick<AnchorDevices, 'devices' | 'lastAt'> {
	return use === undefined ? { devices: 0 } : { devices: use.devices, lastAt: use.at };
}

/** Certificates of devices by the month in which they end, `2031-02` in UTC, and those that have ended. */
export interface DeviceExpiries {
	readonly expired: number;
	readonly months: readonly { readonly month: string; readonly devices: number }[];
}

/** A day counts as the past when it is over. */
export function toDeviceExpiries(counts: readonly ExpiryCount[], now: Date): DeviceExpiries {
	const months = new Map<string, number>();
	let expired = 0;
	for (const { day, devices } of counts) {
		if (day.getTime() + dayMs <= now.getTime()) expired += devices;
		else months.set(day.toISOString().slice(0, 7), (months.get(day.toISOString().slice(0, 7)) ?? 0) + devices);
	}
	return { expired, months: [...months].map(([month, devices]) => ({ month, devices })) };
}
