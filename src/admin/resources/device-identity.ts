import { z } from 'zod';
import type { Sighting } from '../../domain/sighting.ts';
import type { DenyListEntry } from '../../domain/trust-anchor.ts';
import { loadOwn } from '../own-device.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, defineRoute, noBody, noQuery } from '../route.ts';
import { deviceParameters, devicePath } from './device-path.ts';

const path = `${devicePath}/identity` as const;

const answer = z
	.object({
		macAddress: z.string().nullable(),
		firstSeenAt: z.string().nullable().describe('When the address was first proven; claims of strangers do not count.'),
		lastSeenAt: z.string().nullable(),
		letInAt: z.string().nullable(),
		certificate: z
			.object({
				fingerprint: z.string().describe('SHA-256.'),
				anchor: z.string().nullable().describe('The alias of the trust anchor that vouched for it.'),
				notAfter: z.string().nullable(),
			})
			.nullable()
			.describe('The certificate that the address was last proven by.'),
		denied: z
			.object({ id: z.string(), note: z.string(), createdAt: z.string() })
			.nullable()
			.describe('The entry of the deny list that has the fingerprint of the certificate.'),
	})
	.meta({ id: 'DeviceIdentity' });

/** What is known of who a device is, beside what its profile says. */
export function createDeviceIdentityRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'device', tag: 'Devices', status: 200 },
				summary: 'When the MAC address of a device was seen, and the certificate that proved it',
			},
			{ parameters: deviceParameters, query: noQuery, body: noBody, answer },
			async (call) => {
				const { store } = call.ports;
				const { mac } = await loadOwn(call, call.parameters.deviceId);
				const sighting = mac === undefined ? undefined : await store.sightings.find(mac);
				const denied = sighting?.fingerprint === undefined ? undefined : findDenied(await store.trust.listDenied(), sighting.fingerprint);
				return { body: { macAddress: mac ?? null, ...toSightingAnswer(sighting), denied: denied ?? null } };
			},
		),
	];
}

function toSightingAnswer(sighting: Sighting | undefined): Omit<z.input<typeof answer>, 'macAddress' | 'denied'> {
	const { fingerprint, anchor, notAfter } = sighting ?? {};
	return {
		firstSeenAt: sighting?.firstAt.toISOString() ?? null,
		lastSeenAt: sighting?.lastAt.toISOString() ?? null,
		letInAt: sighting?.grantedAt?.toISOString() ?? null,
		certificate: fingerprint === undefined ? null : { fingerprint, anchor: anchor ?? null, notAfter: notAfter?.toISOString() ?? null },
	};
}

function findDenied(entries: readonly DenyListEntry[], fingerprint: string): z.input<typeof answer>['denied'] {
	const entry = entries.find((each) => each.kind === 'fingerprint' && each.fingerprint === fingerprint);
	return entry === undefined ? null : { id: entry.id, note: entry.note, createdAt: entry.createdAt.toISOString() };
}
