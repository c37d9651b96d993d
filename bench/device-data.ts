import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { addTrustAnchor } from '../src/app/administration/add-trust-anchor.ts';
import type { Administration } from '../src/app/administration/administration.ts';
import { setTag } from '../src/app/administration/change-tag.ts';
import { importDtaf } from '../src/app/administration/import-dtaf.ts';
import type { NewDeviceProfile } from '../src/domain/device-profile.ts';
import type { DeviceType } from '../src/domain/device-type.ts';
import { type ContentReference, type NewDeviceTypeFile, noAuthentication } from '../src/domain/device-type-file.ts';
import type { Store } from '../src/domain/ports.ts';
import { requireCustomTagName } from '../src/domain/tag.ts';
import { defaultTrustPolicy } from '../src/domain/trust-anchor.ts';
import { packSample } from '../src/dtaf/pack-sample.ts';
import { openArchive } from '../src/dtaf/read-archive.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { openStore } from '../src/store/open-store.ts';
import { type Credentials, toMac } from './credentials.ts';

/** Where a store is. */
export interface StorePlace {
	readonly dataDirectory: string;
	/** Of a PostgreSQL store. */
	readonly url?: string;
}

/** Device types of the samples, by what their files ask for. */
export const sampleTypes = {
	certificate: { folder: 'Sample-IP-DECT-2000_MAC', name: 'Sample IP-DECT 2000 MAC', uri: 'sample-ip-dect-mac' },
	basic: { folder: 'Sample-Mixed_MAC', name: 'Sample Mixed MAC', uri: 'sample-mixed-mac' },
	digest: { folder: 'Sample-IP-DECT-2000', name: 'Sample IP-DECT 2000', uri: 'sample-ip-dect' },
} as const;

export type SampleKind = keyof typeof sampleTypes;

/** Static files of the certificate type, in MiB. */
export const staticFiles = { 'static-1m.bin': 1, 'static-100m.bin': 100 } as const;

export const samplesDirectory = join(import.meta.dirname, '..', 'dtaf-samples');
const devicesOfGroup = 1_000;
const batchSize = 1_000;

/** Opens a store, making it where it is missing, and closes it when the work is done. */
export async function withStore<Value>(place: StorePlace, work: (administration: Administration) => Promise<Value>): Promise<Value> {
	const store = await openStore({ ...place, migrate: true });
	try {
		return await work({ store, clock: systemClock, actor: 'bench' });
	} finally {
		await store.close();
	}
}

/** Trust anchors and device types, but no device yet. */
export async function addTypes(administration: Administration, credentials: Credentials): Promise<void> {
	for (const { name, pem } of credentials.anchors) {
		const anchor = { kind: 'Http', alias: name, file: Buffer.from(pem), ouis: [], macRules: [], policy: defaultTrustPolicy } as const;
		await addTrustAnchor(administration, anchor);
	}
	for (const { folder } of Object.values(sampleTypes)) {
		await importDtaf(administration, await openArchive(await packSample(join(samplesDirectory, folder))), {});
	}
}

/** @returns SHA-256 of each file, so that other servers can be given the same bytes. */
export async function addStaticFiles(
	{ store }: Administration,
	contents: Readonly<Record<string, () => Iterable<Uint8Array>>>,
): Promise<void> {
	const type = await requireType(store, 'certificate');
	for (const [fileFormat, read] of Object.entries(contents)) {
		await store.deviceTypes.addFile(type.id, toStaticFile(fileFormat, await store.content.put(read(), Number.MAX_SAFE_INTEGER)));
	}
}

export function toStaticFile(fileFormat: string, content: ContentReference): NewDeviceTypeFile {
	return {
		fileFormat,
		remoteFileFormat: fileFormat,
		fileCategory: 'Static',
		fileCustomization: 'Disallow',
		fileSource: 'Manual',
		authentication: { ...noAuthentication, macBasedFileAuthentication: true, macInCert: true },
		allowHttp: false,
		allowHttps: true,
		allowTftp: false,
		enableCaching: true,
		allowUploadFromDevice: false,
		content,
	};
}

/** A megabyte of noise as often as it takes. */
export function toNoise(mebibytes: number): () => Iterable<Uint8Array> {
	const piece = randomBytes(1024 * 1024);
	return () => Array.from({ length: mebibytes }, () => piece);
}

/** Adds the devices from one number up to another one, a thousand in a group, each with a line. */
export async function addDevices({ store }: Administration, kind: SampleKind, from: number, to: number): Promise<void> {
	const { id } = await requireType(store, kind);
	for (let first = from; first < to; first += batchSize) {
		const count = Math.min(batchSize, to - first);
		await store.devices.addMany(Array.from({ length: count }, (_, offset) => toDevice(kind, id, first + offset)));
	}
}

/** Everything that was rendered is out of date after this, as after an administrator's change. */
export async function outdateRenderedFiles(place: StorePlace): Promise<void> {
	await withStore(place, (administration) =>
		setTag(
			administration,
			{ kind: 'set', setName: '' },
			{ name: requireCustomTagName('NTP_SERVER'), value: `ntp-${Date.now()}.example.net` },
		),
	);
}

export function toUser(kind: SampleKind, index: number): { readonly name: string; readonly password: string } {
	return { name: `${kind}-${index}`, password: createHash('sha256').update(`${kind} ${index}`).digest('base64url').slice(0, 16) };
}

async function requireType(store: Store, kind: SampleKind): Promise<DeviceType> {
	const type = await store.deviceTypes.findByName(sampleTypes[kind].name);
	if (type === undefined) throw new Error(`the device type ${sampleTypes[kind].name} is not installed`);
	return type;
}

export function toDeviceName(kind: SampleKind, index: number): string {
	return `${kind}-${index}`;
}

/** Service provider and group of the n-th device. */
export function toPlace(index: number) {
	return { serviceProviderId: 'Example Telecom', groupId: `Group ${Math.floor(index / devicesOfGroup)}` };
}

function toDevice(kind: SampleKind, typeId: string, index: number): NewDeviceProfile {
	const name = toDeviceName(kind, index);
	const { name: userName, password } = toUser(kind, index);
	const hasPassword = kind !== 'certificate';
	return {
		typeId,
		...toPlace(index),
		name,
		enabled: true,
		mac: toMac(index),
		useCustomUserNamePassword: hasPassword,
		...(hasPassword ? { credentials: { userName, password } } : {}),
		lines: [
			{ linePort: `${name}@sip.example.net`, isPrimary: true, authUser: name, authPassword: password, displayName: `Handset ${index}` },
		],
		tags: [],
	};
}
