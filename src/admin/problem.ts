import { z } from 'zod';
import { DmsError, type ErrorRow, errorTable } from '../domain/errors.ts';

/** An error as RFC 9457 has it, with the code of the error table. */
export const problemSchema = z
	.object({
		type: z.string(),
		title: z.string(),
		status: z.int(),
		code: z.string(),
		detail: z.string().exactOptional(),
		hint: z.string().exactOptional(),
		pointer: z.string().exactOptional().describe('JSON pointer of the value that was wrong.'),
		findings: z.array(z.string()).exactOptional(),
		requestId: z.string().describe('Finds the request in the log.'),
	})
	.meta({ id: 'Problem' });
export type Problem = z.output<typeof problemSchema>;

/** What an error may say in public: the detail of codes that keep it for the log stays away. */
export function toProblem(error: unknown, requestId: string): Problem {
	const code = error instanceof DmsError ? error.code : 'internal';
	const { title, status, expose }: ErrorRow = errorTable[code];
	return {
		type: `urn:opendms:error:${code}`,
		title,
		status,
		code,
		...(error instanceof DmsError && expose ? toDetails(error) : {}),
		requestId,
	};
}

function toDetails({ message, hint, field, findings }: DmsError): Partial<Problem> {
	return {
		detail: message,
		...(hint === undefined ? {} : { hint }),
		...(field === undefined ? {} : { pointer: field === '' || field.startsWith('/') ? field : `/${field}` }),
		...(findings.length === 0 ? {} : { findings: [...findings] }),
	};
}
