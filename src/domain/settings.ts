import type { LockoutPolicy } from './lockout.ts';
import type { BuiltInTag } from './tag.ts';

/** Whether and how device certificates count. */
export interface DeviceCertificateSettings {
	readonly enabled: boolean;
	/** RE2 expression with one group for the whole common name, in place of `defaultMacRules` where an anchor has no rules of its own. */
	readonly identityPattern?: string;
}

/** Forms in which a proxy that ends TLS hands a client certificate on: RFC 9440, or PEM percent-encoded as nginx's `$ssl_client_escaped_cert`. */
export const proxyCertificateForms = ['rfc9440', 'escaped-pem'] as const;
export type ProxyCertificateForm = (typeof proxyCertificateForms)[number];

/** Client certificates from headers; believed from the listed proxies alone. */
export interface ProxyCertificateSettings {
	readonly enabled: boolean;
	/** IP addresses, or networks as `10.0.0.0/8`. */
	readonly proxies: readonly string[];
	readonly form: ProxyCertificateForm;
	/** Name of the header of the form `escaped-pem`, lower case. */
	readonly header: string;
}

/** Settings that an administrator changes while the server runs. */
export interface Settings {
	readonly lockoutPolicy: LockoutPolicy;
	readonly builtInTags: readonly BuiltInTag[];
	/** When they were last changed, in milliseconds since 1970; 0: never. Files are built from them. */
	readonly builtInTagsChangedAt: number;
	/** Realm of Basic and Digest challenges. */
	readonly realm: string;
	/** Headers besides `User-Agent` in which a MAC may stand, lower case. */
	readonly macHeaders: readonly string[];
	/** Whether clients of the event interface may authenticate by certificate at all. */
	readonly allowClientApp: boolean;
	readonly deviceCertificates: DeviceCertificateSettings;
	readonly proxyCertificates: ProxyCertificateSettings;
	/** When the workers were last told to restart, in milliseconds since 1970; 0: never. */
	readonly restartRequestedAt: number;
}
