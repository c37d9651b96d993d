import { DmsError } from '../domain/errors.ts';
import { readTextFile } from './read-text-file.ts';

const maxUrlFileBytes = 8_192;

/** What is wrong with the URL of a database, without repeating it: it may hold a password. */
export function findStoreUrlFault(text: string, password: 'without-password' | 'with-password'): string | undefined {
	if (!URL.canParse(text)) return 'is not a URL';
	const url = new URL(text);
	if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') return 'must begin with postgres://';
	const holdsPassword = url.password !== '' || url.searchParams.has('password') || url.searchParams.has('sslpassword');
	if (holdsPassword && password === 'without-password') return 'holds a password; put the URL into a file and name it in store.urlFile';
	return undefined;
}

/** The URL of the database, read from its file where that is how it was given; undefined: the embedded store. @throws DmsError `configuration.invalid`, `file.unreadable`. */
export function readStoreUrl(store: { readonly url?: string | undefined; readonly urlFile?: string | undefined }): string | undefined {
	if (store.urlFile === undefined) return store.url;
	const url = readTextFile(store.urlFile, maxUrlFileBytes).trim();
	const fault = findStoreUrlFault(url, 'with-password');
	if (fault !== undefined) {
		throw new DmsError('configuration.invalid', `store.urlFile: the text in ${store.urlFile} ${fault}`, { field: 'store.urlFile' });
	}
	return url;
}
