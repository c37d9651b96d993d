import { DmsError } from '../../domain/errors.ts';
import type { MacAddress } from '../../domain/mac-address.ts';

/** What stands in braces in a template, and what takes its place. */
const placeholders: Readonly<Record<string, (mac: MacAddress, file: string) => string>> = {
	mac: (mac) => mac,
	MAC: (mac) => mac.toUpperCase(),
	file: (_mac, file) => file,
};
const placeholderPattern = /\{([^{}]*)\}/g;

const sampleTemplate = '/dms/sample-ip-dect-mac/{mac}-{file}.xml';
const templateInDirectory = '{mac}-{file}.xml';

/** Where devices find their files. */
export class DevicePaths {
	readonly origin: URL;
	readonly #template: string;

	/**
	 * @param url of the server, or of the directory that a device is configured with.
	 * @param template path from there; absent: that of the sample device type, or the usual names in the directory.
	 * @throws DmsError `value.invalid`.
	 */
	constructor(url: string, template?: string) {
		this.origin = parseUrl(url);
		this.#template = template ?? (this.origin.pathname === '/' ? sampleTemplate : templateInDirectory);
		const unknown = [...this.#template.matchAll(placeholderPattern)].find(([, name = '']) => !Object.hasOwn(placeholders, name));
		if (unknown !== undefined) {
			const known = Object.keys(placeholders).map((name) => `{${name}}`);
			throw new DmsError('value.invalid', `the path has an unknown placeholder ${unknown[0]}; known are ${known.join(', ')}`, {
				field: 'path',
			});
		}
		if (this.#resolve(this.#template).origin !== this.origin.origin) {
			throw new DmsError('value.invalid', 'the path leads to another server', { field: 'path' });
		}
	}

	/** Whether devices have a second file beside their configuration. */
	get hasUsers(): boolean {
		return this.#template.includes('{file}');
	}

	/** Path and query. */
	of(mac: MacAddress, file: 'config' | 'users'): string {
		return this.#toTarget(this.#template.replace(placeholderPattern, (_whole, name: string) => placeholders[name]?.(mac, file) ?? ''));
	}

	/** As clients of the field write it that do not know lower case. */
	inUpperCase(mac: MacAddress, file: 'config' | 'users'): string {
		return this.of(mac, file).replace(mac, mac.toUpperCase());
	}

	/** A file with this name in the folder of the device's configuration. */
	beside(mac: MacAddress, name: string): string {
		return new URL(encodeURIComponent(name), new URL(this.of(mac, 'config'), this.origin)).pathname;
	}

	#resolve(path: string): URL {
		return new URL(path, this.origin);
	}

	#toTarget(path: string): string {
		const { pathname, search } = this.#resolve(path);
		return pathname + search;
	}
}

function parseUrl(text: string): URL {
	const url = URL.parse(text);
	const invalid = (detail: string): DmsError => new DmsError('value.invalid', detail, { field: 'url' });
	if (url === null) throw invalid('the URL cannot be read');
	if (url.protocol !== 'https:') throw invalid('the URL must begin with https:; a certificate needs TLS');
	if (url.username !== '' || url.password !== '') throw invalid('the URL must not hold a user name or a password');
	return url;
}
