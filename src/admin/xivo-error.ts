import { DmsError, type ErrorCode, type ErrorRow, errorTable } from '../domain/errors.ts';

/** The codes of XiVO's authentication that have a meaning here; all else is its `UnhandledError`. */
const xivoCodes: { readonly [Code in ErrorCode]?: string } = {
	'login.refused': 'InvalidCredentials',
	'request.malformed': 'InvalidJson',
	'request.media-type': 'InvalidJson',
	'value.invalid': 'InvalidJson',
	'token.missing': 'TokenInvalid',
	'token.invalid': 'TokenInvalid',
	'token.ambiguous': 'TokenInvalid',
	'token.expired': 'TokenExpired',
};

/** Where the code says all and XiVO's clients expect another status than ours. */
const xivoStatuses: { readonly [Code in ErrorCode]?: number } = { 'value.invalid': 400, 'request.media-type': 400 };

export interface XivoError {
	readonly status: number;
	readonly body: { readonly error: string; readonly message: string };
}

export function toXivoError(error: unknown): XivoError {
	const code = error instanceof DmsError ? error.code : 'internal';
	const { title, status, expose }: ErrorRow = errorTable[code];
	const message = error instanceof DmsError && expose ? error.message : title;
	return { status: xivoStatuses[code] ?? status, body: { error: xivoCodes[code] ?? 'UnhandledError', message } };
}
