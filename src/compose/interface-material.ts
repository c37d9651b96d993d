import { type InterfaceKind, isSameInterface, type ServerInterface, type WebApp } from '../domain/interface.ts';
import type { Store } from '../domain/ports.ts';
import type { ServerCertificateGeneration } from '../domain/server-certificate.ts';
import { type TlsPolicyList, toEffectiveTlsPolicy } from '../domain/tls-policy.ts';
import type { TrustAnchor } from '../domain/trust-anchor.ts';
import type { ServerCredential, TlsMaterial } from '../tls/secure-context.ts';
import type { PlannedListener } from './interface-plan.ts';

/** What the store says about interfaces at one time. */
export interface InterfaceState {
	readonly rows: readonly ServerInterface[];
	readonly certificates: readonly ServerCertificateGeneration[];
	readonly webApps: readonly WebApp[];
	readonly policies: readonly TlsPolicyList[];
	/** The enabled ones. */
	readonly anchors: Readonly<Record<InterfaceKind, readonly TrustAnchor[]>>;
}

export async function loadInterfaceState(store: Store): Promise<InterfaceState> {
	const [rows, certificates, webApps, policies, http, cti] = await Promise.all([
		store.interfaces.list(),
		store.interfaces.listActiveCertificates(),
		store.interfaces.listWebApps(),
		store.tlsPolicy.list(),
		store.trust.listAnchors('Http'),
		store.trust.listAnchors('CTI'),
	]);
	const enabled = (anchors: readonly TrustAnchor[]) => anchors.filter((anchor) => anchor.enabled);
	return { rows, certificates, webApps, policies, anchors: { Http: enabled(http), CTI: enabled(cti) } };
}

/** Everything that TLS on a listener is made of, and a text that differs when any of it does. */
export interface ListenerMaterial {
	readonly tls: TlsMaterial;
	readonly identity: string;
}

/** @param fixedCredentials are what listeners of the configuration show. */
export function toListenerMaterial(
	state: InterfaceState,
	planned: PlannedListener,
	fixedCredentials: readonly ServerCredential[],
): ListenerMaterial {
	const generation = planned.isFixed ? undefined : state.certificates.find((candidate) => isSameInterface(candidate, planned));
	const credentials = planned.isFixed ? fixedCredentials : (generation?.certificates ?? []);
	const anchors = state.anchors[planned.kind];
	const policy = toEffectiveTlsPolicy(state.policies, planned);
	const { legacyTls } = planned;
	const identity = JSON.stringify([
		generation?.certificates.map(({ fingerprint }) => fingerprint) ?? 'configuration',
		anchors.map(({ fingerprint }) => fingerprint),
		policy.protocols.values,
		policy.ciphers.values,
		legacyTls,
	]);
	return {
		tls: {
			credentials: credentials.map(({ key, certificate }) => ({ key, certificate })),
			anchors: anchors.map(({ certificate }) => certificate),
			policy,
			legacyTls,
		},
		identity,
	};
}
