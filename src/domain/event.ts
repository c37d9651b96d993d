import type { AccessRecord } from './access-record.ts';
import type { LockoutKey, LockoutState } from './lockout.ts';
import type { MacAddress } from './mac-address.ts';

/** What the event interface tells of; the text says when. */
export const eventTypes = {
	'dms.file.served': 'A device was given a file, or told that it has this version already',
	'dms.file.uploaded': 'An upload of a device was taken',
	'dms.file.refused': 'A request for a file was refused',
	'dms.device.unknown': 'A MAC address was proven, or a user name given, that belongs to no device profile',
	'dms.device.first-seen': 'A device was given a file for the first time',
	'dms.certificate.expiring': 'The certificate of a device, a server or a trust anchor expires soon',
	'dms.certificate.expired': 'The certificate of a device, a server or a trust anchor has expired',
	'dms.trust.changed': 'Trust anchors, revocation lists or the deny list were changed',
	'dms.configuration.changed': 'Device types, devices, tags, interfaces or settings were changed',
	'dms.lockout.started': 'A user name was locked out after too many wrong passwords',
	'dms.subscription.terminated': 'A subscriber was cut off',
} as const;

export type EventType = keyof typeof eventTypes;

/** Never a credential, never a file's content. */
export type EventData = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Something that happened and that others may want to hear of. */
export interface DmsEvent {
	/** Grows with every event of the store; events become visible in the order of their ids. */
	readonly id: number;
	readonly at: Date;
	readonly type: EventType;
	/** MAC address of the device; the name of the thing where the event is about none. */
	readonly subject?: MacAddress | string;
	readonly deviceId?: string;
	readonly deviceName?: string;
	readonly deviceType?: string;
	readonly data: EventData;
}

export type NewEvent = Omit<DmsEvent, 'id'>;

/** The types of the events that an access record gives, in their order; that of a lockout's start is `toLockoutEvent`. */
export function toRecordEventTypes({ status, reason, method }: AccessRecord, isFirstSighting: boolean): readonly EventType[] {
	if (status >= 400) return reason === 'device.unknown' ? unknownDevice : refusal;
	if (method !== 'GET' && method !== 'HEAD') return isFirstSighting ? firstUpload : upload;
	return isFirstSighting ? firstService : service;
}

const refusal: readonly EventType[] = ['dms.file.refused'];
const unknownDevice: readonly EventType[] = ['dms.file.refused', 'dms.device.unknown'];
const service: readonly EventType[] = ['dms.file.served'];
const firstService: readonly EventType[] = ['dms.device.first-seen', 'dms.file.served'];
const upload: readonly EventType[] = ['dms.file.uploaded'];
const firstUpload: readonly EventType[] = ['dms.device.first-seen', 'dms.file.uploaded'];

/** One of the events that a record gives. */
export function toRecordEvent(record: AccessRecord, type: EventType): NewEvent {
	const { at, mac, deviceId, deviceName, deviceTypeName } = record;
	return {
		at,
		type,
		data: { ...toFileData(record, type), ...toProofData(record) },
		...(mac === undefined ? undefined : { subject: mac }),
		...(deviceId === undefined ? undefined : { deviceId }),
		...(deviceName === undefined ? undefined : { deviceName }),
		...(deviceTypeName === undefined ? undefined : { deviceType: deviceTypeName }),
	};
}

/** The device whose user name it is, or the type where the path names no device. */
export interface LockedOut {
	readonly deviceType: string;
	readonly device?: { readonly id: string; readonly name: string; readonly mac?: MacAddress };
	/** Where the last wrong password came from. */
	readonly remoteAddress: string;
}

/** The event of a lockout that began with the failure of this state. */
export function toLockoutEvent(key: LockoutKey, state: LockoutState, { deviceType, device, remoteAddress }: LockedOut): NewEvent {
	const { expiresAt, lastFailureAt, lockouts, permanent } = state;
	return {
		at: lastFailureAt,
		type: 'dms.lockout.started',
		subject: device?.mac ?? key.userName,
		deviceType,
		...(device === undefined ? {} : { deviceId: device.id, deviceName: device.name }),
		data: {
			...{ userName: key.userName, network: key.network, remoteAddress, permanent, lockouts },
			...(expiresAt === undefined ? {} : { until: expiresAt.toISOString() }),
		},
	};
}

function toFileData(record: AccessRecord, type: EventType): EventData | undefined {
	if (type === 'dms.device.first-seen') return undefined;
	const { status, reason, bytes, etag } = record;
	const file = toFileName(record);
	// Its bytes are those of the answer, which has none.
	if (type === 'dms.file.uploaded') return { file, status };
	if (status >= 400) return { file, status, reason };
	return etag === undefined ? { file, status, bytes } : { file, status, bytes, etag };
}

function toProofData({ id, proof, anchor, remoteAddress }: AccessRecord): EventData {
	return { record: id, remoteAddress, ...(proof === undefined ? {} : { proof }), ...(anchor === undefined ? {} : { anchor }) };
}

/** The last segment of the path, without the query. */
function toFileName({ path }: AccessRecord): string {
	const question = path.indexOf('?');
	const plain = question < 0 ? path : path.slice(0, question);
	return plain.slice(plain.lastIndexOf('/') + 1);
}
