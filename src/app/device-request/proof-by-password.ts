import { createHash, timingSafeEqual } from 'node:crypto';
import type { ProofKind } from '../../domain/access-record.ts';
import { type LockedOut, toLockoutEvent } from '../../domain/event.ts';
import { afterFailure, beginsLockout, type LockoutKey, lockoutAt, networkOf } from '../../domain/lockout.ts';
import type { DeviceSummary, Store } from '../../domain/ports.ts';
import type { AccessReason } from '../../domain/reason.ts';
import type { Settings } from '../../domain/settings.ts';
import type { DeviceRequest, Located, PresentedCredentials, ProofOutcome } from './device-request.ts';

interface Account {
	readonly password: string;
	/** Absent: credentials of the type and a path that names no device. */
	readonly device?: DeviceSummary;
}

/** User name and password: of the device itself, or of its type for a device that has none of its own and is named by the path. */
export async function provePassword(
	store: Store,
	located: Located,
	request: DeviceRequest,
	settings: Settings,
	now: Date,
): Promise<ProofOutcome> {
	const digestNeeded = located.file.file.authentication.useHttpDigestAuthentication;
	const proof: ProofKind = digestNeeded ? 'digest' : 'basic';
	const failed = (reason: AccessReason, detail?: string): ProofOutcome => ({
		holds: false,
		proof,
		reason,
		conclusive: false,
		tried: reason !== 'password.absent',
		...(detail === undefined ? {} : { detail }),
	});
	const { credentials } = request;
	if (credentials === undefined) return failed('password.absent');
	if (credentials.kind === 'malformed') return failed('password.malformed', credentials.detail);
	if (digestNeeded && credentials.kind === 'basic') return failed('password.digest-required');
	if (!digestNeeded && credentials.kind === 'digest') return failed('password.basic-required');

	const key: LockoutKey = { typeId: located.type.type.id, userName: credentials.userName, network: networkOf(request.remoteAddress) };
	const locked = lockoutAt(await store.lockouts.find(key), now);
	if (locked !== undefined) return failed(`lockout.${locked}`, `user name ${JSON.stringify(credentials.userName)} from ${key.network}`);

	const account = await findAccount(store, located, credentials.userName);
	const held = isRight(credentials, account?.password ?? '') && account !== undefined;
	if (!held) {
		// Only existing user names are counted: a stranger who invents names must not fill the store.
		if (credentials.kind !== 'assumed' && account !== undefined) {
			const { device } = account;
			const lockedOut: LockedOut = {
				deviceType: located.type.type.name,
				remoteAddress: request.remoteAddress,
				...(device === undefined ? {} : { device }),
			};
			await store.lockouts.change(
				key,
				(state) => afterFailure(state, settings.lockoutPolicy, now),
				(before, after) => (beginsLockout(before, after) ? [toLockoutEvent(key, after, lockedOut)] : []),
			);
		}
		return failed('password.wrong', account === undefined ? 'no such user name' : 'wrong password');
	}
	if (credentials.kind === 'digest') {
		const nonce = await credentials.checkNonce();
		if (nonce === 'replayed') return failed('password.digest-replayed');
		if (nonce !== 'fresh') return failed('password.digest-stale');
	}
	if (credentials.kind !== 'assumed') await store.lockouts.forget(key);
	const { device } = account;
	if (device === undefined) return { holds: true, proof };
	if (!device.enabled) return { holds: false, proof, reason: 'device.disabled', detail: device.name, conclusive: true, tried: true };
	return { holds: true, proof, device, ...(device.mac === undefined ? {} : { mac: device.mac }) };
}

/** Compares digests, so that neither length nor content shows in the time; an unknown user costs the same comparison. */
function isRight(credentials: Exclude<PresentedCredentials, { kind: 'malformed' }>, password: string): boolean {
	if (credentials.kind === 'assumed') return true;
	if (credentials.kind === 'digest') return credentials.verify(password) && password !== '';
	return timingSafeEqual(sha256(credentials.password), sha256(password)) && password !== '';
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

async function findAccount(store: Store, located: Located, userName: string): Promise<Account | undefined> {
	const { type } = located.type;
	const own = await store.devices.findByUserName(type.id, userName);
	if (own?.useCustomUserNamePassword) {
		const credentials = await store.devices.credentialsOf(own.id);
		return credentials === undefined ? undefined : { password: credentials.password, device: own };
	}
	const shared = type.cpe.deviceManagement.accessDeviceCredentials;
	if (shared === undefined || shared.userName !== userName) return undefined;
	const { mac, deviceId } = located.captures;
	if (mac === undefined && deviceId === undefined) return { password: shared.password };
	const device = await findNamedDevice(store, located);
	return device === undefined || device.useCustomUserNamePassword ? undefined : { password: shared.password, device };
}

/** The one device that the path names, or undefined. */
export async function findNamedDevice(store: Store, located: Located): Promise<DeviceSummary | undefined> {
	const { mac, deviceId } = located.captures;
	const typeId = located.type.type.id;
	if (mac === undefined && deviceId === undefined) return undefined;
	const named =
		mac === undefined
			? (await store.devices.findByName(deviceId ?? '', 100)).filter((device) => device.typeId === typeId)
			: await store.devices.findByMac(typeId, mac);
	const fitting = named.filter((device) => deviceId === undefined || device.name === deviceId);
	return fitting.length === 1 ? fitting[0] : undefined;
}
