import { DmsError } from '../../domain/errors.ts';
import { type MacAddress, requireMacAddress } from '../../domain/mac-address.ts';
import type { Defect } from '../defects/defect.ts';
import { findDefect } from '../defects.ts';

/** What a client can do wrong without a wrong certificate. */
export const misbehaviours = ['slow-reader', 'abort', 'wrong-certificate', 'http-1.0', 'sloppy-digest', 'fallback-chain'] as const;
export type Misbehaviour = (typeof misbehaviours)[number];

export interface FleetPlanOptions {
	/** The first device has it, the others those that follow. */
	readonly firstMac: MacAddress;
	readonly devices: number;
	/** The devices take turns among them; empty: all certificates are good. */
	readonly defects: readonly string[];
	/** Share of clients that misbehave, 0 to 100. */
	readonly misbehavePercent: number;
}

export interface PlannedDevice {
	readonly mac: MacAddress;
	/** Of its certificate; `none` is a good one. */
	readonly defect: string;
	readonly misbehaviour?: Misbehaviour;
}

const macCount = 2 ** 24;

/** Devices by their number, computed and never kept: a fleet of a million costs no memory. */
export class FleetPlan {
	readonly devices: number;
	readonly #options: FleetPlanOptions;
	readonly #oui: string;
	readonly #first: number;

	/** @throws DmsError `value.invalid` where the OUI has too few addresses, `qa.defect-unknown`, `value.contradiction`. */
	constructor(options: FleetPlanOptions) {
		for (const name of options.defects) requirePlayable(findDefect(name));
		this.devices = options.devices;
		this.#options = options;
		this.#oui = options.firstMac.slice(0, 6);
		this.#first = Number.parseInt(options.firstMac.slice(6), 16);
		if (this.#first + options.devices > macCount) {
			const left = macCount - this.#first;
			throw new DmsError('value.invalid', `after ${options.firstMac} the maker has ${left} addresses; the fleet needs ${options.devices}`, {
				field: 'devices',
			});
		}
	}

	macOf(index: number): MacAddress {
		return requireMacAddress(this.#oui + (this.#first + index).toString(16).padStart(6, '0'));
	}

	/** The device with this MAC address, of this fleet or not: its number. */
	indexOf(mac: string): number | undefined {
		if (!mac.toLowerCase().startsWith(this.#oui)) return undefined;
		const index = Number.parseInt(mac.slice(6), 16) - this.#first;
		return index >= 0 && index < this.devices ? index : undefined;
	}

	defectOf(index: number): string {
		const { defects } = this.#options;
		return defects[index % defects.length] ?? 'none';
	}

	device(index: number): PlannedDevice {
		const misbehaviour = this.#misbehaviourOf(index);
		return { mac: this.macOf(index), defect: this.defectOf(index), ...(misbehaviour === undefined ? {} : { misbehaviour }) };
	}

	/** Spread evenly over the fleet, each kind in turn. */
	#misbehaviourOf(index: number): Misbehaviour | undefined {
		const before = Math.floor((index * this.#options.misbehavePercent) / 100);
		const after = Math.floor(((index + 1) * this.#options.misbehavePercent) / 100);
		return after > before ? misbehaviours[before % misbehaviours.length] : undefined;
	}
}

/** Lists of a certificate authority have to be with the server before the fleet exists. */
function requirePlayable({ name, lists, needs }: Defect): void {
	if (lists === undefined && needs !== 'deny-list') return;
	throw new DmsError('value.contradiction', `a fleet cannot have the defect ${name}: the server must be told of each certificate before`, {
		field: 'defect',
		hint: 'dms qa run plays it with one device.',
	});
}
