import type { Decision } from '../app/device-request/device-request.ts';
import type { AccessRecord } from '../domain/access-record.ts';
import { toRecordText } from '../domain/access-record.ts';
import type { AccessReason } from '../domain/reason.ts';

/** What is known of a request before anything is decided. */
export type RequestFacts = Pick<
	AccessRecord,
	'requestId' | 'method' | 'path' | 'remoteAddress' | 'remotePort' | 'userAgent' | 'tlsVersion' | 'cipherSuite'
>;

/** The access record of one request: opened first, filled by the steps, written once even when one throws. */
export class RecordDraft {
	readonly id: string;
	readonly #at: Date;
	readonly #startedMs: number;
	readonly #request: RequestFacts;
	#decision: Decision | undefined;
	#outcome: { readonly reason: AccessReason; readonly detail?: string } | undefined;
	#bytes = 0;
	#etag: string | undefined;

	constructor(id: string, at: Date, startedMs: number, request: RequestFacts) {
		this.id = id;
		this.#at = at;
		this.#startedMs = startedMs;
		this.#request = request;
	}

	decided(decision: Decision): void {
		this.#decision = decision;
	}

	/** What happened after the decision, or instead of it. */
	ended(reason: AccessReason, detail?: string): void {
		this.#outcome = detail === undefined ? { reason } : { reason, detail: toRecordText(detail, 1024) };
	}

	sends(bytes: number, etag: string | undefined): void {
		this.#bytes = bytes;
		this.#etag = etag;
	}

	toRecord(status: number, nowMs: number): AccessRecord {
		const decision = this.#decision;
		const reason = this.#outcome?.reason ?? decision?.reason ?? 'internal.error';
		const detail = this.#outcome === undefined ? decision?.detail : this.#outcome.detail;
		return {
			...this.#request,
			id: this.id,
			at: this.#at,
			status,
			reason,
			bytes: this.#bytes,
			aborted: false,
			durationMs: Math.round((nowMs - this.#startedMs) * 1000) / 1000,
			failedProofs: decision?.failedProofs.map(({ proof, reason: cause }) => ({ proof, reason: cause })) ?? [],
			...(detail === undefined ? {} : { detail: toRecordText(detail, 1024) }),
			...(this.#etag === undefined ? {} : { etag: this.#etag }),
			...(decision === undefined ? {} : toDecisionFields(decision)),
		};
	}
}

function toDecisionFields(decision: Decision): Partial<AccessRecord> {
	const { located, device, mac, proof, certificate } = decision;
	return {
		...(located === undefined ? {} : { deviceTypeName: located.type.type.name, fileFormat: located.file.file.fileFormat }),
		...(device === undefined ? {} : { deviceId: device.id, deviceName: device.name }),
		...(mac === undefined ? {} : { mac }),
		...(proof === undefined ? {} : { proof }),
		...(certificate === undefined
			? {}
			: {
					certificateSerial: certificate.serial,
					certificateFingerprint: certificate.fingerprint,
					certificateSubject: toRecordText(certificate.subject),
					...(certificate.anchor === undefined ? {} : { anchor: certificate.anchor }),
				}),
	};
}
