import { isDnsName } from '../../domain/client-identity.ts';
import type { ServerCertificate, ServerCertificateFacts } from '../../domain/server-certificate.ts';
import { type Certificate, toPem, toSubjectText } from '../../pki/certificate.ts';
import { toNameText } from '../../pki/distinguished-name.ts';
import { readOneCertificate } from '../../pki/read-certificates.ts';
import type { InterfaceAdministration } from './interface-administration.ts';
import { isWildcard, parseIpAddress } from './ip-address.ts';

/** How many states of an interface's certificates are kept. */
export const mostGenerations = 5;

/** A certificate has room for 100 names. */
const mostAddresses = 64;
const mostHostNames = 32;

/** Self-signed certificates with P-256 and RSA keys for the address and the names of this host. */
export async function mintCertificatesFor(
	{ host, mintSelfSigned, clock }: Pick<InterfaceAdministration, 'host' | 'mintSelfSigned' | 'clock'>,
	address: string,
): Promise<readonly ServerCertificate[]> {
	const { addresses, hostNames } = namesOf(host, address);
	const { ecdsa, rsa } = await mintSelfSigned({ hosts: hostNames, ips: addresses, now: clock.now() });
	return [toMinted('EC', ecdsa), toMinted('RSA', rsa)];
}

/** What clients may call an interface. */
export interface InterfaceNames {
	/** The address; of a wildcard all that the host has and the wildcard covers. */
	readonly addresses: readonly string[];
	readonly hostNames: readonly string[];
}

export function namesOf(host: InterfaceAdministration['host'], address: string): InterfaceNames {
	const own = host.addresses().flatMap((text) => parseIpAddress(text) ?? []);
	const covered = own.filter((each) => address === '::' || !each.includes(':'));
	const addresses = isWildcard(address) ? [...new Set(covered)] : [address];
	const hostNames = host.names().filter((name) => isDnsName(name) && parseIpAddress(name) === undefined);
	return { addresses: addresses.slice(0, mostAddresses), hostNames: [...new Set(hostNames)].slice(0, mostHostNames) };
}

function toMinted(
	keyType: ServerCertificate['keyType'],
	{ key, cert }: { readonly key: string; readonly cert: string },
): ServerCertificate {
	return toServerCertificate(keyType, key, [readOneCertificate(cert)]);
}

/** @param key PEM. @param path the certificate, then its issuers. */
export function toServerCertificate(
	keyType: ServerCertificate['keyType'],
	key: string,
	path: readonly [Certificate, ...Certificate[]],
): ServerCertificate {
	const [leaf] = path;
	return {
		keyType,
		key,
		certificate: path.map(({ der }) => toPem(der)).join(''),
		fingerprint: leaf.fingerprint,
		subject: toSubjectText(leaf),
		issuer: toNameText(leaf.issuer),
		notBefore: leaf.notBefore,
		notAfter: leaf.notAfter,
	};
}

/** Without the key. */
export function toFacts({ key: _key, ...facts }: ServerCertificate): ServerCertificateFacts {
	return facts;
}
