import { networkInterfaces } from 'node:os';

const wildcards: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

/** Whether a listener can be opened on the address here: one of this host, as of now, or the one that stands for all of them. */
export function isLocalAddress(address: string): boolean {
	if (wildcards.has(address) || isLoopback(address)) return true;
	return Object.values(networkInterfaces()).some((entries) => entries?.some((entry) => entry.address === address));
}

/** All of 127.0.0.0/8 is this host (RFC 1122 3.2.1.3), also where the system lists 127.0.0.1 alone. */
function isLoopback(address: string): boolean {
	return /^127\.\d+\.\d+\.\d+$/.test(address) || address === '::1';
}
