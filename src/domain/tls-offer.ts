import { type CipherSuite, findCipherSuite } from './cipher-suite.ts';
import { DmsError, type ErrorCode } from './errors.ts';
import type { ServerKeyType } from './server-certificate.ts';
import { type EffectiveTlsPolicy, toTlsPolicySourceText } from './tls-policy.ts';
import { legacyProtocols, type TlsProtocol, tlsProtocols } from './tls-protocol.ts';

export interface TlsOptions {
	/** Lets TLS 1.0 and 1.1 in, and what only the lowest security level of OpenSSL takes: SHA-1 signatures, short keys and tags. */
	readonly legacyTls: boolean;
}

/** What a listener offers, once protocols, suites and the keys of its certificates have met. */
export interface TlsOffer extends TlsOptions {
	/** The oldest first; may have holes. */
	readonly protocols: readonly TlsProtocol[];
	/** In the order of preference. */
	readonly suites: readonly CipherSuite[];
}

/** Why a policy must be refused: no client could connect, or a protocol may not be offered. */
export interface TlsPolicyFault {
	readonly code: Extract<ErrorCode, 'tls-policy.contradiction' | 'tls-protocol.not-allowed'>;
	readonly detail: string;
	readonly hint: string;
}

/** A protocol without a suite is not offered, nor is a suite without a protocol or a key: what TLS libraries add of their own stays off. */
export function toTlsOffer(policy: EffectiveTlsPolicy, keyTypes: readonly ServerKeyType[], options: TlsOptions): TlsOffer {
	const { legacyTls } = options;
	const allowed = toAllowedProtocols(policy, options);
	const suites = policy.ciphers.values.flatMap((name) => {
		const suite = findCipherSuite(name);
		return suite === undefined || findObstacle(suite, allowed, keyTypes, options) !== undefined ? [] : [suite];
	});
	return { legacyTls, suites, protocols: allowed.filter((protocol) => suites.some((suite) => suite.protocols.includes(protocol))) };
}

/** @returns undefined where at least one protocol, one suite and one key meet. */
export function findPolicyFault(
	policy: EffectiveTlsPolicy,
	keyTypes: readonly ServerKeyType[],
	options: TlsOptions,
): TlsPolicyFault | undefined {
	const { protocols, ciphers } = policy;
	const old = protocols.values.find(isLegacy);
	if (old !== undefined && !options.legacyTls) {
		return {
			code: 'tls-protocol.not-allowed',
			detail: `${old} (list of: ${toTlsPolicySourceText(protocols.source)}) is not allowed on an interface without legacyTls`,
			hint: 'Take it from the list, or set legacyTls for the interfaces of devices that know nothing else.',
		};
	}
	if (toTlsOffer(policy, keyTypes, options).protocols.length > 0) return undefined;
	return {
		code: 'tls-policy.contradiction',
		detail:
			`no client could connect: ${protocols.values.join(', ')} (list of: ${toTlsPolicySourceText(protocols.source)}) meets no cipher suite ` +
			`(list of: ${toTlsPolicySourceText(ciphers.source)}): ${toObstacleTexts(policy, keyTypes, options).join('; ')}`,
		hint: `Add a suite that goes with a protocol and with the key of a server certificate (${keyTypes.join(', ') || 'there is none'}).`,
	};
}

/** As `toTlsOffer`. @throws DmsError with the fault of `findPolicyFault`. */
export function requireTlsOffer(policy: EffectiveTlsPolicy, keyTypes: readonly ServerKeyType[], options: TlsOptions): TlsOffer {
	const fault = findPolicyFault(policy, keyTypes, options);
	if (fault !== undefined) throw new DmsError(fault.code, fault.detail, { hint: fault.hint });
	return toTlsOffer(policy, keyTypes, options);
}

/** What an administrator should know of a policy: protocols that stay off, suites that are never offered or weak, legacy TLS. */
export function toTlsNotices(policy: EffectiveTlsPolicy, keyTypes: readonly ServerKeyType[], options: TlsOptions): readonly string[] {
	const offer = toTlsOffer(policy, keyTypes, options);
	const off = toAllowedProtocols(policy, options).filter((protocol) => !offer.protocols.includes(protocol));
	const source = toTlsPolicySourceText(policy.ciphers.source);
	// Nobody chose the built-in suites; that some of them need another key is nothing to report.
	const isChosen = policy.ciphers.source.level !== 'built-in';
	return [
		...off.map((protocol) => `${protocol} is off: the list of cipher suites (${source}) has none for it`),
		...(isChosen ? toObstacleTexts(policy, keyTypes, options).map((text) => `never offered, ${text}`) : []),
		...groupNames(offer.suites.filter(({ status }) => status === 'weak').map(({ name, reason }) => [`weak, ${reason}`, name])),
		...(options.legacyTls ? ['legacyTls: SHA-1 signatures, RSA keys of 1024 bits and the protocols TLSv1 and TLSv1.1 can be used'] : []),
	];
}

function isLegacy(protocol: string): boolean {
	return legacyProtocols.some((legacy) => legacy === protocol);
}

function toAllowedProtocols(policy: EffectiveTlsPolicy, { legacyTls }: TlsOptions): readonly TlsProtocol[] {
	return tlsProtocols.filter((protocol) => policy.protocols.values.includes(protocol) && (legacyTls || !isLegacy(protocol)));
}

/** Why a suite of a list is never offered. */
function findObstacle(
	suite: CipherSuite,
	allowed: readonly TlsProtocol[],
	keyTypes: readonly ServerKeyType[],
	{ legacyTls }: TlsOptions,
): string | undefined {
	const { status, reason, protocols, keyType, needsLegacyTls } = suite;
	if (status === 'unavailable' || status === 'forbidden') return `${status}, ${reason}`;
	if (!protocols.some((protocol) => allowed.includes(protocol))) return `only for ${protocols.join(', ')}`;
	if (!keyTypes.some((installed) => keyType === 'any' || keyType === installed)) {
		return keyType === 'any' ? 'needs a server certificate' : `needs a server certificate with an ${keyType} key`;
	}
	return needsLegacyTls && !legacyTls ? 'needs legacyTls' : undefined;
}

function toObstacleTexts(policy: EffectiveTlsPolicy, keyTypes: readonly ServerKeyType[], options: TlsOptions): readonly string[] {
	const allowed = toAllowedProtocols(policy, options);
	return groupNames(
		policy.ciphers.values.flatMap((name) => {
			const suite = findCipherSuite(name);
			const obstacle = suite === undefined ? 'unknown to this version' : findObstacle(suite, allowed, keyTypes, options);
			return obstacle === undefined ? [] : [[obstacle, name] as const];
		}),
	);
}

const mostNamesInText = 4;

/** `reason: NAME, NAME and 3 more` for each reason. */
function groupNames(pairs: readonly (readonly [reason: string, name: string])[]): readonly string[] {
	const namesByReason = Map.groupBy(pairs, ([reason]) => reason);
	return [...namesByReason].map(([reason, members]) => {
		const names = members.map(([, name]) => name);
		const rest = names.length - mostNamesInText;
		return `${reason}: ${names.slice(0, mostNamesInText).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
	});
}
