import type { FileAuthentication } from '../../domain/device-type-file.ts';
import type { MacAddress, Oui } from '../../domain/mac-address.ts';
import type { Sighting } from '../../domain/sighting.ts';
import type { TlsProtocol } from '../../domain/tls-protocol.ts';
import type { MacRule } from '../../domain/trust-anchor.ts';

/** A change that nobody has made yet. */
export type ProposedChange =
	| { readonly kind: 'trust-anchor'; readonly alias: string; readonly change: 'remove' | 'disable' | AnchorLimits }
	/** SHA-256, lower-case hexadecimal. */
	| { readonly kind: 'deny-fingerprint'; readonly fingerprint: string }
	/** Lower-case hexadecimal. */
	| { readonly kind: 'deny-serial'; readonly serial: string }
	/** What is allowed from then on; undefined: as it is now. Suites by their IANA names. `interfaces`: on these alone, as `toInterfaceText` writes them. */
	| {
			readonly kind: 'tls';
			readonly protocols?: readonly TlsProtocol[];
			readonly cipherSuites?: readonly string[];
			readonly interfaces?: readonly string[];
	  }
	/** Nobody is served there any more, or not as until now: with TLS where it was without, or the other way round. */
	| { readonly kind: 'close-interface'; readonly interface: string }
	/** `application`: the first segment of the path; undefined: whatever the path. */
	| { readonly kind: 'require-certificate'; readonly interface: string; readonly application?: string }
	/** Certificates of devices count no more. */
	| { readonly kind: 'no-device-certificates' }
	/** These alone are believed from then on, as the settings keep them. */
	| { readonly kind: 'proxies'; readonly proxies: readonly string[] }
	/** What is left out stays as it is. */
	| {
			readonly kind: 'file-authentication';
			readonly deviceType: string;
			readonly fileFormat: string;
			readonly authentication: Partial<FileAuthentication>;
	  };

/** What is left out stays as it is. */
export interface AnchorLimits {
	/** It may vouch for these alone from then on; none: for all. */
	readonly ouis?: readonly Oui[];
	/** Where its certificates hold the address from then on; none: in the usual places. */
	readonly macRules?: readonly MacRule[];
}

export type ChangeOf<Kind extends ProposedChange['kind']> = Extract<ProposedChange, { kind: Kind }>;

/** `likely`: what it came in with is gone. `possible`: it may have something else that it did not need until now. */
export type Certainty = 'likely' | 'possible';

export interface AffectedDevice {
	readonly mac: MacAddress;
	readonly deviceId?: string;
	readonly deviceName?: string;
	readonly deviceType?: string;
	/** When it was last let in. */
	readonly grantedAt: Date;
	readonly certainty: Certainty;
	/** What it came in with, for people. */
	readonly because: string;
}

export interface Impact {
	/** How many devices came in lately that may not after the change. */
	readonly devices: number;
	/** Of these. */
	readonly likely: number;
	/** Some of them. */
	readonly examples: readonly AffectedDevice[];
	/** How many devices were looked at. */
	readonly lookedAt: number;
	/** False where there are more devices than one answer looks at. */
	readonly isComplete: boolean;
	/** What the answer is based on, and what it cannot know, for people. */
	readonly notes: readonly string[];
}

export const mostExamples = 100;

/** A device as the answer shows it. */
export function toAffected(sighting: Sighting, certainty: Certainty, because: string): AffectedDevice {
	const { mac, lastAt, grantedAt = lastAt, deviceId, deviceName, deviceType } = sighting;
	return {
		...{ mac, grantedAt, certainty, because },
		...(deviceId === undefined ? {} : { deviceId }),
		...(deviceName === undefined ? {} : { deviceName }),
		...(deviceType === undefined ? {} : { deviceType }),
	};
}
