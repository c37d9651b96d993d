import { DmsError } from './errors.ts';
import { checkWholeNumber } from './limits.ts';

/** `Http`: the device plane. `CTI`: the event interface. Spelled as in the command contexts. */
export const interfaceKinds = ['Http', 'CTI'] as const;
export type InterfaceKind = (typeof interfaceKinds)[number];

/** Which interface: an IP address of this host (or `0.0.0.0`, `::`) and a port. */
export interface InterfaceKey {
	readonly kind: InterfaceKind;
	/** IPv4 or IPv6 address in its canonical form, without brackets. */
	readonly address: string;
	readonly port: number;
}

/** A row of `HttpServer` or `CTIServer`: a listener that is open while the row stands. */
export interface ServerInterface extends InterfaceKey {
	readonly secure: boolean;
	/** Whether the interface shows a certificate of its own; a secure one always does. */
	readonly serverCertificate: boolean;
	/** Whether every client needs a certificate; on `CTI` always. */
	readonly clientAuthRequired: boolean;
	/** Lets TLS 1.0 and 1.1, SHA-1 and short keys in, for devices that know nothing else. */
	readonly legacyTls: boolean;
	readonly createdAt: Date;
}

export type NewServerInterface = Omit<ServerInterface, 'createdAt'>;
export type ServerInterfaceChange = Partial<Omit<NewServerInterface, keyof InterfaceKey>>;

/** What one application path of an interface demands instead of the interface's own setting. */
export interface WebApp extends InterfaceKey {
	/** First segment of the path, e.g. `dms`. */
	readonly application: string;
	readonly clientAuthRequired: boolean;
}

export function isSameInterface(one: InterfaceKey, other: InterfaceKey): boolean {
	return one.kind === other.kind && one.address === other.address && one.port === other.port;
}

/** `10.0.0.1:8012`, `[::1]:8012`. */
export function toInterfaceText({ address, port }: InterfaceKey): string {
	return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** Refuses rows that contradict themselves. @throws DmsError `value.contradiction`, `value.invalid`. */
export function checkServerInterface(row: NewServerInterface): NewServerInterface {
	checkWholeNumber('port', row.port, 1, 65_535);
	if (!row.secure && (row.serverCertificate || row.clientAuthRequired || row.legacyTls)) {
		const field = row.serverCertificate ? 'serverCertificate' : row.clientAuthRequired ? 'clientAuthRequired' : 'legacyTls';
		throw new DmsError('value.contradiction', `secure is false, but ${field} is true: there are no certificates without TLS`, { field });
	}
	if (row.secure && !row.serverCertificate) {
		throw new DmsError('value.contradiction', 'secure is true, but serverCertificate is false: TLS needs a certificate of the server', {
			field: 'serverCertificate',
		});
	}
	if (row.kind === 'CTI' && !(row.secure && row.clientAuthRequired)) {
		const field = row.secure ? 'clientAuthRequired' : 'secure';
		throw new DmsError('value.contradiction', `${field} is false: a CTI interface is for clients with certificates alone`, { field });
	}
	return row;
}
