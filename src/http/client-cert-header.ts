import { ok, type Result, refused } from '../domain/result.ts';

/** More characters are no certificate of a device. */
const mostCharacters = 32_768;
/** No path of factory certificates is longer. */
const mostIssuers = 10;

/** RFC 9440 2.2, `Client-Cert`: one byte sequence (RFC 8941 3.3.5) with the DER bytes. Gives the bytes, or what is wrong. */
export function parseClientCert(value: string): Result<Uint8Array, string> {
	if (value.length > mostCharacters) return refused(`it has ${value.length} characters; the limit is ${mostCharacters}`);
	return parseByteSequence(value);
}

/** RFC 9440 2.3, `Client-Cert-Chain`: a list of byte sequences, the issuer of the client's certificate first. */
export function parseClientCertChain(value: string): Result<readonly Uint8Array[], string> {
	const longest = mostCharacters * 2;
	if (value.length > longest) return refused(`it has ${value.length} characters; the limit is ${longest}`);
	const members = value.split(',').map((member) => member.replace(/^[ \t]+|[ \t]+$/g, ''));
	if (members.length > mostIssuers) return refused(`it has ${members.length} members; the limit is ${mostIssuers}`);
	const issuers: Uint8Array[] = [];
	for (const member of members) {
		const parsed = parseByteSequence(member);
		if (!parsed.ok) return parsed;
		issuers.push(parsed.value);
	}
	return ok(issuers);
}

/** A percent-encoded PEM certificate, as nginx's `$ssl_client_escaped_cert`; `+`, `/` and `=` may stand for themselves. */
export function parseEscapedPem(value: string): Result<Uint8Array, string> {
	if (value.length > mostCharacters) return refused(`it has ${value.length} characters; the limit is ${mostCharacters}`);
	if (!/^(?:[A-Za-z0-9._~+/=-]|%[0-9A-Fa-f]{2})+$/.test(value)) return refused('it is not percent-encoded');
	// One byte at a time: PEM is ASCII, and what is not must not become something else.
	const text = value.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
	const body = /^-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END CERTIFICATE-----\s*$/.exec(text)?.[1];
	if (body === undefined) return refused('it is not one PEM certificate');
	return decodeBase64(body.replace(/\r?\n/g, ''));
}

function parseByteSequence(text: string): Result<Uint8Array, string> {
	const base64 = /^:([A-Za-z0-9+/=]*):$/.exec(text)?.[1];
	return base64 === undefined ? refused('it is not a byte sequence') : decodeBase64(base64);
}

/** Node's own decoder passes over what it does not know. */
function decodeBase64(text: string): Result<Uint8Array, string> {
	const bytes = Buffer.from(text, 'base64');
	if (bytes.length === 0 || bytes.toString('base64') !== text) return refused('it is not base64');
	return ok(bytes);
}
