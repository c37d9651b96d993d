import { type ClientIdentity, type NewClientIdentity, parseClientIdentityName } from '../../domain/client-identity.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';
import { type Administration, applyAudited } from './administration.ts';
import { requireFingerprint } from './deny-certificate.ts';
import { findDeviceType } from './find-device-type.ts';

export interface ChangedClientIdentity {
	readonly identity: ClientIdentity;
	/** What is allowed and still worth a look. */
	readonly warnings: readonly string[];
}

/** Lets a client of the event interface in, once its certificate chains to an anchor of `CTI`. @throws DmsError `client-identity.exists`, `device-type.not-found`, `value.*`. */
export async function addClientIdentity(administration: Administration, requested: NewClientIdentity): Promise<ChangedClientIdentity> {
	const name = parseClientIdentityName(requested.name);
	const fingerprint = requested.fingerprint === undefined ? {} : { fingerprint: requireFingerprint(requested.fingerprint) };
	return applyAudited(administration, 'client identity add', async (store) => {
		const types = await Promise.all(requested.deviceTypes.map((type) => findDeviceType(store, type)));
		const deviceTypes = [...new Set(types.map((type) => type.name))];
		const identity = await store.clientIdentities.add({ name, ...fingerprint, deviceTypes });
		const { id: _id, createdAt: _createdAt, ...after } = identity;
		return { value: { identity, warnings: await findWhatIsMissing(store) }, subject: name, after };
	});
}

/** Its streams end, its subscriptions go. @throws DmsError `client-identity.not-found`. */
export function deleteClientIdentity(administration: Administration, name: string): Promise<ClientIdentity> {
	return applyAudited(administration, 'client identity delete', async (store) => {
		const wanted = parseClientIdentityName(name);
		const identity = (await store.clientIdentities.list()).find((each) => each.name === wanted);
		if (identity === undefined) throw notFound(name);
		await store.clientIdentities.delete(identity.name);
		const { id: _id, createdAt: _createdAt, ...before } = identity;
		return { value: identity, subject: identity.name, before };
	});
}

/** A name in the list opens nothing by itself. */
async function findWhatIsMissing(store: Store): Promise<readonly string[]> {
	const [{ allowClientApp = false }, anchors] = await Promise.all([store.settings.load(), store.trust.listAnchors('CTI')]);
	return [
		...(allowClientApp ? [] : ['allowClientApp is false: no client may authenticate by certificate']),
		...(anchors.some(({ enabled }) => enabled) ? [] : ['no trust anchor of CTI interfaces is enabled: no certificate is accepted']),
	];
}

function notFound(name: string): DmsError {
	return new DmsError('client-identity.not-found', `no client identity ${quote(name)}`, { field: 'name' });
}
