import { DmsError } from '../domain/errors.ts';
import type { DenyListEntry } from '../domain/trust-anchor.ts';
import type { Certificate } from './certificate.ts';
import { parseName } from './distinguished-name.ts';

export interface DenyIndex {
	/** The entry that denies this certificate, if any. */
	readonly find: (certificate: Certificate) => DenyListEntry | undefined;
}

/** @throws DmsError `value.invalid`: an entry that cannot be understood must not be passed over in silence. */
export function indexDenyList(entries: readonly DenyListEntry[]): DenyIndex {
	const byKey = new Map(entries.map((entry) => [toEntryKey(entry), entry]));
	return {
		find: (certificate) => {
			if (byKey.size === 0) return undefined;
			return byKey.get(certificate.fingerprint) ?? byKey.get(toSerialKey(certificate.issuer.key, certificate.serial));
		},
	};
}

function toEntryKey(entry: DenyListEntry): string {
	if (entry.kind === 'fingerprint') return requireHex(entry.fingerprint.replaceAll(':', ''), 'fingerprint', 64);
	return toSerialKey(issuerKeyOf(entry.issuer), requireHex(entry.serial, 'serial'));
}

/** An issuer is the same whichever string type spells its name. */
function issuerKeyOf(hex: string): string {
	const der = Buffer.from(requireHex(hex, 'issuer'), 'hex');
	try {
		return parseName(der).key;
	} catch (cause) {
		throw new DmsError('value.invalid', 'issuer is not a DER name in hexadecimal', { field: 'issuer', cause });
	}
}

/** Leading zeros of a serial number are a matter of writing. */
const toSerialKey = (issuerKey: string, serial: string): string => `${serial.replace(/^(-?)0+/, '$1')}@${issuerKey}`;

function requireHex(text: string, field: string, length?: number): string {
	const hex = text.toLowerCase();
	if (!/^-?[0-9a-f]+$/.test(hex) || (length !== undefined && hex.length !== length)) {
		throw new DmsError(
			'value.invalid',
			`${field} of a deny list entry is not hexadecimal${length === undefined ? '' : ` of ${length} digits`}`,
			{ field },
		);
	}
	return hex;
}
