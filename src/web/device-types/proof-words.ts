import type { ApiSchema } from '../api/client.ts';
import type { DeviceTypeFile } from './queries.ts';

type FileProof = ApiSchema<'FileProof'>;
export type Authentication = DeviceTypeFile['authentication'];
/** What decides who may have a file. */
export type FileRules = Pick<DeviceTypeFile, 'authentication' | 'allowHttp' | 'allowHttps' | 'fileCategory' | 'allowUploadFromDevice'>;

export type Proof = Pick<FileProof, 'mac' | 'passwordScheme' | 'combine'>;

const macWords = {
	header: 'its MAC address in a header',
	path: 'its MAC address in the name of the file',
} as const;

const shortMacWords = {
	certificate: 'Vendor certificate',
	header: 'MAC address in a header',
	path: 'MAC address in the file name',
} as const;

export function toProof(authentication: Authentication): Proof {
	const { macBasedFileAuthentication, userNamePasswordFileAuthentication, useHttpDigestAuthentication, combine } = authentication;
	const place = authentication.macInCert ? 'certificate' : authentication.macInNonRequestUri ? 'header' : 'path';
	return {
		mac: macBasedFileAuthentication ? place : null,
		passwordScheme: userNamePasswordFileAuthentication ? (useHttpDigestAuthentication ? 'Digest' : 'Basic') : null,
		combine,
	};
}

/** With more of them the sentence would be a list. */
const mostNames = 3;

/** `A device gets it with a certificate of Spectralink that names its MAC address, or with its user name and password.` */
export function toProofSentence({ mac, passwordScheme, combine }: Proof, vendors: readonly string[] = []): string {
	const ways = [
		...(mac === null ? [] : [mac === 'certificate' ? toCertificateWords(vendors) : macWords[mac]]),
		...(passwordScheme === null ? [] : ['its user name and password']),
	];
	if (ways.length === 0) return 'Everybody who knows the address gets this file: nothing has to be proven.';
	if (ways.length === 1) return `A device gets it with ${ways[0]}.`;
	return combine === 'All'
		? `A device gets it with ${ways.join(' and also ')}: both are needed.`
		: `A device gets it with ${ways.join(', or with ')}.`;
}

function toCertificateWords(vendors: readonly string[]): string {
	const isNamed = vendors.length > 0 && vendors.length <= mostNames;
	return `a certificate of ${isNamed ? vendors.join(' or ') : 'its vendor'} that names its MAC address`;
}

/** For tables: `Vendor certificate or password`. */
export function toProofLabel({ mac, passwordScheme, combine }: Proof): string {
	if (mac === null && passwordScheme === null) return 'Open to everybody';
	const ways = [...(mac === null ? [] : [shortMacWords[mac]]), ...(passwordScheme === null ? [] : [`password (${passwordScheme})`])];
	const label = ways.join(combine === 'All' ? ' and ' : ' or ');
	return label.charAt(0).toUpperCase() + label.slice(1);
}

export function isOpen({ mac, passwordScheme }: Proof): boolean {
	return mac === null && passwordScheme === null;
}

const categoryWords: Readonly<Record<DeviceTypeFile['fileCategory'], string>> = {
	Static: 'It is the same for every device.',
	'Dynamic Group': 'It is built for each group.',
	'Dynamic Profile': 'It is built for each device.',
	'Template Only': 'It is a building block and is never given to a device.',
};

/** How it is fetched, what it is, and whether devices may send one. */
export function toRuleSentences({
	authentication,
	allowHttp,
	allowHttps,
	fileCategory,
	allowUploadFromDevice,
}: FileRules): readonly string[] {
	const { passwordScheme } = toProof(authentication);
	return [
		categoryWords[fileCategory],
		toTransportSentence(allowHttp, allowHttps),
		...(passwordScheme === 'Digest' ? ['The password itself never goes over the line (Digest).'] : []),
		...(passwordScheme === 'Basic' && !allowHttp ? ['The password goes over the encrypted line as it is (Basic).'] : []),
		...(allowUploadFromDevice
			? ['Devices may send a file of this name, with the same proof.']
			: ['Devices may not send a file of this name.']),
	];
}

function toTransportSentence(allowHttp: boolean, allowHttps: boolean): string {
	if (allowHttp && allowHttps) return 'It is fetched over HTTPS, or unencrypted over HTTP.';
	if (allowHttps) return 'It is fetched over HTTPS alone.';
	return allowHttp ? 'It is fetched unencrypted over HTTP alone.' : 'It cannot be fetched at all: neither HTTP nor HTTPS is allowed.';
}
