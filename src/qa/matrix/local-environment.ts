import { setTimeout as delay } from 'node:timers/promises';
import type { Administration } from '../../app/administration/administration.ts';
import { changeTrustAnchor, installRevocationList } from '../../app/administration/change-trust-anchor.ts';
import { allowCertificate, denyCertificate } from '../../app/administration/deny-certificate.ts';
import type { TrustAnchor } from '../../domain/trust-anchor.ts';
import type { DefectNeed } from '../defects/defect.ts';
import type { DeviceCredential, Hierarchy } from '../mint.ts';

/** What some defects need of the server, one after the other: they contradict each other. */
export const environmentNeeds = ['deny-list', 'revoking-list', 'stale-list', 'no-list'] as const satisfies readonly DefectNeed[];
export type EnvironmentNeed = (typeof environmentNeeds)[number];

/** A certificate, and the test CA that it is of. */
export interface MintedCredential {
	readonly hierarchy: Hierarchy;
	readonly credential: DeviceCredential;
}

/** Every node and worker of the server knows of a change after this time. */
const settleMs = 1_100;

/**
 * Gives a server, through its store, what the certificates need, plays them, and takes it back whatever happens. Between
 * the two, the trust anchors of the test CAs refuse certificates that they accept otherwise; those of others stay as they are.
 * @throws DmsError as the changes do, and what `play` throws.
 */
export async function withEnvironment(
	administration: Administration,
	need: EnvironmentNeed,
	minted: readonly MintedCredential[],
	play: () => Promise<void>,
): Promise<void> {
	const undo: (() => Promise<unknown>)[] = [];
	try {
		for (const one of minted) {
			if (need === 'deny-list') await deny(administration, one, undo);
			else await demandRevocationLists(administration, one, undo);
		}
		await delay(settleMs);
		await play();
	} finally {
		for (const step of undo.reverse()) await step();
	}
}

type Undo = (() => Promise<unknown>)[];

async function deny(administration: Administration, { credential }: MintedCredential, undo: Undo): Promise<void> {
	const entry = await denyCertificate(administration, { certificate: credential.certificate }, 'dms qa run');
	undo.push(() => allowCertificate(administration, entry.id));
}

/** With the lists that were issued beside the certificate; none where there are none. */
async function demandRevocationLists(
	administration: Administration,
	{ hierarchy, credential }: MintedCredential,
	undo: Undo,
): Promise<void> {
	const anchors = await administration.store.trust.listAnchors('Http');
	for (const { name, certificate } of hierarchy.authorities) {
		const anchor = anchors.find((installed) => certificate.equals(installed.certificate));
		if (anchor === undefined) continue;
		const list = credential.revocationLists.find(({ authority }) => authority === name)?.der;
		undo.push(() => putBack(administration, anchor));
		await installRevocationList(administration, anchor, list);
		await changeTrustAnchor(administration, anchor, { policy: { revocation: 'hard' } });
	}
}

async function putBack(administration: Administration, anchor: TrustAnchor): Promise<void> {
	await changeTrustAnchor(administration, anchor, { policy: anchor.policy });
	await installRevocationList(administration, anchor, anchor.crls[0]);
}
