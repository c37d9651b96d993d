import type { Store } from '../../domain/ports.ts';
import type { Settings } from '../../domain/settings.ts';
import type { DecisionFacts, DeviceRequest, FailedProof, Located } from './device-request.ts';
import {
	type CertificateJudge,
	type JudgedCertificate,
	proveCertificate,
	type RefusedCertificate,
	toFailedCertificate,
} from './proof-by-certificate.ts';

/** The verdict on the certificate of a request. Undefined: none was presented, or none counts. */
export function judgePresented(
	judge: CertificateJudge,
	{ deviceCertificates }: Settings,
	{ certificate }: DeviceRequest,
	now: Date,
): JudgedCertificate | undefined | Promise<JudgedCertificate> {
	const { enabled, identityPattern } = deviceCertificates;
	return certificate === undefined || !enabled ? undefined : judge.judge(certificate, now, identityPattern);
}

/**
 * Where a certificate is demanded nothing stands in for a valid one, and without it nobody learns what there is. An expired one for which the device
 * has an exception is valid. @returns why to refuse; undefined: it is there.
 */
export async function findMissingCertificate(
	{ store, judge }: { readonly store: Store; readonly judge: CertificateJudge },
	settings: Settings,
	located: Located | undefined,
	request: DeviceRequest,
	now: Date,
): Promise<DecisionFacts | undefined> {
	const judged = await judgePresented(judge, settings, request, now);
	if (judged?.accepted) return undefined;
	const failure = await explainMissing(store, located, request, judged, now);
	if (failure === undefined) return undefined;
	const demanded = 'the interface demands a certificate';
	return {
		...(located === undefined ? {} : { located }),
		...(judged?.facts === undefined ? {} : { certificate: judged.facts }),
		...(failure.mac === undefined ? {} : { mac: failure.mac }),
		proof: 'certificate',
		failedProofs: [failure],
		reason: failure.reason,
		detail: failure.detail === undefined ? demanded : `${demanded}: ${failure.detail}`,
	};
}

async function explainMissing(
	store: Store,
	located: Located | undefined,
	request: DeviceRequest,
	judged: RefusedCertificate | undefined,
	now: Date,
): Promise<FailedProof | undefined> {
	if (judged?.expiredMac === undefined || located === undefined) return toFailedCertificate(request, judged);
	const outcome = await proveCertificate(store.devices, located, request, judged, now);
	return outcome.holds ? undefined : outcome;
}
