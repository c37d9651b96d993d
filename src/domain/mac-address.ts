import { DmsError } from './errors.ts';
import { ok, type Result, refused } from './result.ts';

/** Twelve lower-case hexadecimal digits without separators (an EUI-48). Made by `parseMacAddress` alone. */
export type MacAddress = string & { readonly __brand: 'MacAddress' };

/** The first 24 bits of a MAC address: six lower-case hexadecimal digits. */
export type Oui = string & { readonly __brand: 'Oui' };

export type MacRefusal = 'not-a-mac' | 'zero' | 'broadcast' | 'multicast';

const separated = /^[0-9a-f]{2}([:-]?)(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i;
const dotted = /^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/i;

/**
 * Twelve hexadecimal digits: bare, with one kind of separator (`:` or `-`) between all pairs, or in Cisco's dotted
 * form. Zero, broadcast and multicast addresses belong to no device and are refused.
 */
export function parseMacAddress(text: string): Result<MacAddress, MacRefusal> {
	if (!separated.test(text) && !dotted.test(text)) return refused('not-a-mac');
	const digits = text.replace(/[:.-]/g, '').toLowerCase();
	if (digits === '000000000000') return refused('zero');
	if (digits === 'ffffffffffff') return refused('broadcast');
	if ((Number.parseInt(digits.slice(0, 2), 16) & 1) === 1) return refused('multicast');
	return ok(digits as MacAddress);
}

/** As `parseMacAddress`, for input of an administrator. @throws DmsError `mac.invalid` naming the field and the value. */
export function requireMacAddress(text: string, field = 'macAddress'): MacAddress {
	const parsed = parseMacAddress(text.trim());
	if (parsed.ok) return parsed.value;
	const why = parsed.reason === 'not-a-mac' ? 'is not twelve hexadecimal digits' : `is a ${parsed.reason} address`;
	throw new DmsError('mac.invalid', `${field} ${JSON.stringify(text.slice(0, 64))} ${why}`, { field });
}

/** Six hexadecimal digits, with or without `:` or `-`. @throws DmsError `mac.invalid`. */
export function requireOui(text: string, field = 'oui'): Oui {
	const digits = text.trim().replace(/[:-]/g, '').toLowerCase();
	if (!/^[0-9a-f]{6}$/.test(digits)) {
		throw new DmsError('mac.invalid', `${field} ${JSON.stringify(text.slice(0, 64))} is not six hexadecimal digits`, { field });
	}
	return digits as Oui;
}

export function ouiOf(mac: MacAddress): Oui {
	return mac.slice(0, 6) as Oui;
}

/** `0013d1aabbcc` as `00:13:d1:aa:bb:cc`, for people. */
export function toColonForm(mac: MacAddress | Oui): string {
	return mac.match(/../g)?.join(':') ?? mac;
}
