import { createHash, type KeyObject } from 'node:crypto';
import type { PlannedName } from './certificate-plan.ts';

/** Who signs: its name and key identifier as they stand in its own certificate. */
export interface Issuer {
	readonly subject: PlannedName;
	readonly keyIdentifier: Uint8Array;
	readonly privateKey: KeyObject;
}

/** What a certificate says beside its plan. */
export interface SubjectKey {
	readonly publicKey: KeyObject;
	readonly keyIdentifier: Uint8Array;
	/** Big-endian bytes; the first is not zero. */
	readonly serialNumber: Uint8Array;
}

/** Identifies a public key: 160 bits of the SHA-256 of its SubjectPublicKeyInfo (RFC 7093 2). */
export function toKeyIdentifier(publicKey: KeyObject): Buffer {
	return createHash('sha256')
		.update(publicKey.export({ type: 'spki', format: 'der' }))
		.digest()
		.subarray(0, 20);
}
