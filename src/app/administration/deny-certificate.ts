import { DmsError } from '../../domain/errors.ts';
import { checkPrintable } from '../../domain/limits.ts';
import { quote } from '../../domain/text-rules.ts';
import type { DenyListEntry } from '../../domain/trust-anchor.ts';
import { type Encoded, readOneCertificate } from '../../pki/read-certificates.ts';
import { type Administration, applyAudited } from './administration.ts';

/** Which certificate is refused from now on, whatever its path says. */
export type DeniedCertificate =
	/** SHA-256, hexadecimal, with or without colons. */
	| { readonly fingerprint: string }
	/** PEM or DER. */
	| { readonly certificate: Encoded }
	/** The CA certificate that issued it, and its serial number, hexadecimal. */
	| { readonly issuer: Encoded; readonly serial: string };

type DenyKey =
	| { readonly kind: 'fingerprint'; readonly fingerprint: string }
	| { readonly kind: 'serial'; readonly issuer: string; readonly serial: string };

const longestNote = 256;
/** RFC 5280 4.1.2.2: 20 octets at most; a factory that breaks the rule can be denied all the same. */
const longestSerial = 80;

/** @throws DmsError `value.invalid`, `certificate.unreadable`, `certificate.count`. */
export function denyCertificate(administration: Administration, denied: DeniedCertificate, note: string): Promise<DenyListEntry> {
	if (note.length > longestNote) throw new DmsError('value.too-long', `note has ${note.length} characters; the limit is ${longestNote}`);
	checkPrintable('note', note);
	const key = toDenyKey(denied);
	return applyAudited(administration, 'trust deny', async (store) => {
		const entry = await store.trust.deny({ ...key, note });
		return { value: entry, subject: key.kind === 'fingerprint' ? key.fingerprint : `serial ${key.serial}`, detail: note };
	});
}

/** @throws DmsError `value.invalid` where there is no such entry. */
export function allowCertificate(administration: Administration, id: string): Promise<void> {
	return applyAudited(administration, 'trust allow', async (store) => {
		if (!(await store.trust.allow(id))) throw new DmsError('value.invalid', `no entry ${quote(id)} on the deny list`, { field: 'id' });
		return { value: undefined, subject: id };
	});
}

function toDenyKey(denied: DeniedCertificate): DenyKey {
	if ('certificate' in denied) return { kind: 'fingerprint', fingerprint: readOneCertificate(denied.certificate).fingerprint };
	if ('fingerprint' in denied) return { kind: 'fingerprint', fingerprint: requireFingerprint(denied.fingerprint) };
	const serial = toHex('serial', denied.serial);
	if (serial.length > longestSerial)
		throw new DmsError('value.too-long', `serial has ${serial.length} digits; the limit is ${longestSerial}`, { field: 'serial' });
	return { kind: 'serial', issuer: readOneCertificate(denied.issuer).subject.der.toString('hex'), serial };
}

/** SHA-256, hexadecimal, with or without colons. @throws DmsError `value.invalid`. */
export function requireFingerprint(text: string, field = 'fingerprint'): string {
	const fingerprint = toHex(field, text);
	if (fingerprint.length !== 64) {
		throw new DmsError('value.invalid', `${field} is not a SHA-256 of 64 hexadecimal digits`, { field });
	}
	return fingerprint;
}

function toHex(field: string, text: string): string {
	const digits = text.trim().replaceAll(':', '').toLowerCase();
	if (!/^[0-9a-f]+$/.test(digits)) throw new DmsError('value.invalid', `${field} ${quote(text)} is not hexadecimal`, { field });
	return digits;
}
