import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { DmsError } from '../domain/errors.ts';

export type Log = Logger;
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
	readonly level: LogLevel;
	/** Which process of a cluster writes; absent in the only one. */
	readonly worker?: number;
	/** Default: standard error, so that standard output stays the answer of a command. */
	readonly destination?: DestinationStream;
}

/** Names under which a secret travels, in any spelling; compared in lower case without `-` and `_`. */
const secretNames = new Set([
	'authorization',
	'proxyauthorization',
	'wwwauthenticate',
	'authenticationinfo',
	'cookie',
	'setcookie',
	'clientcert',
	'xauthtoken',
	'token',
	'idtoken',
	'accesstoken',
	'refreshtoken',
	'secret',
	'secretkey',
	'clientsecret',
	'password',
	'authpassword',
	'passphrase',
	'privatekey',
	'credentials',
	'connectionstring',
	'ticket',
	'idempotencykey',
	'codeverifier',
]);

const maxDepth = 8;

/** One JSON object a line, the level by name, the time in ISO 8601; secrets are masked by the name of their field, at any depth. */
export function createLog(options: LogOptions): Log {
	return pino(
		{
			level: options.level,
			base: { pid: process.pid, ...(options.worker === undefined ? {} : { worker: options.worker }) },
			timestamp: () => `,"time":"${new Date().toISOString()}"`,
			formatters: { level: (label) => ({ level: label }), log: (fields) => maskFields(fields) },
			// The fields of a child log go past the formatter.
			redact: { paths: ['authorization', 'cookie', 'password', 'secret', 'token'], censor: '[masked]' },
			// `log` above has written out every error already.
			serializers: { err: (value: unknown) => value },
		},
		options.destination ?? destination({ fd: 2, sync: true }),
	);
}

/** Writes the error at the level that its code has in the error table; what is no DmsError is an error. */
export function logError(log: Log, error: unknown, message: string): void {
	log[error instanceof DmsError ? error.row.level : 'error']({ err: error }, message);
}

function maskFields(fields: Readonly<Record<string, unknown>>, depth = 1): Record<string, unknown> {
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, isSecretName(name) ? '[masked]' : mask(value, depth)]));
}

function mask(value: unknown, depth: number): unknown {
	if (typeof value === 'string') return maskText(value);
	if (typeof value !== 'object' || value === null || value instanceof Date) return value;
	if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
	if (depth > maxDepth) return '[deeper]';
	if (value instanceof Error) return maskError(value, depth);
	if (Array.isArray(value)) return value.map((item: unknown) => mask(item, depth + 1));
	return maskFields({ ...value }, depth + 1);
}

/** Only what an error is known to say: libraries hang requests, options and connection strings on theirs. */
function maskError(error: Error, depth: number): Record<string, unknown> {
	const code: unknown = Reflect.get(error, 'code');
	return {
		type: error.name,
		message: maskText(error.message),
		...(typeof code === 'string' ? { code } : {}),
		...(error instanceof DmsError && error.field !== undefined ? { field: error.field } : {}),
		...(error instanceof DmsError && error.findings.length > 0 ? { findings: error.findings.map(maskText) } : {}),
		...(error.stack === undefined || isExpected(error) ? {} : { stack: maskText(error.stack) }),
		...(error.cause === undefined ? {} : { cause: mask(error.cause, depth + 1) }),
	};
}

/** What nobody must act on is no fault of the program: where it was noticed tells nothing, and a flood of it would fill the log. */
function isExpected(error: Error): boolean {
	return error instanceof DmsError && error.row.level !== 'error';
}

/** Parameters of a URL by which somebody comes in. */
const secretParameter =
	/([?&](?:token|ticket|code|state|nonce|id_token|access_token|refresh_token|client_secret|code_verifier|password)=)[^&\s"'#]+/gi;

/** The passwords and tokens of URLs, and private keys. */
function maskText(whole: string): string {
	if (whole.includes('PRIVATE KEY-----')) return '[masked]';
	const text = whole.includes('=') ? whole.replaceAll(secretParameter, '$1[masked]') : whole;
	return text.includes('://') ? text.replaceAll(/(:\/\/[^\s:/?#@]{0,256}):[^\s/?#@]{1,256}@/g, '$1:[masked]@') : text;
}

function isSecretName(name: string): boolean {
	return secretNames.has(name.toLowerCase().replaceAll(/[-_]/g, ''));
}
