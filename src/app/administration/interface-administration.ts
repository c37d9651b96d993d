import type { Administration } from './administration.ts';
import type { FixedInterface } from './find-interface.ts';

/** What changes of interfaces need besides. */
export interface InterfaceAdministration extends Administration {
	readonly fixedInterfaces: readonly FixedInterface[];
	readonly host: HostPort;
	readonly mintSelfSigned: MintSelfSigned;
}

/** The machine that the server runs on, asked anew with each change. */
export interface HostPort {
	/** IP addresses of its network interfaces, loopback among them. */
	addresses(): readonly string[];
	/** Names that clients may know it by; those that are no DNS names are passed over. */
	names(): readonly string[];
}

/** A new certificate of the server's own for each kind of key. */
export type MintSelfSigned = (names: {
	readonly hosts: readonly string[];
	readonly ips: readonly string[];
	readonly now: Date;
}) => Promise<{ readonly ecdsa: MintedCertificate; readonly rsa: MintedCertificate }>;

/** Both PEM. */
interface MintedCertificate {
	readonly key: string;
	readonly cert: string;
}
