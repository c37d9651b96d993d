import type { ProofKind } from '../../domain/access-record.ts';
import type { DeviceKey } from '../../domain/device-profile.ts';
import type { FileNameCaptures } from '../../domain/file-format.ts';
import type { MacAddress } from '../../domain/mac-address.ts';
import type { DeviceSummary } from '../../domain/ports.ts';
import type { AccessReason } from '../../domain/reason.ts';
import type { CatalogFile, CatalogType } from '../catalog.ts';
import type { CertificateDemands } from './certificate-demands.ts';

/** A certificate as a connection or a header presents it; one object for each connection, so that a verdict can be kept beside it. */
export interface PresentedCertificate {
	/** DER bytes of the leaf. */
	readonly der: Uint8Array;
	/** The TLS library's verdict; undefined where no handshake took place, e.g. in `dms explain`. */
	readonly tls?: { readonly authorized: boolean; readonly error?: string };
}

/** What an Authorization header claims. The surface parses, the decision asks. */
export type PresentedCredentials =
	| { readonly kind: 'basic'; readonly userName: string; readonly password: string }
	| {
			readonly kind: 'digest';
			readonly userName: string;
			/** Whether the answer was computed from this password. */
			verify(password: string): boolean;
			/** Uses the nonce up; asked only after `verify` held. */
			checkNonce(): Promise<'fresh' | 'stale' | 'replayed' | 'invalid'>;
	  }
	/** A question about a request that nobody has made: the password is taken as right. */
	| { readonly kind: 'assumed'; readonly userName: string }
	| { readonly kind: 'malformed'; readonly detail: string };

/** A device's request, free of HTTP. */
export interface DeviceRequest {
	readonly method: string;
	readonly transport: 'http' | 'https';
	/** Decoded once, without its leading slash and query. */
	readonly path: string;
	readonly remoteAddress: string;
	readonly certificate?: PresentedCertificate;
	/** Of the interface on which it came; absent: none. */
	readonly demands?: CertificateDemands;
	readonly credentials?: PresentedCredentials;
	/** Value of a header by its lower-case name. */
	header(name: string): string | undefined;
}

/** Facts about a certificate for the record; also of a refused one. */
export interface CertificateFacts {
	readonly anchor?: string;
	readonly serial: string;
	readonly fingerprint: string;
	readonly subject: string;
	readonly notAfter: Date;
}

/** One proof that was tried. */
export type ProofOutcome =
	| {
			readonly holds: true;
			readonly proof: ProofKind;
			/** Absent: the credentials of the type, without a device. */
			readonly device?: DeviceSummary;
			readonly mac?: MacAddress;
			/** Set where the proof holds by an exception. */
			readonly exception?: AccessReason;
			readonly detail?: string;
	  }
	| {
			readonly holds: false;
			readonly proof: ProofKind;
			readonly reason: AccessReason;
			readonly detail?: string;
			readonly mac?: MacAddress;
			/** No other proof may make up for this failure. */
			readonly conclusive: boolean;
			/** Whether the client showed anything to prove itself by. */
			readonly tried: boolean;
	  };

export type FailedProof = Extract<ProofOutcome, { holds: false }>;
export type HeldProof = Extract<ProofOutcome, { holds: true }>;

/** What the request was found to ask for. */
export interface Located {
	readonly type: CatalogType;
	readonly file: CatalogFile;
	/** The part of the path below the type's URI. */
	readonly name: string;
	readonly captures: FileNameCaptures;
}

/** What a record needs, whatever the outcome. */
export interface DecisionFacts {
	readonly located?: Located;
	readonly device?: DeviceKey & { readonly id: string };
	readonly mac?: MacAddress;
	readonly proof?: ProofKind;
	readonly failedProofs: readonly FailedProof[];
	readonly certificate?: CertificateFacts;
	readonly reason: AccessReason;
	readonly detail?: string;
}

export type ChallengeScheme = 'Basic' | 'Digest';

export type Decision =
	| (DecisionFacts & { readonly outcome: 'serve' | 'upload'; readonly located: Located; readonly profile?: DeviceSummary })
	| (DecisionFacts & {
			readonly outcome: 'refuse';
			readonly status: 401 | 403 | 404 | 405;
			/** Present with 401. */
			readonly challenge?: { readonly scheme: ChallengeScheme; readonly stale: boolean };
			/** Present with 405. */
			readonly allow?: readonly string[];
	  });

export type DecisionStep = 'locate' | 'transport' | 'method' | 'prove' | 'combine' | 'bind' | 'refuse' | 'grant';

/** Told about each step as it is taken; `dms explain` prints what the request code says here. The text is made only where somebody listens. */
export type Trace = (step: DecisionStep, text: () => string) => void;
