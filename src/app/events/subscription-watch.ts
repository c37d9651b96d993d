import type { ClientIdentity } from '../../domain/client-identity.ts';
import type { EventSubscription } from '../../domain/event-subscription.ts';
import type { MacAddress } from '../../domain/mac-address.ts';
import { hasDevice, type SubscriptionPorts } from './subscriptions.ts';

/** Why a subscription ended before its client wanted. */
export type TerminationReason = 'expired' | 'deleted' | 'device-removed';

/** A subscription that a stream is open for. */
export interface UsedSubscription {
	readonly identity: ClientIdentity;
	/** As it was when the stream was opened. */
	readonly subscription: EventSubscription;
}

interface Known {
	/** As it was last seen. */
	row: EventSubscription;
	/** A device that had a profile when it was last looked for. */
	witness: MacAddress | undefined;
}

/** Subscriptions whose devices are looked for at one time; the others have their turn next. */
const mostDeviceChecks = 200;

/** Notices when subscriptions in use end: their time passes, they are deleted by any process, or none of their devices has a profile any more. */
export class SubscriptionWatch {
	readonly #ports: SubscriptionPorts;
	/** By the id of the subscription. */
	#known = new Map<string, Known>();
	#turn = 0;

	constructor(ports: SubscriptionPorts) {
		this.#ports = ports;
	}

	/** To be asked every second or so with all that are in use. @returns those that have ended, by id. */
	async findEnded(used: readonly UsedSubscription[], now: Date): Promise<ReadonlyMap<string, TerminationReason>> {
		const distinct = [...new Map(used.map((each) => [each.subscription.id, each])).values()];
		const rows = await this.#loadRows(distinct);
		const ended = new Map<string, TerminationReason>();
		const standing: UsedSubscription[] = [];
		for (const each of distinct) {
			const { id } = each.subscription;
			const row = rows.get(id);
			if (row !== undefined && row.expiresAt > now) standing.push(each);
			else ended.set(id, await this.#toReason(each, row, now));
		}
		this.#remember(standing, rows);
		for (const each of this.#takeTurn(standing)) {
			if (await this.#hasDevice(each)) continue;
			await this.#ports.store.subscriptions.delete(each.subscription.id);
			ended.set(each.subscription.id, 'device-removed');
		}
		return ended;
	}

	async #loadRows(distinct: readonly UsedSubscription[]): Promise<ReadonlyMap<string, EventSubscription>> {
		const owners = new Set(distinct.map(({ identity }) => identity.name));
		const rows = new Map<string, EventSubscription>();
		for (const owner of owners) for (const row of await this.#ports.store.subscriptions.listByIdentity(owner)) rows.set(row.id, row);
		return rows;
	}

	async #toReason(used: UsedSubscription, row: EventSubscription | undefined, now: Date): Promise<TerminationReason> {
		const { identity, subscription } = used;
		const lastSeen = row ?? this.#known.get(subscription.id)?.row ?? subscription;
		if (lastSeen.expiresAt <= now) return 'expired';
		// Another process may have been the first to miss the devices.
		return (await hasDevice(this.#ports, identity, subscription.devices)) ? 'deleted' : 'device-removed';
	}

	#remember(standing: readonly UsedSubscription[], rows: ReadonlyMap<string, EventSubscription>): void {
		const known = new Map<string, Known>();
		for (const { subscription } of standing) {
			const row = rows.get(subscription.id) ?? subscription;
			known.set(subscription.id, { row, witness: this.#known.get(subscription.id)?.witness });
		}
		this.#known = known;
	}

	#takeTurn(standing: readonly UsedSubscription[]): readonly UsedSubscription[] {
		const selective = standing.filter(({ subscription }) => subscription.devices.length > 0);
		if (selective.length <= mostDeviceChecks) return selective;
		const start = this.#turn % selective.length;
		this.#turn = start + mostDeviceChecks;
		return [...selective.slice(start), ...selective.slice(0, start)].slice(0, mostDeviceChecks);
	}

	/** Mostly one look-up: the device that was there a second ago. */
	async #hasDevice({ identity, subscription }: UsedSubscription): Promise<boolean> {
		const known = this.#known.get(subscription.id);
		if (known?.witness !== undefined && (await hasDevice(this.#ports, identity, [known.witness]))) return true;
		for (const mac of subscription.devices) {
			if (!(await hasDevice(this.#ports, identity, [mac]))) continue;
			if (known !== undefined) known.witness = mac;
			return true;
		}
		return false;
	}
}
