import type { DmsEvent, NewEvent } from '../domain/event.ts';
import { interfaceKinds, toInterfaceText } from '../domain/interface.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import type { Clock, Store } from '../domain/ports.ts';
import type { Sighting } from '../domain/sighting.ts';
import type { TrustAnchor } from '../domain/trust-anchor.ts';
import { parseRevocationList } from '../pki/revocation-list.ts';
import { toAnchorText } from './administration/audit-detail.ts';

export interface ExpiryNoticesOptions {
	readonly store: Store;
	readonly clock: Clock;
	/** Those of interfaces that stand in the configuration. */
	readonly serverCertificates: readonly NamedCertificate[];
}

export interface NamedCertificate {
	/** For people, e.g. `Http 0.0.0.0:8443`. */
	readonly name: string;
	/** SHA-256, lower-case hexadecimal. */
	readonly fingerprint: string;
	readonly notAfter: Date;
}

/** Something with an end. */
interface Expiring extends NamedCertificate {
	readonly what: 'trust-anchor' | 'server-certificate' | 'revocation-list' | 'device-certificate';
	/** In milliseconds before the end, the longest first. */
	readonly leadsMs: readonly number[];
	readonly device?: Pick<DmsEvent, 'deviceId' | 'deviceName' | 'deviceType'> & { readonly subject: MacAddress };
}

const dayMs = 86_400_000;
const certificateLeadsMs = [30, 14, 7, 1].map((days) => days * dayMs);
const [longestLeadMs = 0] = certificateLeadsMs;
/** What ended longer ago is no news. */
const longestAgoMs = 30 * dayMs;
const pageSize = 500;

/**
 * Tells of certificates and revocation lists that end soon, or have ended, as events: each stage once, whichever process comes upon it. For the
 * one process of a node that serves nobody, about once an hour. @see eventTypes `dms.certificate.expiring`, `dms.certificate.expired`
 */
export class ExpiryNotices {
	readonly #options: ExpiryNoticesOptions;
	/** Keys that are known to have been told, so that they need not be looked up again. */
	#told: ReadonlySet<string> = new Set();

	constructor(options: ExpiryNoticesOptions) {
		this.#options = options;
	}

	/** @returns how many events there were. @throws DmsError of the store. */
	async tell(): Promise<number> {
		const { store, clock } = this.#options;
		const now = clock.now();
		const told = new Set<string>();
		let count = 0;
		for await (const batch of this.#list(now)) {
			const stages = batch.flatMap((each) => toStage(each, now) ?? []);
			const fresh = stages.filter(({ key }) => !this.#told.has(key));
			if (fresh.length > 0) count += await tell(store, fresh);
			for (const { key } of stages) told.add(key);
		}
		this.#told = told;
		return count;
	}

	async *#list(now: Date): AsyncGenerator<readonly Expiring[]> {
		const { store, serverCertificates } = this.#options;
		const anchors = (await Promise.all(interfaceKinds.map((kind) => store.trust.listAnchors(kind)))).flat();
		yield anchors.filter(({ enabled }) => enabled).flatMap(toExpiringTrust);
		const generations = await store.interfaces.listActiveCertificates();
		const shown = generations.flatMap((generation) =>
			generation.certificates.map(({ fingerprint, notAfter }) => ({
				name: `${generation.kind} ${toInterfaceText(generation)}`,
				fingerprint,
				notAfter,
			})),
		);
		yield [...shown, ...serverCertificates].map((certificate) => ({
			...certificate,
			what: 'server-certificate',
			leadsMs: certificateLeadsMs,
		}));
		const after = new Date(now.getTime() - longestAgoMs);
		const until = new Date(now.getTime() + longestLeadMs);
		for (let afterMac: MacAddress | undefined; ; ) {
			const page = await store.sightings.listExpiring(after, until, { limit: pageSize, ...(afterMac === undefined ? {} : { afterMac }) });
			yield page.flatMap(toExpiringDevice);
			afterMac = page.at(-1)?.mac;
			if (page.length < pageSize || afterMac === undefined) return;
		}
	}
}

function toExpiringTrust(anchor: TrustAnchor): readonly Expiring[] {
	const name = toAnchorText(anchor);
	const { fingerprint, notAfter } = anchor;
	const lists = anchor.crls.flatMap((der): Expiring[] => {
		const list = parseRevocationList(der);
		if (!list.ok || list.value.nextUpdate === undefined) return [];
		const { thisUpdate, nextUpdate } = list.value;
		// A list is replaced many times before it would be a month old; the last eighth of its life says that this has failed.
		const leadsMs = [(nextUpdate.getTime() - thisUpdate.getTime()) / 8];
		return [{ what: 'revocation-list', name, fingerprint: `${fingerprint}:${nextUpdate.getTime()}`, notAfter: nextUpdate, leadsMs }];
	});
	return [{ what: 'trust-anchor', name, fingerprint, notAfter, leadsMs: certificateLeadsMs }, ...lists];
}

function toExpiringDevice({ mac, fingerprint, notAfter, deviceId, deviceName, deviceType }: Sighting): readonly Expiring[] {
	if (fingerprint === undefined || notAfter === undefined) return [];
	const device = {
		subject: mac,
		...(deviceId === undefined ? {} : { deviceId }),
		...(deviceName === undefined ? {} : { deviceName }),
		...(deviceType === undefined ? {} : { deviceType }),
	};
	return [{ what: 'device-certificate', name: deviceName ?? mac, fingerprint, notAfter, leadsMs: certificateLeadsMs, device }];
}

/** What is to be told, and the key under which it is remembered. */
interface Stage {
	readonly key: string;
	readonly until: Date;
	readonly event: NewEvent;
}

/** Of several stages that have passed unseen the last one alone is told. */
function toStage(expiring: Expiring, now: Date): Stage | undefined {
	const { what, name, fingerprint, notAfter, leadsMs, device } = expiring;
	const leftMs = notAfter.getTime() - now.getTime();
	if (leftMs <= -longestAgoMs) return undefined;
	const lead = leadsMs.findLast((leadMs) => leftMs <= leadMs);
	const hasEnded = leftMs <= 0;
	if (!hasEnded && lead === undefined) return undefined;
	return {
		key: `${what} ${name} ${fingerprint} ${hasEnded ? 'expired' : `expires within ${lead} ms`}`,
		// Until nothing is told of it any more.
		until: new Date(notAfter.getTime() + longestAgoMs + dayMs),
		event: {
			at: now,
			type: hasEnded ? 'dms.certificate.expired' : 'dms.certificate.expiring',
			subject: name,
			...device,
			data: { what, name, fingerprint: fingerprint.slice(0, 64), notAfter: notAfter.toISOString(), daysLeft: Math.ceil(leftMs / dayMs) },
		},
	};
}

function tell(store: Store, stages: readonly Stage[]): Promise<number> {
	return store.transaction(async ({ notices, events }) => {
		const fresh: NewEvent[] = [];
		for (const { key, until, event } of stages) {
			if (await notices.tellOnce(key, until)) fresh.push(event);
		}
		if (fresh.length > 0) await events.append(fresh);
		return fresh.length;
	});
}
