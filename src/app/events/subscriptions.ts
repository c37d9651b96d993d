import type { ClientIdentity } from '../../domain/client-identity.ts';
import { DmsError } from '../../domain/errors.ts';
import { eventTypes } from '../../domain/event.ts';
import type { EventSubscription } from '../../domain/event-subscription.ts';
import { checkChoice, checkWholeNumber } from '../../domain/limits.ts';
import { type MacAddress, parseMacAddress } from '../../domain/mac-address.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';

export interface SubscriptionPorts {
	readonly store: Pick<Store, 'devices' | 'subscriptions'>;
	/** `CatalogCache` is one. */
	readonly catalog: { current(): TypesOfCatalog | Promise<TypesOfCatalog> };
}

interface TypesOfCatalog {
	readonly typesById: ReadonlyMap<string, { readonly type: { readonly name: string } }>;
	readonly typesByName: ReadonlyMap<string, unknown>;
}

/** What a client asks for; a limit of bytes before it has bounded the lists. */
export interface SubscriptionRequest {
	/** MAC addresses in any common form, or `*` alone for all. */
	readonly devices: readonly string[];
	/** Names; empty: all that the client may see. */
	readonly deviceTypes: readonly string[];
	/** Event types; empty: all. */
	readonly types: readonly string[];
	readonly expiresSeconds?: number;
}

export const subscriptionLimits = { mostSeconds: 86_400, standardSeconds: 3_600, perIdentity: 100 } as const;

const eventTypeNames = Object.keys(eventTypes);

/** How many device profiles may share a MAC address before the rest is not looked at. */
const mostProfilesOfMac = 100;

/**
 * @throws DmsError `value.invalid`, `mac.invalid` naming the member; `client.limit` where the client has its most. That a device exists is
 * told only to those who may see its type.
 */
export async function addSubscription(
	ports: SubscriptionPorts,
	identity: ClientIdentity,
	request: SubscriptionRequest,
	now: Date,
): Promise<EventSubscription> {
	const expiresAt = toExpiry(request.expiresSeconds, now);
	const devices = parseDevices(request.devices);
	checkTypes(request.types);
	await checkDeviceTypes(ports, identity, request.deviceTypes);
	for (const [index, mac] of devices.entries()) {
		if (await isProvisioned(ports, identity, mac)) continue;
		const field = `devices/${index}`;
		throw new DmsError('value.invalid', `${field}: no device profile that you may see has the MAC address ${mac}`, { field });
	}
	await checkCount(ports, identity, now);
	return ports.store.subscriptions.add({
		identity: identity.name,
		devices,
		deviceTypes: [...new Set(request.deviceTypes)],
		types: [...new Set(request.types)],
		expiresAt,
	});
}

/** Those that have not expired, oldest first. */
export async function listSubscriptions(
	{ store }: SubscriptionPorts,
	identity: ClientIdentity,
	now: Date,
): Promise<readonly EventSubscription[]> {
	const all = await store.subscriptions.listByIdentity(identity.name);
	return all.filter(({ expiresAt }) => expiresAt > now);
}

/** @throws DmsError `subscription.not-found`, also for one of another client. */
export async function findSubscription(
	{ store }: SubscriptionPorts,
	identity: ClientIdentity,
	id: string,
	now: Date,
): Promise<EventSubscription> {
	const found = isId(id) ? await store.subscriptions.find(id) : undefined;
	if (found === undefined || found.identity !== identity.name || found.expiresAt <= now) {
		throw new DmsError('subscription.not-found', 'there is no such subscription, or it has expired');
	}
	return found;
}

/** From now on for so many seconds. @throws DmsError `subscription.not-found`, `value.invalid`. */
export async function renewSubscription(
	ports: SubscriptionPorts,
	identity: ClientIdentity,
	id: string,
	expiresSeconds: number | undefined,
	now: Date,
): Promise<EventSubscription> {
	const expiresAt = toExpiry(expiresSeconds, now);
	const found = await findSubscription(ports, identity, id, now);
	return ports.store.subscriptions.renew(found.id, expiresAt);
}

/** @throws DmsError `subscription.not-found`. */
export async function deleteSubscription(ports: SubscriptionPorts, identity: ClientIdentity, id: string, now: Date): Promise<void> {
	const found = await findSubscription(ports, identity, id, now);
	await ports.store.subscriptions.delete(found.id);
}

/** Whether one of the devices still has a profile that the client may see; a subscription for all devices always has. */
export async function hasDevice(ports: SubscriptionPorts, identity: ClientIdentity, devices: readonly MacAddress[]): Promise<boolean> {
	if (devices.length === 0) return true;
	for (const mac of devices) if (await isProvisioned(ports, identity, mac)) return true;
	return false;
}

async function isProvisioned({ store, catalog }: SubscriptionPorts, identity: ClientIdentity, mac: MacAddress): Promise<boolean> {
	const [profiles, { typesById }] = await Promise.all([store.devices.findByMacAnyType(mac, mostProfilesOfMac), catalog.current()]);
	if (identity.deviceTypes.length === 0) return profiles.length > 0;
	return profiles.some(({ typeId }) => identity.deviceTypes.includes(typesById.get(typeId)?.type.name ?? ''));
}

function toExpiry(seconds: number = subscriptionLimits.standardSeconds, now: Date): Date {
	checkWholeNumber('expiresSeconds', seconds, 1, subscriptionLimits.mostSeconds);
	return new Date(now.getTime() + seconds * 1000);
}

/** Empty: all. */
function parseDevices(texts: readonly string[]): readonly MacAddress[] {
	if (texts.length === 1 && texts[0] === '*') return [];
	if (texts.length === 0) throw new DmsError('value.invalid', 'devices is empty; ["*"] means all', { field: 'devices' });
	const devices = texts.map((text, index) => {
		const field = `devices/${index}`;
		if (text === '*') throw new DmsError('value.contradiction', `${field}: * stands for all and so stands alone`, { field });
		const parsed = parseMacAddress(text);
		if (parsed.ok) return parsed.value;
		throw new DmsError('mac.invalid', `${field}: ${quote(text)} is no MAC address of a device`, { field });
	});
	return [...new Set(devices)];
}

async function checkDeviceTypes({ catalog }: SubscriptionPorts, identity: ClientIdentity, names: readonly string[]): Promise<void> {
	const { typesByName } = await catalog.current();
	for (const [index, name] of names.entries()) {
		const isKnown = identity.deviceTypes.length === 0 ? typesByName.has(name) : identity.deviceTypes.includes(name);
		if (isKnown) continue;
		const field = `deviceTypes/${index}`;
		throw new DmsError('value.invalid', `${field}: there is no device type ${quote(name)} that you may see`, { field });
	}
}

function checkTypes(types: readonly string[]): void {
	for (const [index, type] of types.entries()) checkChoice(`types/${index}`, type, eventTypeNames);
}

async function checkCount({ store: { subscriptions } }: SubscriptionPorts, identity: ClientIdentity, now: Date): Promise<void> {
	const { perIdentity } = subscriptionLimits;
	if ((await subscriptions.count(identity.name)) < perIdentity) return;
	// Expired ones may still lie there.
	await subscriptions.removeExpired(now, 1_000);
	if ((await subscriptions.count(identity.name)) < perIdentity) return;
	throw new DmsError('client.limit', `there are ${perIdentity} subscriptions, the most that one client may have`);
}

function isId(text: string): boolean {
	return /^[A-Za-z0-9_-]{1,64}$/.test(text);
}
