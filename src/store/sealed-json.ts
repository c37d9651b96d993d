import { fromJson } from './row-values.ts';
import type { SecretPlace } from './secret-box.ts';
import type { Sealer, Secrets } from './secrets.ts';

/** A list as it is kept where its values may be secrets; an empty one takes no room and no work. */
export function sealList(sealer: Sealer, place: SecretPlace, list: readonly unknown[]): Uint8Array | null {
	return list.length === 0 ? null : sealer(place, JSON.stringify(list));
}

/** What `sealList` has made. @throws DmsError `secret.unreadable`. */
export async function unsealList<Item>(secrets: Secrets, place: SecretPlace, sealed: Uint8Array | null): Promise<readonly Item[]> {
	return sealed === null ? [] : fromJson(await secrets.unseal(place, sealed));
}
