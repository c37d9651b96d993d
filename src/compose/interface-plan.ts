import { parseIpAddress } from '../app/administration/ip-address.ts';
import { type InterfaceKey, type ServerInterface, toInterfaceText } from '../domain/interface.ts';
import type { Address } from '../runtime/address.ts';
import type { Configuration } from '../runtime/config.ts';

/** A listener that is to be open. The address of a fixed one may be a host name. */
export interface PlannedListener extends Pick<ServerInterface, keyof InterfaceKey | 'secure' | 'clientAuthRequired' | 'legacyTls'> {
	/** Says which one it is, to the log and to the other processes of the node. */
	readonly name: string;
	/** Stands in the configuration: without it nothing is served. */
	readonly isFixed: boolean;
}

/** The listeners of the configuration, by what they are for. */
export interface FixedListeners {
	readonly device: PlannedListener;
	readonly http?: PlannedListener;
	readonly events?: PlannedListener;
}

export function toFixedListeners({ device, events }: Pick<Configuration, 'device' | 'events'>): FixedListeners {
	const open = { clientAuthRequired: false, legacyTls: false, isFixed: true };
	return {
		device: { name: 'device', kind: 'Http', ...toPlace(device.address), secure: true, ...open },
		...(device.httpAddress === undefined
			? {}
			: { http: { name: 'http', kind: 'Http', ...toPlace(device.httpAddress), secure: false, ...open } }),
		...(events.address === undefined
			? {}
			: { events: { name: 'events', kind: 'CTI', ...toPlace(events.address), secure: true, ...open, clientAuthRequired: true } }),
	};
}

export function listFixedListeners({ device, http, events }: FixedListeners): readonly PlannedListener[] {
	return [device, http, events].filter((listener) => listener !== undefined);
}

export function toPlannedListener(row: ServerInterface): PlannedListener {
	const { kind, address, port, secure, clientAuthRequired, legacyTls } = row;
	return { name: `${kind} ${toInterfaceText(row)}`, kind, address, port, secure, clientAuthRequired, legacyTls, isFixed: false };
}

/** With shared ports two listeners would not notice each other, and the kernel would give the connections of one to the other. */
export function findOverlap(row: InterfaceKey, others: readonly InterfaceKey[]): InterfaceKey | undefined {
	return others.find((other) => other.port === row.port && (covers(other.address, row.address) || covers(row.address, other.address)));
}

/** `::` takes IPv4 connections too; a host name may stand for any address. */
function covers(wide: string, address: string): boolean {
	if (wide === address || wide === '::' || !/^[\d.]+$|:/.test(wide)) return true;
	return wide === '0.0.0.0' && !address.includes(':');
}

/** As the TLS policy and the web applications of the interface name it. The name of a zone (`%eth0`) is no host name. */
function toPlace({ host, port }: Address): Pick<InterfaceKey, 'address' | 'port'> {
	return { address: parseIpAddress(host) ?? (host.includes(':') ? host : host.toLowerCase()), port };
}
