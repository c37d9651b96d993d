import type { MacAddress } from '../../domain/mac-address.ts';
import type { DeviceRepository } from '../../domain/ports.ts';
import type { CertificateReason } from '../../domain/reason.ts';
import type { CertificateFacts, DeviceRequest, Located, PresentedCertificate, ProofOutcome } from './device-request.ts';
import { proveMac } from './proof-by-mac.ts';

/** The verdict on a presented certificate at a time. */
export type JudgedCertificate =
	| { readonly accepted: true; readonly mac: MacAddress; readonly facts: CertificateFacts }
	| {
			readonly accepted: false;
			readonly reason: CertificateReason;
			readonly detail: string;
			/** The MAC of a certificate that is expired and otherwise in order. */
			readonly expiredMac?: MacAddress;
			readonly facts?: CertificateFacts;
	  };

export interface CertificateJudge {
	judge(certificate: PresentedCertificate, now: Date): Promise<JudgedCertificate>;
}

/** A certificate that was taken back proves that something is wrong, which no password repairs. */
const conclusiveReasons: ReadonlySet<CertificateReason> = new Set(['certificate.revoked', 'certificate.denied']);

/** Design: a certified identity needs a certificate that is present, chains to an installed anchor now, and yields exactly one MAC. */
export async function proveCertificate(
	devices: DeviceRepository,
	located: Located,
	request: DeviceRequest,
	judged: JudgedCertificate | undefined,
	now: Date,
): Promise<ProofOutcome> {
	const failed = { holds: false, proof: 'certificate' } as const;
	if (judged === undefined || request.certificate === undefined) {
		return { ...failed, reason: 'certificate.absent', conclusive: false, tried: false };
	}
	if (judged.accepted) return proveMac(devices, located, 'certificate', judged.mac, true);
	const conclusive = conclusiveReasons.has(judged.reason);
	const refusal = { ...failed, reason: judged.reason, detail: judged.detail, conclusive, tried: true } as const;
	if (judged.expiredMac === undefined) return refusal;
	const known = await proveMac(devices, located, 'certificate', judged.expiredMac, false);
	const until = known.holds ? known.device?.expiredCertificateUntil : undefined;
	if (!known.holds || until === undefined || until <= now) return { ...refusal, mac: judged.expiredMac };
	return { ...known, exception: 'certificate.expired-exception', detail: `accepted until ${until.toISOString()}: ${judged.detail}` };
}
