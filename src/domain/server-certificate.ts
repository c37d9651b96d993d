import type { InterfaceKey } from './interface.ts';

/** Kinds of key that a server certificate may have; an interface may show one of each. */
export const serverKeyTypes = ['EC', 'RSA'] as const;
export type ServerKeyType = (typeof serverKeyTypes)[number];

/** A server certificate with its key. */
export interface ServerCertificate {
	readonly keyType: ServerKeyType;
	/** PEM, not encrypted. Never leaves the server. */
	readonly key: string;
	/** PEM of the certificate, then of its issuers. */
	readonly certificate: string;
	/** SHA-256 of the DER bytes of the certificate, lower-case hexadecimal. */
	readonly fingerprint: string;
	readonly subject: string;
	readonly issuer: string;
	readonly notBefore: Date;
	readonly notAfter: Date;
}

/** What an interface shows, as one state: each update makes a new generation, and an older one can come back. */
export interface ServerCertificateGeneration extends InterfaceKey {
	/** From 1, per interface. */
	readonly generation: number;
	/** Made by the server itself and not yet replaced. */
	readonly selfSigned: boolean;
	readonly isActive: boolean;
	readonly certificates: readonly ServerCertificate[];
	readonly createdAt: Date;
}

/** Without the keys: what tables and exports show. */
export type ServerCertificateFacts = Omit<ServerCertificate, 'key'>;
