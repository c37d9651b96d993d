import type { components } from '../api/schema.d.ts';

type Explanation = components['schemas']['Explanation'];
type AccessRecord = components['schemas']['AccessRecord'];
export type ProofKind = Explanation['failedProofs'][number]['proof'];

/** How a request was decided, or would be: what an explanation and an access record have in common. */
export interface Decided {
	readonly method: string;
	readonly path: string;
	/** Undefined where a proxy spoke for the device. */
	readonly transport?: 'http' | 'https' | undefined;
	readonly status: number;
	readonly reason: string;
	readonly detail?: string | undefined;
	readonly deviceType?: string | undefined;
	readonly fileFormat?: string | undefined;
	readonly device?: string | undefined;
	readonly deviceId?: string | undefined;
	readonly mac?: string | undefined;
	readonly proof?: ProofKind | undefined;
	readonly failedProofs: readonly { readonly proof: ProofKind; readonly reason: string; readonly detail?: string | undefined }[];
	readonly certificate?: DecidedCertificate | undefined;
	/** What the code said that decided; none of a record. */
	readonly steps: readonly { readonly step: string; readonly text: string }[];
}

export interface DecidedCertificate {
	readonly subject: string;
	readonly fingerprint?: string | undefined;
	readonly anchor?: string | undefined;
	readonly notAfter?: string | undefined;
}

export function fromExplanation(explanation: Explanation): Decided {
	const { detail, deviceType, fileFormat, device, deviceId, mac, proof, certificate, failedProofs, ...rest } = explanation;
	return {
		...rest,
		detail: detail ?? undefined,
		deviceType: deviceType ?? undefined,
		fileFormat: fileFormat ?? undefined,
		device: device ?? undefined,
		deviceId: deviceId ?? undefined,
		mac: mac ?? undefined,
		proof: proof ?? undefined,
		certificate: certificate ?? undefined,
		failedProofs: failedProofs.map((failed) => ({ ...failed, detail: failed.detail ?? undefined })),
	};
}

export function fromRecord(record: AccessRecord): Decided {
	const { method, path, status, reason, detail, fileFormat, deviceId, mac, proof, failedProofs } = record;
	const { certificateSubject, certificateFingerprint, anchor } = record;
	return {
		...{ method, path: path.replace(/^\//, ''), status, reason, detail, fileFormat, deviceId, mac, proof, failedProofs },
		transport: record.proxy !== undefined ? undefined : record.tlsVersion === undefined ? 'http' : 'https',
		deviceType: record.deviceTypeName,
		device: record.deviceName,
		certificate:
			certificateSubject === undefined ? undefined : { subject: certificateSubject, fingerprint: certificateFingerprint, anchor },
		steps: [],
	};
}

export function isGranted({ status }: Decided): boolean {
	return status < 400;
}
