import { DmsError } from '../../domain/errors.ts';
import { quote } from '../../domain/text-rules.ts';

/** In canonical form: dotted decimal, or IPv6 as RFC 5952 writes it; an IPv4 address within IPv6 (RFC 4291 2.5.5.2) as IPv4. */
export function parseIpAddress(text: string): string | undefined {
	if (isIpv4(text)) return text;
	if (!/^[0-9a-f:.]{2,45}$/i.test(text)) return undefined;
	// The parser of URLs takes IPv6 addresses strictly, without zones, and gives them back in canonical form.
	const canonical = URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
	if (canonical === undefined) return undefined;
	const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
	return mapped === null ? canonical : toBytes(canonical).slice(12).join('.');
}

/** @throws DmsError `value.invalid`. */
export function requireIpAddress(field: string, text: string): string {
	const address = parseIpAddress(text);
	if (address === undefined) throw new DmsError('value.invalid', `${field} ${quote(text)} is not an IP address`, { field });
	return address;
}

/** An address, or a network as `10.0.0.0/8`, in canonical form. @throws DmsError `value.invalid`, also for a network with bits beside its prefix. */
export function requireNetwork(field: string, text: string): string {
	const [host = '', length, ...rest] = text.split('/');
	const address = parseIpAddress(host);
	if (address === undefined || rest.length > 0 || (length !== undefined && !/^(?:0|[1-9][0-9]{0,2})$/.test(length))) {
		throw new DmsError('value.invalid', `${field} ${quote(text)} is not an IP address or a network`, { field });
	}
	if (length === undefined) return address;
	const bits = Number(length);
	const bytes = toBytes(address);
	if (bits > bytes.length * 8 || host.includes(':') !== address.includes(':')) {
		throw new DmsError('value.invalid', `${field} ${quote(text)} has a prefix length that is none of its address`, { field });
	}
	// Somebody who writes 10.1.2.3/8 has made a mistake in one of the two.
	if (bytes.some((byte, index) => (byte & ~prefixByte(bits, index)) !== 0)) {
		throw new DmsError('value.invalid', `${field} ${quote(text)} has bits outside its prefix of ${bits} bits`, { field });
	}
	return `${address}/${bits}`;
}

/** `0.0.0.0` or `::`: every address of the host. */
export function isWildcard(address: string): boolean {
	return address === '0.0.0.0' || address === '::';
}

/** All of 127.0.0.0/8 is the host itself (RFC 1122 3.2.1.3), also where the system lists 127.0.0.1 alone. */
export function isLoopback(address: string): boolean {
	return address.startsWith('127.') || address === '::1';
}

function isIpv4(text: string): boolean {
	const parts = text.split('.');
	return parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) <= 255);
}

/** The octets of an address in canonical form. */
export function toBytes(address: string): readonly number[] {
	if (isIpv4(address)) return address.split('.').map(Number);
	const [head = '', tail] = address.split('::');
	const before = toGroups(head);
	const after = toGroups(tail ?? '');
	const zeros = tail === undefined ? [] : Array<number>(8 - before.length - after.length).fill(0);
	return [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]);
}

function toGroups(text: string): readonly number[] {
	return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
}

function prefixByte(bits: number, index: number): number {
	const left = Math.min(Math.max(bits - index * 8, 0), 8);
	return (0xff << (8 - left)) & 0xff;
}
