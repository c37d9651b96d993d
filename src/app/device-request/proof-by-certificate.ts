import type { MacAddress } from '../../domain/mac-address.ts';
import type { DeviceRepository } from '../../domain/ports.ts';
import type { CertificateReason } from '../../domain/reason.ts';
import type { CertificateFacts, DeviceRequest, FailedProof, Located, PresentedCertificate, ProofOutcome } from './device-request.ts';
import { proveMac } from './proof-by-mac.ts';

/** The verdict on a presented certificate at a time. */
export type JudgedCertificate =
	| { readonly accepted: true; readonly mac: MacAddress; readonly facts: CertificateFacts }
	| RefusedCertificate;

export interface RefusedCertificate {
	readonly accepted: false;
	readonly reason: CertificateReason;
	readonly detail: string;
	/** The MAC of a certificate that is expired and otherwise in order. */
	readonly expiredMac?: MacAddress;
	readonly facts?: CertificateFacts;
}

export interface CertificateJudge {
	/** @param identityPattern of the settings, for anchors without MAC rules of their own. @returns at once what was judged before. */
	judge(certificate: PresentedCertificate, now: Date, identityPattern?: string): JudgedCertificate | Promise<JudgedCertificate>;
}

/** A certificate that was taken back proves that something is wrong, which no password repairs. */
const conclusiveReasons: ReadonlySet<CertificateReason> = new Set(['certificate.revoked', 'certificate.denied']);

/** What a certificate that was refused, or that nobody has presented, is as a proof. @param judged undefined: none was presented, or none counts. */
export function toFailedCertificate(request: DeviceRequest, judged: RefusedCertificate | undefined): FailedProof {
	const failed = { holds: false, proof: 'certificate' } as const;
	if (judged === undefined) {
		const reason = request.certificate === undefined ? 'certificate.absent' : 'certificate.switched-off';
		return { ...failed, reason, conclusive: false, tried: false };
	}
	return { ...failed, reason: judged.reason, detail: judged.detail, conclusive: conclusiveReasons.has(judged.reason), tried: true };
}

/** Design: a certified identity needs a certificate that is present, chains to an installed anchor now, and yields exactly one MAC. */
export async function proveCertificate(
	devices: DeviceRepository,
	located: Located,
	request: DeviceRequest,
	judged: JudgedCertificate | undefined,
	now: Date,
): Promise<ProofOutcome> {
	if (judged?.accepted) return requirePinned(await proveMac(devices, located, 'certificate', judged.mac, true), judged.facts);
	return proveByException(devices, located, request, judged, now);
}

/** A certificate that was refused still proves a device for which an exception was made. */
async function proveByException(
	devices: DeviceRepository,
	located: Located,
	request: DeviceRequest,
	judged: RefusedCertificate | undefined,
	now: Date,
): Promise<ProofOutcome> {
	const refusal = toFailedCertificate(request, judged);
	if (judged?.expiredMac === undefined) return refusal;
	const known = await proveMac(devices, located, 'certificate', judged.expiredMac, false);
	const until = known.holds ? known.device?.expiredCertificateUntil : undefined;
	if (!known.holds || until === undefined || until <= now) return { ...refusal, mac: judged.expiredMac };
	const detail = `accepted until ${until.toISOString()}: ${judged.detail}`;
	return requirePinned({ ...known, exception: 'certificate.expired-exception', detail }, judged.facts);
}

/** A vendor, or whoever has its key, can issue a second certificate with the same MAC address: a pinned device is not proven by it. */
function requirePinned(outcome: ProofOutcome, facts: CertificateFacts | undefined): ProofOutcome {
	if (!outcome.holds || outcome.device?.pinnedFingerprint === undefined) return outcome;
	const { proof, device, mac } = outcome;
	if (facts?.fingerprint === device.pinnedFingerprint) return outcome;
	const detail = `${device.name} is pinned to the certificate ${device.pinnedFingerprint}`;
	const failed = { holds: false, proof, reason: 'certificate.not-pinned', detail, conclusive: false, tried: true } as const;
	return mac === undefined ? failed : { ...failed, mac };
}
