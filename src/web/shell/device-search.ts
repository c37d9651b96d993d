import { toMacDigits } from '../ui/mac-address.ts';

/** How devices are found by what somebody has typed: a whole MAC address in any notation, or a part of the name. */
export function toDeviceSearch(query: string): { readonly mac: string } | { readonly name: string } {
	const mac = toMacDigits(query);
	return mac === undefined ? { name: query } : { mac };
}
