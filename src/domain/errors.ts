/** How an error is reported: the status of an HTTP answer, a public title, whether the detail may be shown, the log level. */
export interface ErrorRow {
	readonly status: number;
	readonly title: string;
	/** True when `detail` may be shown to the person who asked; false keeps it in the log. */
	readonly expose: boolean;
	readonly level: 'error' | 'warn' | 'info' | 'debug';
	/** Exit code of the command line: 2 means the command was used wrongly. */
	readonly exitCode: 1 | 2;
}

const invalid = (title: string): ErrorRow => ({ status: 422, title, expose: true, level: 'info', exitCode: 1 });
const refusedArchive = (title: string): ErrorRow => ({ status: 422, title, expose: true, level: 'info', exitCode: 1 });
const conflict = (title: string): ErrorRow => ({ status: 409, title, expose: true, level: 'info', exitCode: 1 });
const missing = (title: string): ErrorRow => ({ status: 404, title, expose: true, level: 'info', exitCode: 1 });
const unauthenticated = (title: string): ErrorRow => ({ status: 401, title, expose: true, level: 'info', exitCode: 1 });
const broken = (title: string): ErrorRow => ({ status: 500, title, expose: false, level: 'error', exitCode: 1 });

/** One row for every code; a code without a row does not compile. */
export const errorTable = {
	// input
	'value.too-long': invalid('A value is longer than its limit'),
	'value.too-short': invalid('A value is shorter than its limit'),
	'value.invalid': invalid('A value is not valid'),
	'value.contradiction': invalid('Two values contradict each other'),
	'value.immutable': invalid('A value cannot be changed after creation'),
	'mac.invalid': invalid('Not a MAC address'),
	'tag.name-invalid': invalid('Not a valid tag name'),
	'csv.invalid': invalid('The CSV file has invalid lines'),
	'usage.invalid': { status: 400, title: 'Wrong usage', expose: true, level: 'info', exitCode: 2 },
	'file.unreadable': { status: 400, title: 'A file cannot be read', expose: true, level: 'info', exitCode: 1 },
	'configuration.invalid': { status: 500, title: 'The configuration is not valid', expose: true, level: 'error', exitCode: 2 },
	// things that exist already, or do not
	'device-type.exists': conflict('A device type of this name exists'),
	'device-type.not-found': missing('No such device type'),
	'device-type.in-use': conflict('Device profiles use this device type'),
	'device-access-uri.exists': conflict('Another device type has this device access URI'),
	'device-type-file.exists': conflict('A file of this format exists'),
	'device-type-file.not-found': missing('No such device type file'),
	'device.exists': conflict('A device profile of this name exists'),
	'device.not-found': missing('No such device profile'),
	'access-record.not-found': missing('No such access record'),
	'device.mac-exists': conflict('Another device profile of this type has this MAC address'),
	'device.user-exists': conflict('Another device profile of this type has this user name'),
	'tag-set.exists': conflict('A tag set of this name exists'),
	'tag-set.not-found': missing('No such tag set'),
	'tag.not-found': missing('No such tag'),
	'trust-anchor.exists': conflict('A trust anchor of this alias exists'),
	'trust-anchor.not-found': missing('No such trust anchor'),
	'lockout.not-found': missing('No such lockout'),
	'interface.exists': conflict('An interface of this address and port exists'),
	'interface.not-found': missing('No such interface'),
	'interface.fixed': conflict('The interface stands in the configuration'),
	'interface.address-not-local': invalid('The address does not belong to this host'),
	'client-identity.exists': conflict('A client identity of this name exists'),
	'client-identity.not-found': missing('No such client identity'),
	'server-certificate.not-found': missing('No such server certificate'),
	'subscription.not-found': missing('No such subscription'),
	'cipher-suite.unknown': invalid('Not a cipher suite'),
	'cipher-suite.forbidden': invalid('The cipher suite protects nobody'),
	'cipher-suite.weak': invalid('The cipher suite is weak'),
	'tls-protocol.not-allowed': invalid('The protocol is not allowed'),
	'tls-policy.contradiction': invalid('Protocols, cipher suites and server certificates do not meet'),
	'tls-policy.exists': conflict('The list has this value already'),
	'tls-policy.not-found': missing('The list has no such value'),
	'content.not-found': missing('No such content'),
	'content.too-large': { status: 413, title: 'The content is too large', expose: true, level: 'info', exitCode: 1 },
	'file-override.not-allowed': { status: 409, title: 'The file may not be customized', expose: true, level: 'info', exitCode: 1 },
	'revision.not-found': missing('No such revision'),
	'draft.not-found': missing('There is no draft'),
	'draft.conflict': conflict('Something else was published since the draft was begun'),
	// people, and what the administration plane says
	'person.exists': conflict('A person of this login exists'),
	'person.not-found': missing('No such person'),
	'service-account.exists': conflict('A service account of this name exists'),
	'service-account.not-found': missing('No such service account'),
	'token.missing': unauthenticated('A token is needed'),
	'token.invalid': unauthenticated('The token is not valid'),
	'token.expired': unauthenticated('The token has expired'),
	'token.ambiguous': { status: 400, title: 'More than one token', expose: true, level: 'info', exitCode: 1 },
	'login.refused': unauthenticated('The login or the password is wrong'),
	'login.locked': { status: 429, title: 'Too many failed attempts', expose: true, level: 'info', exitCode: 1 },
	'login.busy': { status: 429, title: 'Too many attempts at once', expose: true, level: 'info', exitCode: 1 },
	'permission.denied': { status: 403, title: 'Not allowed', expose: true, level: 'info', exitCode: 1 },
	'request.timeout': { status: 408, title: 'The request took too long', expose: true, level: 'info', exitCode: 1 },
	'request.too-large': { status: 413, title: 'The request is too large', expose: true, level: 'info', exitCode: 1 },
	'request.misdirected': { status: 421, title: 'The request is for another host', expose: true, level: 'info', exitCode: 1 },
	'idempotency.in-progress': conflict('The first request with this key is under way'),
	'idempotency.mismatch': invalid('The key was used for another request'),
	'idempotency.not-kept': conflict('The request was carried out, and its answer is not kept'),
	'request.headers-too-large': { status: 431, title: 'The headers are too large', expose: true, level: 'info', exitCode: 1 },
	'precondition.failed': { status: 412, title: 'Somebody else has changed it', expose: true, level: 'info', exitCode: 1 },
	'precondition.required': { status: 428, title: 'The change needs If-Match', expose: true, level: 'info', exitCode: 1 },
	// certificates
	'certificate.unreadable': invalid('Not a certificate'),
	'certificate.count': invalid('Not exactly one certificate'),
	'certificate.not-a-ca': invalid('Not a CA certificate'),
	'certificate.expired': invalid('The certificate has expired'),
	'crl.unreadable': invalid('Not a certificate revocation list'),
	'crl.not-issued-by-anchor': invalid('The revocation list was not issued by this trust anchor'),
	'private-key.unreadable': invalid('Not a private key'),
	// clients of the event interface
	'client.refused': { status: 403, title: 'The client may not come in', expose: false, level: 'info', exitCode: 1 },
	'client.limit': { status: 429, title: 'The client has as many of these as it may', expose: true, level: 'info', exitCode: 1 },
	'event.trimmed': { status: 410, title: 'Events after this one are no longer kept', expose: true, level: 'info', exitCode: 1 },
	'request.malformed': { status: 400, title: 'The request cannot be read', expose: true, level: 'info', exitCode: 1 },
	'request.not-found': missing('No such resource'),
	'request.method': { status: 405, title: 'The method is not allowed here', expose: true, level: 'info', exitCode: 1 },
	'request.not-acceptable': { status: 406, title: 'There is no such representation', expose: true, level: 'info', exitCode: 1 },
	'request.media-type': { status: 415, title: 'The body is of another media type', expose: true, level: 'info', exitCode: 1 },
	'server.stopping': { status: 503, title: 'The server is stopping', expose: true, level: 'info', exitCode: 1 },
	// archives
	'dtaf.not-a-zip': refusedArchive('Not a zip archive'),
	'dtaf.too-large': refusedArchive('The archive is larger than its limit'),
	'dtaf.too-many-entries': refusedArchive('The archive has too many entries'),
	'dtaf.entry-too-large': refusedArchive('An entry of the archive is larger than its limit'),
	'dtaf.ratio': refusedArchive('An entry of the archive is compressed beyond belief'),
	'dtaf.size-mismatch': refusedArchive('An entry of the archive has not the size that it declares'),
	'dtaf.crc-mismatch': refusedArchive('An entry of the archive has a wrong checksum'),
	'dtaf.sha256-mismatch': refusedArchive('A file of the archive has not the SHA-256 that the descriptor declares'),
	'dtaf.path': refusedArchive('An entry of the archive has a forbidden path'),
	'dtaf.link': refusedArchive('An entry of the archive is a link'),
	'dtaf.duplicate-entry': refusedArchive('Two entries of the archive have the same name'),
	'dtaf.encrypted': refusedArchive('An entry of the archive is encrypted'),
	'dtaf.nested-archive': refusedArchive('The archive contains an archive'),
	'dtaf.compression': refusedArchive('An entry of the archive uses an unknown compression'),
	'dtaf.malformed': refusedArchive('The archive is damaged'),
	'dtaf.prepended-data': refusedArchive('The archive does not begin with its first entry'),
	'dtaf.no-descriptor': refusedArchive('The archive has no device-type.xml'),
	'dtaf.descriptor-encoding': refusedArchive('The descriptor is not UTF-8'),
	'dtaf.descriptor-dtd': refusedArchive('The descriptor has a document type declaration'),
	'dtaf.descriptor-malformed': refusedArchive('The descriptor is not well-formed'),
	'dtaf.descriptor-invalid': refusedArchive('The descriptor is not valid'),
	'dtaf.format-version': refusedArchive('The descriptor has an unknown format version'),
	'dtaf.missing-payload': refusedArchive('A file of the descriptor is not in the archive'),
	'dtaf.unexpected-entry': refusedArchive('An entry of the archive is not named by the descriptor'),
	'dtaf.device-type-exists': conflict('The device type of the archive exists'),
	'dtaf.device-type-missing': missing('The device type of the archive does not exist'),
	// running
	'store.unavailable': { status: 503, title: 'The store is not available', expose: false, level: 'error', exitCode: 1 },
	'store.schema-newer': broken('The store was written by a newer version'),
	'store.busy': { status: 503, title: 'The store is busy', expose: true, level: 'warn', exitCode: 1 },
	'secret.key-missing': broken('The secret key file is missing'),
	'secret.key-unsafe': broken('The secret key file can be read by others'),
	'secret.unreadable': broken('A secret cannot be decrypted with the key at hand'),
	'listener.address-in-use': { status: 500, title: 'The address is in use', expose: true, level: 'error', exitCode: 1 },
	'listener.failed': { status: 500, title: 'A listener cannot be opened', expose: true, level: 'error', exitCode: 1 },
	'runtime.node-too-old': { status: 500, title: 'Node is too old', expose: true, level: 'error', exitCode: 1 },
	'qa.defect-unknown': { status: 404, title: 'No such defect', expose: true, level: 'info', exitCode: 2 },
	'qa.recipe-unknown': { status: 404, title: 'No such recipe', expose: true, level: 'info', exitCode: 2 },
	'qa.recipe-invalid': invalid('The recipe is not valid'),
	'qa.ca-exists': conflict('The folder holds a test CA already'),
	'qa.ca-missing': missing('The folder holds no test CA'),
	'qa.server-unreachable': { status: 502, title: 'The server under test cannot be reached', expose: true, level: 'info', exitCode: 1 },
	'demo.step-failed': broken('A step of the demo did not do what it must'),
	internal: broken('An internal error'),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

export interface DmsErrorOptions {
	/** JSON pointer or field name of the value that was wrong. */
	readonly field?: string;
	/** One sentence that says what to do. */
	readonly hint?: string;
	/** Every single finding, where there are several. */
	readonly findings?: readonly string[];
	/** After how many seconds another attempt may succeed. */
	readonly retryAfterSeconds?: number;
	readonly cause?: unknown;
}

/** The only error class of the product. `message` names what was wrong in one line; it never holds a secret. */
export class DmsError extends Error {
	override readonly name = 'DmsError';
	readonly code: ErrorCode;
	readonly field: string | undefined;
	readonly hint: string | undefined;
	readonly findings: readonly string[];
	readonly retryAfterSeconds: number | undefined;

	constructor(code: ErrorCode, detail: string, options: DmsErrorOptions = {}) {
		super(detail, options.cause === undefined ? undefined : { cause: options.cause });
		this.code = code;
		this.field = options.field;
		this.hint = options.hint;
		this.findings = options.findings ?? [];
		this.retryAfterSeconds = options.retryAfterSeconds;
	}

	get row(): ErrorRow {
		return errorTable[this.code];
	}
}
