import { z } from 'zod';
import { DmsError, type ErrorCode, errorTable } from '../domain/errors.ts';

/** What a worker tells the primary: that it serves, or why it cannot. */
const workerMessage = z.discriminatedUnion('dms', [
	z.strictObject({ dms: z.literal('ready') }),
	z.strictObject({
		dms: z.literal('failed'),
		code: z.string().max(100),
		message: z.string().max(10_000),
		hint: z.string().max(10_000).optional(),
		findings: z.array(z.string().max(10_000)).max(1_000).optional(),
	}),
]);

/** What the primary tells a worker. */
const primaryMessage = z.strictObject({ dms: z.literal('stop') });

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
