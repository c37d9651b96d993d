import type { Socket } from 'node:net';
import { isIPv6 } from 'node:net';

/** The far end of a TCP connection; kept because a closed socket no longer tells it. */
export interface Peer {
	/** IPv4 or IPv6 address; an IPv4 address mapped into IPv6 is written as IPv4. */
	readonly address: string;
	readonly port: number;
}

export type RefusalReason = 'too-many-connections' | 'too-many-connections-from-address';

export interface ConnectionBounds {
	readonly maxConnections: number;
	/** An IPv6 client has a whole /64 to itself, so there a network counts as one address. */
	readonly maxConnectionsPerAddress: number;
}

const mappedPrefix = '::ffff:';

/** Every open TCP connection of a listener, counted as a whole and for each address in constant time. */
export class ConnectionTable {
	readonly #bounds: ConnectionBounds;
	readonly #peers = new Map<Socket, Peer>();
	readonly #countByNetwork = new Map<string, number>();

	constructor(bounds: ConnectionBounds) {
		this.#bounds = bounds;
	}

	get size(): number {
		return this.#peers.size;
	}

	/** Takes the connection in until it closes, or says why it must not be served. */
	admit(socket: Socket): RefusalReason | undefined {
		const peer = toPeer(socket);
		const network = toNetwork(peer.address);
		const count = this.#countByNetwork.get(network) ?? 0;
		if (this.#peers.size >= this.#bounds.maxConnections) return 'too-many-connections';
		if (count >= this.#bounds.maxConnectionsPerAddress) return 'too-many-connections-from-address';
		this.#peers.set(socket, peer);
		this.#countByNetwork.set(network, count + 1);
		socket.once('close', () => {
			this.#peers.delete(socket);
			this.#release(network);
		});
		return undefined;
	}

	peerOf(socket: Socket): Peer | undefined {
		return this.#peers.get(socket);
	}

	sockets(): readonly Socket[] {
		return [...this.#peers.keys()];
	}

	#release(network: string): void {
		const rest = (this.#countByNetwork.get(network) ?? 1) - 1;
		if (rest > 0) this.#countByNetwork.set(network, rest);
		else this.#countByNetwork.delete(network);
	}
}

/** Empty address and port 0 where the client has gone already. */
export function toPeer(socket: Socket): Peer {
	const address = socket.remoteAddress ?? '';
	return { address: address.startsWith(mappedPrefix) ? address.slice(mappedPrefix.length) : address, port: socket.remotePort ?? 0 };
}

/** The address itself, of an IPv6 address the first 64 bits. */
export function toNetwork(address: string): string {
	if (!isIPv6(address)) return address;
	const [head = '', tail] = (address.split('%')[0] ?? '').split('::');
	const left = head === '' ? [] : head.split(':');
	if (tail === undefined) return left.slice(0, 4).join(':');
	const right = tail === '' ? [] : tail.split(':');
	const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
	return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
