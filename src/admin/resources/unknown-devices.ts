import { z } from 'zod';
import {
	fromUnknownDeviceCursor,
	toCertificateFacts,
	toProposedDevice,
	toUnknownDeviceCursor,
	unknownDeviceCursorForm,
} from '../../app/unknown-devices.ts';
import type { UnknownDevice } from '../../domain/unknown-device.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, defineRoute, noBody, noParameters } from '../route.ts';
import { wholeInQuery } from '../schemas.ts';

const path = '/api/v1/unknown-devices';

const query = z.strictObject({
	limit: wholeInQuery(1, 50, 200),
	cursor: z.string().regex(unknownDeviceCursorForm).exactOptional().describe('`nextCursor` of the page before.'),
});

const item = z
	.object({
		macAddress: z.string(),
		firstAt: z.string(),
		lastAt: z.string(),
		requests: z.int().describe('How often it has asked in all.'),
		certificate: z
			.object({
				subject: z.string().nullable(),
				fingerprint: z.string().nullable().describe('SHA-256; the deny list takes it.'),
				serial: z.string().nullable().describe('Hexadecimal; the deny list takes it with the certificate of the CA that issued it.'),
				notAfter: z.string().nullable(),
				anchor: z.string().nullable(),
			})
			.describe('The one that it came with last.'),
		path: z.string().describe('What it asked for last.'),
		remoteAddress: z.string(),
		userAgent: z.string().nullable(),
		recordId: z.string().describe('Of its last access record.'),
		proposed: z
			.object({ deviceType: z.string().nullable(), deviceName: z.string(), macAddress: z.string() })
			.describe('What `POST /api/v1/devices` takes, where the type is known.'),
	})
	.meta({ id: 'UnknownDevice' });

const list = z
	.object({
		items: z.array(item),
		nextCursor: z.string().nullable().describe('More of them; a page may have fewer than asked for, or none, although there are some.'),
	})
	.meta({ id: 'UnknownDeviceList' });

/** Devices that have a certificate and no profile. */
export function createUnknownDeviceRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'system', tag: 'Devices', status: 200 },
				summary:
					'Certificates that were in order and whose MAC address no device profile has, the last seen first; without those that are denied by now',
			},
			{ parameters: noParameters, query, body: noBody, answer: list },
			async ({ ports: { store, catalog }, query: { limit, cursor } }) => {
				const { typesById } = await catalog.current();
				const names = new Set([...typesById.values()].map(({ type }) => type.name));
				const after = cursor === undefined ? {} : { after: fromUnknownDeviceCursor(cursor) };
				const { devices, next } = await store.unknownDevices.list({ limit, ...after });
				const denied = new Set(
					(await store.trust.listDenied()).map((entry) => (entry.kind === 'fingerprint' ? entry.fingerprint : undefined)),
				);
				const open = devices.filter(
					({ record: { certificateFingerprint } }) => certificateFingerprint === undefined || !denied.has(certificateFingerprint),
				);
				return {
					body: {
						items: open.map((device) => toItem(device, (name) => names.has(name))),
						nextCursor: next === undefined ? null : toUnknownDeviceCursor(next),
					},
				};
			},
		),
	];
}

function toItem(device: UnknownDevice, isType: (name: string) => boolean): z.input<typeof item> {
	const { mac, firstAt, lastAt, requests, record } = device;
	const { deviceType, deviceName } = toProposedDevice(device, isType);
	return {
		macAddress: mac,
		firstAt: firstAt.toISOString(),
		lastAt: lastAt.toISOString(),
		requests,
		certificate: toCertificateFacts(record),
		...{ path: record.path, remoteAddress: record.remoteAddress, userAgent: record.userAgent ?? null, recordId: record.id },
		proposed: { deviceType: deviceType ?? null, deviceName, macAddress: mac },
	};
}
