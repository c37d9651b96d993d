import type { InterfaceKind } from '../../domain/interface.ts';
import type { Store } from '../../domain/ports.ts';
import type { DenyListEntry } from '../../domain/trust-anchor.ts';
import { type CheckAnchor, type CheckPurpose, type CheckReport, type CheckRequest, checkCertificate } from '../../pki/check-certificate.ts';

export type CertificateQuestion = Pick<CheckRequest, 'leaf' | 'untrusted' | 'crls' | 'at' | 'purpose'> & {
	/** Undefined: the installed ones that are enabled, with the deny list. */
	readonly anchors?: readonly CheckAnchor[];
};

/** What is installed, as a check needs it. */
export interface InstalledTrust {
	readonly anchors: readonly CheckAnchor[];
	readonly denyList: readonly DenyListEntry[];
}

export async function loadInstalledTrust(store: Pick<Store, 'trust'>, kind: InterfaceKind): Promise<InstalledTrust> {
	const [anchors, denyList] = await Promise.all([store.trust.listAnchors(kind), store.trust.listDenied()]);
	return { anchors: anchors.filter(({ enabled }) => enabled), denyList };
}

/** Against what is installed the question is which device this is; against other anchors, whether the certificate is in order. */
export function defaultPurpose(anchors: readonly unknown[] | undefined): CheckPurpose {
	return anchors === undefined ? 'device' : 'client';
}

/** What the server would say of a certificate. @param installed asked for only where the question names no anchors. */
export async function judgeQuestion(question: CertificateQuestion, installed: () => Promise<InstalledTrust>): Promise<CheckReport> {
	const { anchors, ...asked } = question;
	return checkCertificate({ ...asked, ...(anchors === undefined ? await installed() : { anchors }) });
}
