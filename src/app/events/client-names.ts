import { isDnsName } from '../../domain/client-identity.ts';
import { ok, type Result, refused } from '../../domain/result.ts';
import type { Certificate } from '../../pki/certificate.ts';
import { attributesOf } from '../../pki/distinguished-name.ts';
import type { GeneralName } from '../../pki/general-name.ts';
import { attributeOid } from '../../pki/object-identifiers.ts';

/**
 * The names by which a client may be listed, as a `ClientIdentity` keeps them: the DNS names and URIs of the subject alternative names; the
 * common name only where there are none of these (RFC 6125 6.4.4), and only a single one. The reason says what is wrong, for the log.
 */
export function toClientNames(certificate: Certificate): Result<ReadonlySet<string>, string> {
	const alternatives = certificate.extensions.subjectAltName ?? [];
	if (alternatives.some(isClientName)) return ok(new Set(alternatives.flatMap(toAlternative)));
	const commonNames = attributesOf(certificate.subject, attributeOid.commonName);
	const [only] = commonNames;
	if (only === undefined) return refused('it has neither a DNS name, nor a URI, nor a common name');
	if (commonNames.length > 1) return refused(`it has ${commonNames.length} common names`);
	if (only.text === undefined || !isVisibleAscii(only.text)) return refused('its common name has other characters than visible ASCII');
	return ok(new Set([toKept(only.text)]));
}

function isClientName({ kind }: GeneralName): boolean {
	return kind === 'dNSName' || kind === 'uniformResourceIdentifier';
}

/** A DNS name that is none, such as one with a wildcard or in the form of a URI, names nobody. */
function toAlternative(name: GeneralName): string[] {
	if (name.kind === 'dNSName') return isDnsName(name.text) ? [name.text.toLowerCase()] : [];
	return name.kind === 'uniformResourceIdentifier' && isVisibleAscii(name.text) && !isDnsName(name.text) ? [name.text] : [];
}

function toKept(text: string): string {
	return isDnsName(text) ? text.toLowerCase() : text;
}

function isVisibleAscii(text: string): boolean {
	return /^[\x21-\x7e]{1,253}$/.test(text);
}
