/** What was typed for a MAC address. */
export type TypedMac =
	| { readonly kind: 'good'; readonly digits: string }
	/** Can still become one; `digits` is how many there are. */
	| { readonly kind: 'begun'; readonly digits: number }
	/** Zero, broadcast, multicast: of no single device. */
	| { readonly kind: 'nobody' }
	| { readonly kind: 'wrong' };

const separated = /^[0-9a-f]{2}([:-]?)(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i;
const dotted = /^[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}$/i;

/** Reads it as the server does: bare digits, pairs with `:` or `-`, or Cisco's dotted form. */
export function readMacAddress(typed: string): TypedMac {
	const text = typed.trim();
	const digits = text.replaceAll(/[:.-]/g, '').toLowerCase();
	if (/^[0-9a-f:.-]*$/i.test(text) && digits.length < 12) return { kind: 'begun', digits: digits.length };
	if (!separated.test(text) && !dotted.test(text)) return { kind: 'wrong' };
	const isOfMany = (Number.parseInt(digits.slice(0, 2), 16) & 1) === 1;
	return isOfMany || /^0+$/.test(digits) ? { kind: 'nobody' } : { kind: 'good', digits };
}

/** Twelve small digits; undefined: it is not the address of one device. */
export function toMacDigits(typed: string): string | undefined {
	const mac = readMacAddress(typed);
	return mac.kind === 'good' ? mac.digits : undefined;
}
