import { DmsError } from '../domain/errors.ts';
import { checkKeytab } from './check-keytab.ts';

/** What of the package `kerberos` is used. */
export interface KerberosLibrary {
	initializeServer(service: string): Promise<KerberosContext>;
}

interface KerberosContext {
	step(token: string): Promise<unknown>;
	readonly username: string | null;
	readonly response: string | null;
	readonly contextComplete: boolean;
}

/**
 * Makes Kerberos ready to accept with the keys of this keytab; there is one for each process. The package is native and built against the
 * Kerberos libraries of the machine, so nobody gets it who does not use it.
 * @param load for tests, which have the package elsewhere.
 * @throws DmsError `configuration.invalid` where the keytab is not safe, or the package is not installed or cannot be loaded.
 */
export async function loadKerberos(keytabFile: string, load: () => Promise<unknown> = () => import('kerberos')): Promise<KerberosLibrary> {
	checkKeytab(keytabFile, 'admin.sso.kerberos.keytabFile');
	// The Kerberos libraries know no other way to be told.
	process.env['KRB5_KTNAME'] = `FILE:${keytabFile}`;
	const loaded = await load().catch((cause: unknown) => {
		throw unusable('cannot be loaded', cause);
	});
	const library: unknown = isLibrary(loaded) ? loaded : Reflect.get(Object(loaded), 'default');
	if (!isLibrary(library)) throw unusable('cannot accept tokens');
	return library;
}

function unusable(what: string, cause?: unknown): DmsError {
	return new DmsError('configuration.invalid', `admin.sso.kerberos is configured, but the package kerberos ${what}`, {
		field: 'admin.sso.kerberos',
		hint: 'Install the headers of MIT Kerberos (Debian: libkrb5-dev), then run: npm install --no-save kerberos@7',
		cause,
	});
}

function isLibrary(value: unknown): value is KerberosLibrary {
	return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'initializeServer') === 'function';
}
