import { z } from 'zod';
import { scopeOf } from '../../app/authentication/principal.ts';
import { BoundedCache } from '../../app/bounded-cache.ts';
import {
	type AnchorDevices,
	type DeviceExpiries,
	type Ending,
	listAnchorDevices,
	listEndings,
	toDaysLeft,
	toDeviceExpiries,
} from '../../app/overview/certificate-overview.ts';
import { Remembered } from '../../app/overview/remembered.ts';
import { StandingSurvey } from '../../app/overview/standing-survey.ts';
import type { Scope } from '../../domain/device-profile.ts';
import { interfaceKinds } from '../../domain/interface.ts';
import type { DeviceCount } from '../../domain/overview-ports.ts';
import type { AdminPlanePorts } from '../admin-plane-ports.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery } from '../route.ts';
import { overviewFacts as facts } from './overview-facts.ts';

/** A page that asks every few seconds has its answer at once. */
const countLimits = { freshMs: 10_000, staleMs: 120_000 };
const endingLimits = { freshMs: 60_000, staleMs: 600_000 };
/** Certificates of devices last for years. */
const expiryLimits = { freshMs: 300_000, staleMs: 3_600_000 };
const mostScopes = 64;

const asOf = z.string().describe('When this was counted; it is kept for a while.');
const daysLeft = z.int().describe('Whole days; negative once it has passed.');

const fleetAnswer = z
	.object({
		asOf,
		devices: z.int(),
		enabled: z.int(),
		disabled: z.int(),
		types: z
			.array(z.object({ deviceType: z.string(), devices: z.int(), enabled: z.int(), disabled: z.int() }))
			.describe('Most devices first.'),
	})
	.meta({ id: 'FleetOverview' });

const standingAnswer = z
	.object({
		asOf,
		behind: z.int().describe('Devices that fetched an older version of a file last.'),
		never: z.int().describe('Devices that have fetched nothing yet.'),
		lookedAt: z.int().describe('Devices that were looked at.'),
		isComplete: z.boolean().describe('Whether these are all; otherwise the count goes on while somebody asks.'),
	})
	.meta({ id: 'StandingOverview' });

const anchorsAnswer = z
	.object({
		asOf,
		items: z.array(
			z.object({
				alias: z.string(),
				isInstalled: z.boolean(),
				enabled: z.boolean().nullable(),
				subject: z.string().nullable(),
				issuer: z.string().nullable(),
				fingerprint: z.string().nullable(),
				notAfter: z.string().nullable(),
				daysLeft: daysLeft.nullable(),
				devices: z.int().describe('Those that came in through it last.'),
				lastAt: z.string().nullable(),
			}),
		),
	})
	.meta({ id: 'AnchorOverview' });

const certificatesAnswer = z
	.object({
		asOf,
		items: z
			.array(
				z.object({
					what: z.enum(['server-certificate', 'trust-anchor', 'revocation-list']),
					kind: z.enum(interfaceKinds).nullable().describe('null: of the configuration.'),
					name: z.string().describe('Address and port of the interface, or alias of the anchor.'),
					subject: z.string().nullable(),
					fingerprint: z.string(),
					enabled: z.boolean().nullable().describe('Of a trust anchor.'),
					notAfter: z.string().describe('Of a revocation list: when the next one is due.'),
					daysLeft,
					error: z.string().nullable().describe('Why a revocation list could not be fetched.'),
				}),
			)
			.describe('What ends first comes first.'),
	})
	.meta({ id: 'CertificateOverview' });

const deviceCertificatesAnswer = z
	.object({
		asOf,
		expired: z.int().describe('Devices whose last certificate has ended.'),
		months: z.array(z.object({ month: z.string().describe('`2031-02`, UTC.'), devices: z.int() })),
	})
	.meta({ id: 'DeviceCertificateOverview' });

/** What somebody sees first: how many there are of what, and what ends soon. Each part for itself, for their costs differ. */
export function createOverviewRoutes(): readonly AdminRoute[] {
	return [fleetRoute(), standingRoute(), anchorsRoute(), certificatesRoute(), deviceCertificatesRoute()];
}

function fleetRoute(): AdminRoute {
	const path = '/api/v1/overview/fleet';
	const counts = new BoundedCache<string, Remembered<readonly DeviceCount[]>>(mostScopes);
	return defineRoute(
		{
			...facts,
			method: 'GET',
			path,
			permission: toPermissionOf(path, 'read'),
			scope: 'device',
			summary: 'Device profiles by type',
			status: 200,
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: fleetAnswer },
		async ({ ports: { store, clock, catalog }, principal }) => {
			const scope = scopeOf(principal);
			const remembered = ofScope(counts, scope, () => new Remembered(countLimits));
			const counted = await remembered.ask('', clock.now(), () => store.overview.countDevices(scope));
			const { typesById } = await catalog.current();
			return { body: { asOf: counted.asOf.toISOString(), ...toFleet(counted.value, (id) => typesById.get(id)?.type.name ?? '') } };
		},
	);
}

