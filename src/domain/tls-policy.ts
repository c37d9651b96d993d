import { type InterfaceKey, type InterfaceKind, isSameInterface, toInterfaceText } from './interface.ts';

export const tlsPolicySettings = ['protocols', 'ciphers'] as const;
export type TlsPolicySetting = (typeof tlsPolicySettings)[number];

/** From the most general to the most specific; the most specific list that is not empty counts, for each setting alone. */
export type TlsPolicyLevel =
	| { readonly level: 'system' }
	| { readonly level: 'transport' }
	| { readonly level: 'kind'; readonly kind: InterfaceKind }
	| { readonly level: 'interface'; readonly interface: InterfaceKey };

/** Which list. */
export interface TlsPolicyKey {
	readonly at: TlsPolicyLevel;
	readonly setting: TlsPolicySetting;
}

/** One list, in the order of preference. */
export interface TlsPolicyList extends TlsPolicyKey {
	/** `TLSv1.2` and its like, or IANA names of suites. */
	readonly values: readonly string[];
}

/** Where the values of a setting come from. */
export type TlsPolicySource = TlsPolicyLevel | { readonly level: 'built-in' };

export interface EffectiveTlsSetting {
	/** Never empty, in the order of preference. */
	readonly values: readonly string[];
	readonly source: TlsPolicySource;
}

/** What holds for one interface. */
export type EffectiveTlsPolicy = { readonly [Setting in TlsPolicySetting]: EffectiveTlsSetting };

/** Forward secrecy and authenticated encryption only (RFC 9325 4.2), AES-128 first for small devices. */
export const builtInTlsPolicy: EffectiveTlsPolicy = {
	protocols: { values: ['TLSv1.2', 'TLSv1.3'], source: { level: 'built-in' } },
	ciphers: {
		values: [
			'TLS_AES_128_GCM_SHA256',
			'TLS_AES_256_GCM_SHA384',
			'TLS_CHACHA20_POLY1305_SHA256',
			'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
			'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
			'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
			'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
			'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
			'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
		],
		source: { level: 'built-in' },
	},
};

const fromSpecific = ['interface', 'kind', 'transport', 'system'] as const satisfies readonly TlsPolicyLevel['level'][];

/** For each setting the most specific list that is not empty, as a whole; lists of several levels are never merged. */
export function toEffectiveTlsPolicy(lists: readonly TlsPolicyList[], key: InterfaceKey): EffectiveTlsPolicy {
	return { protocols: toEffectiveSetting(lists, key, 'protocols'), ciphers: toEffectiveSetting(lists, key, 'ciphers') };
}

function toEffectiveSetting(lists: readonly TlsPolicyList[], key: InterfaceKey, setting: TlsPolicySetting): EffectiveTlsSetting {
	const candidates = lists.filter((list) => list.setting === setting && list.values.length > 0 && holdsFor(list.at, key));
	for (const level of fromSpecific) {
		const list = candidates.find(({ at }) => at.level === level);
		if (list !== undefined) return { values: list.values, source: list.at };
	}
	return builtInTlsPolicy[setting];
}

function holdsFor(at: TlsPolicyLevel, key: InterfaceKey): boolean {
	if (at.level === 'kind') return at.kind === key.kind;
	return at.level === 'interface' ? isSameInterface(at.interface, key) : true;
}

/** `system`, `transport`, `Http`, `Http 10.0.0.1:443`, `built-in`. */
export function toTlsPolicySourceText(source: TlsPolicySource): string {
	if (source.level === 'kind') return source.kind;
	return source.level === 'interface' ? `${source.interface.kind} ${toInterfaceText(source.interface)}` : source.level;
}
