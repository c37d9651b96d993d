import type { AccessRecord } from './access-record.ts';
import type { Scope } from './device-profile.ts';
import type { MacAddress, Oui } from './mac-address.ts';
import type { Sighting } from './sighting.ts';
import type { TrafficCount, TrafficSpan } from './traffic.ts';
import type { UnknownDevice, UnknownDevicePosition } from './unknown-device.ts';

/** Device profiles of one type. */
export interface DeviceCount {
	readonly typeId: string;
	readonly devices: number;
	/** Of these. */
	readonly disabled: number;
}

/** A service provider, or a group of one, that has devices or settings of its own. */
export interface ScopeCount {
	readonly scope: Scope;
	readonly devices: number;
	/** Device types for which it has set something. */
	readonly deviceTypes: number;
}

/** Certificates that devices came with last and that end on one day. */
export interface ExpiryCount {
	/** Its beginning, UTC. */
	readonly day: Date;
	readonly devices: number;
}

/** Numbers about all there is. Each looks at all devices, so that whoever asks often keeps the answer for a while. */
export interface OverviewRepository {
	/** Types without devices are left out. */
	countDevices(scope?: Scope): Promise<readonly DeviceCount[]>;
	/** The first ones, ordered by service provider and group; a service provider stands before its groups. */
	countScopes(limit: number, within?: Scope): Promise<readonly ScopeCount[]>;
	/** Ordered by day; settles before. */
	countExpiries(): Promise<readonly ExpiryCount[]>;
}

/** Requests of devices by minute and reason, counted when access records are settled; kept as long as these are. */
export interface TrafficRepository {
	/** Ordered by time; settles before. Spans without requests are left out. */
	list(span: TrafficSpan): Promise<readonly TrafficCount[]>;
	/** The first minute that is kept. */
	since(): Promise<Date | undefined>;
}

/** Kept up to date when access records are settled, and as long as these are; every read settles before. */
export interface UnknownDeviceRepository {
	/** The last seen first, without those that have a device profile by now. A page may be short, or empty, although more follow. */
	list(page: { readonly limit: number; readonly after?: UnknownDevicePosition }): Promise<{
		readonly devices: readonly UnknownDevice[];
		readonly next?: UnknownDevicePosition;
	}>;
}

/** Which devices; all that is given must hold. */
export interface GrantedSelection {
	/** Let in at this time or later. */
	readonly since: Date;
	/** Alias of the trust anchor that vouched for it last. */
	readonly anchor?: string;
	/** Its MAC address begins with none of these. */
	readonly outsideOuis?: readonly Oui[];
	/** Of the certificate that it was last let in with. */
	readonly fingerprint?: string;
}

/** A device and its newest access record, where that is still kept. */
export interface GrantedDevice {
	readonly sighting: Sighting;
	readonly record?: AccessRecord;
}

/** Devices that were let in lately, from their sightings; every read settles before. */
export interface GrantedDeviceRepository {
	/** How many there are, and those that were let in last. */
	find(selection: GrantedSelection, limit: number): Promise<{ readonly count: number; readonly sightings: readonly Sighting[] }>;
	/** Ordered by MAC; `afterMac` continues a page. */
	page(since: Date, page: { readonly limit: number; readonly afterMac?: MacAddress }): Promise<readonly GrantedDevice[]>;
}