function toFleet(counts: readonly DeviceCount[], nameOf: (typeId: string) => string) {
	const sum = (field: 'devices' | 'disabled') => counts.reduce((total, count) => total + count[field], 0);
	const [devices, disabled] = [sum('devices'), sum('disabled')];
	const types = counts.map((count) => ({
		deviceType: nameOf(count.typeId),
		devices: count.devices,
		enabled: count.devices - count.disabled,
		disabled: count.disabled,
	}));
	return { devices, enabled: devices - disabled, disabled, types: types.toSorted((one, other) => other.devices - one.devices) };
}

function standingRoute(): AdminRoute {
	const path = '/api/v1/overview/standing';
	const surveys = new BoundedCache<string, StandingSurvey>(mostScopes);
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'device', status: 200 },
			summary: 'How many devices are behind, or have fetched nothing; counted piece by piece, and partial until all were looked at',
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: standingAnswer },
		async ({ ports, principal }) => {
			const scope = scopeOf(principal);
			const counts = await ofScope(surveys, scope, () => new StandingSurvey(ports, scope)).ask();
			return { body: { ...counts, asOf: counts.asOf.toISOString() } };
		},
	);
}

function ofScope<Value>(kept: BoundedCache<string, Value>, scope: Scope | undefined, make: () => Value): Value {
	const key = JSON.stringify([scope?.serviceProviderId, scope?.groupId]);
	const known = kept.get(key);
	if (known !== undefined) return known;
	const made = make();
	kept.set(key, made, 1);
	return made;
}

function anchorsRoute(): AdminRoute {
	const path = '/api/v1/overview/trust-anchors';
	const remembered = new Remembered<readonly AnchorDevices[]>(countLimits);
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'system', status: 200 },
			summary: 'Trust anchors for devices, and how many devices came in through each of them last',
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: anchorsAnswer },
		async ({ ports: { store, clock } }) => {
			const now = clock.now();
			const { value, asOf: at } = await remembered.ask(revisionOf({ store }), now, () => listAnchorDevices(store));
			return { body: { asOf: at.toISOString(), items: value.map((row) => toAnchorItem(row, now)) } };
		},
	);
}

function toAnchorItem({ alias, anchor, devices, lastAt }: AnchorDevices, now: Date) {
	return {
		...{ alias, devices, isInstalled: anchor !== undefined, lastAt: lastAt?.toISOString() ?? null },
		enabled: anchor?.enabled ?? null,
		subject: anchor?.subject ?? null,
		issuer: anchor?.issuer ?? null,
		fingerprint: anchor?.fingerprint ?? null,
		notAfter: anchor?.notAfter.toISOString() ?? null,
		daysLeft: anchor === undefined ? null : toDaysLeft(anchor.notAfter, now),
	};
}

function certificatesRoute(): AdminRoute {
	const path = '/api/v1/overview/certificates';
	const remembered = new Remembered<readonly Ending[]>(endingLimits);
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'system', status: 200 },
			summary: 'Certificates of the server, trust anchors and revocation lists by the days that are left',
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: certificatesAnswer },
		async ({ ports: { store, clock, node } }) => {
			const now = clock.now();
			const { value, asOf: at } = await remembered.ask(revisionOf({ store }), now, () => listEndings(store, node.ownCertificates));
			return { body: { asOf: at.toISOString(), items: value.map((ending) => toEndingItem(ending, now)) } };
		},
	);
}

/** Changes are seen at once. */
function revisionOf({ store: { changes } }: Pick<AdminPlanePorts, 'store'>): string {
	return `${changes.revision('trust')} ${changes.revision('interfaces')}`;
}

function toEndingItem({ what, kind, name, subject, fingerprint, enabled, notAfter, error }: Ending, now: Date) {
	return {
		...{ what, name, fingerprint, kind: kind ?? null, subject: subject ?? null, enabled: enabled ?? null, error: error ?? null },
		notAfter: notAfter.toISOString(),
		daysLeft: toDaysLeft(notAfter, now),
	};
}

function deviceCertificatesRoute(): AdminRoute {
	const path = '/api/v1/overview/device-certificates';
	const remembered = new Remembered<DeviceExpiries>(expiryLimits);
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'system', status: 200 },
			summary: 'Certificates that devices came with last, by the month in which they end',
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: deviceCertificatesAnswer },
		async ({ ports: { store, clock } }) => {
			const now = clock.now();
			const { value, asOf: at } = await remembered.ask('', now, async () => toDeviceExpiries(await store.overview.countExpiries(), now));
			return { body: { asOf: at.toISOString(), expired: value.expired, months: [...value.months] } };
		},
	);
}
