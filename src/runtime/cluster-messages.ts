import { z } from 'zod';
import { DmsError, type ErrorCode, errorTable } from '../domain/errors.ts';

/** Comes with a listening socket. */
const socketMessage = z.strictObject({ dms: z.literal('socket'), name: z.string().max(300) });

/** A metric and its labels, as JSON. */
const seriesKey = z.string().max(1_000);

/** What a worker tells the primary: that it serves, or why it cannot; on request its listening sockets, and that these were all; and what it has counted. */
const workerMessage = z.discriminatedUnion('dms', [
	z.strictObject({ dms: z.literal('ready') }),
	socketMessage,
	z.strictObject({ dms: z.literal('handed-over') }),
	z.strictObject({
		dms: z.literal('metrics'),
		counters: z.record(seriesKey, z.number()),
		histograms: z.record(seriesKey, z.array(z.number()).max(100).readonly()),
		gauges: z.record(seriesKey, z.number()),
	}),
	z.strictObject({
		dms: z.literal('failed'),
		code: z.string().max(100),
		message: z.string().max(10_000),
		hint: z.string().max(10_000).optional(),
		findings: z.array(z.string().max(10_000)).max(1_000).optional(),
	}),
]);

/** What the primary tells a worker: the sockets of its predecessor, then what it tells all workers; that it is to hand over, or to stop. */
const primaryMessage = z.discriminatedUnion('dms', [
	socketMessage,
	z.strictObject({ dms: z.literal('notice'), notice: z.array(z.string().max(1_000)).max(10_000) }),
	z.strictObject({ dms: z.literal('hand-over') }),
	z.strictObject({ dms: z.literal('stop') }),
]);

/** A listening socket between two processes. */
export interface SocketHandle {
	/** Closes this process's end alone. */
	close(): void;
}

export type WorkerMessage = z.output<typeof workerMessage>;
export type PrimaryMessage = z.output<typeof primaryMessage>;

/** Undefined for anything else. */
export function parseWorkerMessage(message: unknown): WorkerMessage | undefined {
	return workerMessage.safeParse(message).data;
}

/** Undefined for anything else. */
export function parsePrimaryMessage(message: unknown): PrimaryMessage | undefined {
	return primaryMessage.safeParse(message).data;
}

/** Whether a message brought a socket: the system may have failed to hand it over. */
export function isSocketHandle(handle: unknown): handle is SocketHandle {
	return typeof handle === 'object' && handle !== null && 'close' in handle && typeof handle.close === 'function';
}

/** An error on its way to the primary: what a person needs, without its stack. */
export function toFailureMessage(error: unknown): WorkerMessage {
	const known = error instanceof DmsError ? error : new DmsError('internal', error instanceof Error ? error.message : String(error));
	return {
		dms: 'failed',
		code: known.code,
		message: known.message.slice(0, 10_000),
		...(known.hint === undefined ? {} : { hint: known.hint.slice(0, 10_000) }),
		...(known.findings.length === 0 ? {} : { findings: known.findings.slice(0, 1_000).map((finding) => finding.slice(0, 10_000)) }),
	};
}

/** The error that the worker had. */
export function toWorkerError(message: Extract<WorkerMessage, { dms: 'failed' }>): DmsError {
	return new DmsError(isErrorCode(message.code) ? message.code : 'internal', message.message, {
		...(message.hint === undefined ? {} : { hint: message.hint }),
		...(message.findings === undefined ? {} : { findings: message.findings }),
	});
}

function isErrorCode(code: string): code is ErrorCode {
	return Object.hasOwn(errorTable, code);
}
