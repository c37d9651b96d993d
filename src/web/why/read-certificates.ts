import { type DerCertificate, parseCertificate } from './parse-certificate.ts';

/** A certificate as it was given, and what it says of itself. */
export interface GivenCertificate extends DerCertificate {
	readonly pem: string;
}

const pemBlock = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END/g;
const mostCertificates = 10;

/** Certificates of a file or of pasted text: PEM, one or several, or DER. Empty: there is none in it. */
export function readCertificates(bytes: Uint8Array): readonly GivenCertificate[] {
	const text = new TextDecoder('latin1').decode(bytes);
	const blocks = [...text.matchAll(pemBlock)].slice(0, mostCertificates).map(([, body = '']) => fromBase64(body));
	const found = blocks.length > 0 ? blocks : [bytes, fromBase64(text)];
	return found.flatMap((der) => {
		const parsed = der === undefined ? undefined : parseCertificate(der);
		return der === undefined || parsed === undefined ? [] : [{ ...parsed, pem: toPem(der) }];
	});
}

/** That of the device first, then who issued it, and so on up; without duplicates. */
export function orderChain(certificates: readonly GivenCertificate[]): readonly GivenCertificate[] {
	const rest = [...new Map(certificates.map((certificate) => [certificate.pem, certificate])).values()];
	const leaf =
		rest.find((each) => !each.isCa) ?? rest.find((each) => !rest.some((other) => other !== each && issued(each, other))) ?? rest[0];
	if (leaf === undefined) return [];
	const chain = [leaf];
	for (let last = leaf; ; ) {
		const issuer = rest.find((each) => !chain.includes(each) && issued(each, last));
		if (issuer === undefined) break;
		chain.push(issuer);
		last = issuer;
	}
	return [...chain, ...rest.filter((each) => !chain.includes(each))];
}

function issued(issuer: GivenCertificate, certificate: GivenCertificate): boolean {
	return issuer.subjectKey === certificate.issuerKey;
}

function fromBase64(text: string): Uint8Array | undefined {
	try {
		return Uint8Array.from(atob(text.replaceAll(/\s/g, '')), (character) => character.charCodeAt(0));
	} catch {
		return undefined;
	}
}

function toPem(der: Uint8Array): string {
	const text = btoa(Array.from(der, (byte) => String.fromCharCode(byte)).join(''));
	return `-----BEGIN CERTIFICATE-----\n${(text.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;
}
