import { parseIpAddress, toBytes } from './administration/ip-address.ts';

/** The proxies whose word counts. */
export interface ProxyList {
	/** @param address of the other end of a connection, in any form. */
	has(address: string): boolean;
}

interface Network {
	readonly bytes: readonly number[];
	readonly bits: number;
}

/**
 * Addresses and networks as the settings keep them (`requireNetwork`). An IPv4 address within IPv6 is the IPv4 address. What cannot be read
 * names nobody.
 */
export function toProxyList(proxies: readonly string[]): ProxyList {
	const networks = proxies.flatMap(toNetworks);
	return {
		has(address) {
			if (networks.length === 0) return false;
			// The zone of a link-local address says through which interface of this host it came.
			const canonical = parseIpAddress(address.split('%')[0] ?? '');
			if (canonical === undefined) return false;
			const bytes = toBytes(canonical);
			return networks.some((network) => network.bytes.length === bytes.length && beginsAlike(network, bytes));
		},
	};
}

function toNetworks(text: string): readonly Network[] {
	const [host = '', length] = text.split('/');
	const address = parseIpAddress(host);
	if (address === undefined || (length !== undefined && !/^\d{1,3}$/.test(length))) return [];
	const bytes = toBytes(address);
	const bits = length === undefined ? bytes.length * 8 : Number(length);
	return bits > bytes.length * 8 ? [] : [{ bytes, bits }];
}

function beginsAlike({ bytes, bits }: Network, address: readonly number[]): boolean {
	const whole = bits >> 3;
	for (let at = 0; at < whole; at++) if (bytes[at] !== address[at]) return false;
	const rest = bits & 7;
	return rest === 0 || (bytes[whole] ?? 0) >> (8 - rest) === (address[whole] ?? 0) >> (8 - rest);
}
