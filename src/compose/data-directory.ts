import { mkdir } from 'node:fs/promises';
import { DmsError } from '../domain/errors.ts';
import type { Clock, Store } from '../domain/ports.ts';
import type { Configuration } from '../runtime/config.ts';
import { readStoreUrl } from '../runtime/store-url.ts';
import { openStore, type StoreOptions } from '../store/open-store.ts';

/** Opens the store that the configuration names; `migrate` makes it where it is missing. @throws DmsError as `openStore`. */
export async function openConfiguredStore(
	configuration: Configuration,
	clock: Clock,
	migrate: boolean,
	observer?: StoreOptions['observer'],
): Promise<Store> {
	if (migrate) await makeDataDirectory(configuration.data);
	return openStore({ ...toStoreOptions(configuration), clock, migrate, ...(observer === undefined ? {} : { observer }) });
}

export function toStoreOptions(configuration: Configuration): Omit<StoreOptions, 'migrate'> {
	const url = readStoreUrl(configuration.store);
	const { secretKeyFile } = configuration;
	return {
		dataDirectory: configuration.data,
		...(url === undefined ? {} : { url }),
		...(secretKeyFile === undefined ? {} : { keyFile: secretKeyFile }),
	};
}

/** Everything in it is for the owner alone. */
async function makeDataDirectory(path: string): Promise<void> {
	try {
		await mkdir(path, { recursive: true, mode: 0o700 });
	} catch (cause) {
		throw new DmsError('file.unreadable', `the data directory ${path} cannot be made`, { field: 'data', cause });
	}
}
