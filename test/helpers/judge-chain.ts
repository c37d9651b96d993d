import type { CertificateReason } from '../../src/domain/reason.ts';
import { defaultTrustPolicy, type MacRule, type TrustPolicy } from '../../src/domain/trust-anchor.ts';
import { type CheckReport, checkCertificate } from '../../src/pki/check-certificate.ts';
import { type Minted, today } from './mint-certificate.ts';

/** A question about a chain, with everything but the chain defaulted. */
export interface Chain {
	readonly leaf: Minted | Uint8Array;
	readonly untrusted?: readonly (Minted | Uint8Array)[];
	readonly anchors: readonly (Minted | Uint8Array)[];
	readonly crls?: readonly Uint8Array[];
	readonly at?: Date;
	readonly policy?: Partial<TrustPolicy>;
	readonly macRules?: readonly MacRule[];
	readonly purpose?: 'device' | 'path';
}

const derOf = (item: Minted | Uint8Array): Uint8Array => (item instanceof Uint8Array ? item : item.der);

export function judgeChain(chain: Chain): CheckReport {
	const policy = chain.policy === undefined ? {} : { policy: { ...defaultTrustPolicy, ...chain.policy } };
	return checkCertificate({
		leaf: derOf(chain.leaf),
		untrusted: (chain.untrusted ?? []).map(derOf),
		anchors: chain.anchors.map((anchor, index) => ({
			alias: `anchor-${index + 1}`,
			certificate: derOf(anchor),
			macRules: chain.macRules ?? [],
			...policy,
		})),
		crls: chain.crls ?? [],
		at: chain.at ?? today,
		purpose: chain.purpose ?? 'path',
	});
}

/** The reason code, or `accepted`: what a table row compares. */
export function outcomeOf(chain: Chain): CertificateReason | 'accepted' {
	return judgeChain(chain).reason ?? 'accepted';
}

/** A row of a table of chains: `ok/...` rows are accepted, `reject/...` rows name their reason. */
export type ChainRow = readonly [name: string, expected: CertificateReason | 'accepted', chain: () => Chain];
