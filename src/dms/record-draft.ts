import type { Decision, FailedProof } from '../app/device-request/device-request.ts';
import type { AccessRecord } from '../domain/access-record.ts';
import { toRecordText } from '../domain/access-record.ts';
import type { AccessReason } from '../domain/reason.ts';

/** What is known of a request before anything is decided. */
export type RequestFacts = Pick<
	AccessRecord,
	'requestId' | 'method' | 'path' | 'remoteAddress' | 'remotePort' | 'interface' | 'userAgent' | 'tlsVersion' | 'cipherSuite'
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
	#note: string | undefined;
	#proxy: string | undefined;

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

	/** Stands in the record whatever the outcome. */
	noted(note: string): void {
		this.#note = note;
	}

	/** A listed proxy speaks for the device. */
	cameThrough(proxy: string): void {
		this.#proxy = proxy;
	}

	toRecord(status: number, nowMs: number): AccessRecord {
		const decision = this.#decision;
		const record: Writable<AccessRecord> = {
			...this.#request,
			id: this.id,
			at: this.#at,
			status,
			reason: this.#outcome?.reason ?? decision?.reason ?? 'internal.error',
			bytes: this.#bytes,
			aborted: false,
			durationMs: Math.round((nowMs - this.#startedMs) * 1000) / 1000,
			failedProofs: decision === undefined || decision.failedProofs.length === 0 ? noProofs : decision.failedProofs.map(toFailedProof),
		};
		const detail = this.#outcome === undefined ? decision?.detail : this.#outcome.detail;
		if (detail !== undefined || this.#note !== undefined) record.detail = toRecordText(joinTexts(detail, this.#note), 1024);
		if (this.#proxy !== undefined) record.proxy = this.#proxy;
		if (this.#etag !== undefined) record.etag = this.#etag;
		if (decision !== undefined) addDecision(record, decision);
		return record;
	}
}

/** The same for all records, which are compared with each other. */
const noProofs: AccessRecord['failedProofs'] = [];

function toFailedProof({ proof, reason }: FailedProof): AccessRecord['failedProofs'][number] {
	return { proof, reason };
}

function joinTexts(...texts: readonly (string | undefined)[]): string {
	return texts.filter((text) => text !== undefined).join('; ');
}

/** For what is put together step by step. */
export type Writable<Fields> = { -readonly [Name in keyof Fields]: Fields[Name] };

function addDecision(record: Writable<AccessRecord>, { located, device, mac, proof, certificate }: Decision): void {
	if (located !== undefined) {
		record.deviceTypeName = located.type.type.name;
		record.fileFormat = located.file.file.fileFormat;
	}
	if (device !== undefined) {
		record.deviceId = device.id;
		record.deviceName = device.name;
	}
	if (mac !== undefined) record.mac = mac;
	if (proof !== undefined) record.proof = proof;
	if (certificate === undefined) return;
	record.certificateSerial = certificate.serial;
	record.certificateFingerprint = certificate.fingerprint;
	record.certificateSubject = toRecordText(certificate.subject);
	record.certificateNotAfter = certificate.notAfter;
	if (certificate.anchor !== undefined) record.anchor = certificate.anchor;
}
