import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { parseAddress } from './address.ts';
import { listOf, ssoConfiguration } from './sso-configuration.ts';
import { findStoreUrlFault } from './store-url.ts';

/** What a key says about itself, beside its type: the source of `docs/configuration.md`. */
export interface KeyNotes {
	/** `path`, `host:port`, `ms`, `bytes`, `days`, ... */
	readonly unit: string;
	readonly description: string;
	/** In words, where the default is not a fixed value. */
	readonly defaultText?: string;
	/** The environment variable of XiVO that means the same; ours wins over it. */
	readonly alias?: string;
}

function key<Schema extends z.ZodType>(schema: Schema, notes: KeyNotes): Schema {
	return schema.meta({ ...notes });
}

const text = z.string().min(1).max(4_096);

const address = text.transform((value, context) => {
	const parsed = parseAddress(value);
	if (parsed.ok) return parsed.value;
	context.issues.push({ code: 'custom', input: value, message: parsed.reason });
	return z.NEVER;
});

function file(description: string, defaultText = 'none', more: Pick<KeyNotes, 'alias'> = {}) {
	return key(text.optional(), { unit: 'path', description, defaultText, ...more });
}

function whole(
	unit: string,
	[least, standard, most]: readonly [number, number, number],
	description: string,
	more: Pick<KeyNotes, 'alias'> = {},
) {
	return key(z.int().min(least).max(most).prefault(standard), { unit, description, ...more });
}

const minuteMs = 60_000;
const mebibyte = 1024 * 1024;

const limits = z
	.strictObject({
		handshakeTimeoutMs: whole('ms', [100, 10_000, 10 * minuteMs], 'From the TCP connection to the end of the TLS handshake.'),
		headersTimeoutMs: whole('ms', [100, 15_000, 10 * minuteMs], 'From the first byte of a request to the end of its headers.'),
		requestTimeoutMs: whole('ms', [100, 120_000, 60 * minuteMs], 'From the first byte of a request to the last one of its body.'),
		stallTimeoutMs: whole('ms', [100, 60_000, 60 * minuteMs], 'How long no byte of a request or an answer may move.'),
		keepAliveTimeoutMs: whole('ms', [100, 15_000, 60 * minuteMs], 'How long a connection stays open without a request.'),
		stopGraceMs: whole('ms', [0, 10_000, 60 * minuteMs], 'How long running requests may take to finish when the server stops.'),
		maxHeaderBytes: whole('bytes', [1_024, 16_384, 262_144], 'Largest request line and headers together.'),
		maxRequestsPerConnection: whole('requests', [1, 1_000, 1_000_000], 'After so many the connection is closed.'),
		maxConnections: whole('connections per worker', [1, 10_000, 1_000_000], 'Further ones are closed before their handshake.'),
		maxConnectionsPerAddress: whole('connections per worker', [1, 256, 1_000_000], 'From one IPv4 address or one IPv6 network of 64 bits.'),
		maxUploadBytes: whole('bytes', [1, 10 * mebibyte, 1_024 * mebibyte], 'Largest file that a device may upload.'),
		uploadVersions: whole('versions', [1, 5, 1_000], 'How many versions of an uploaded file are kept.'),
		maxArchiveBytes: whole('bytes', [1_024, 256 * mebibyte, 4_096 * mebibyte], 'Largest device type archive (DTAF) that is imported.'),
		maxContentBytes: whole(
			'bytes',
			[1, 512 * mebibyte, 4_096 * mebibyte],
			'Largest content of a file that an administrator puts in place.',
		),
		maxRenderedBytes: whole('bytes', [1_024, 16 * mebibyte, 256 * mebibyte], 'Largest file that a template may grow to.'),
	})
	.refine((section) => section.headersTimeoutMs <= section.requestTimeoutMs, {
		path: ['headersTimeoutMs'],
		message: 'must not be longer than limits.requestTimeoutMs',
	})
	.prefault({});

const store = z
	.strictObject({
		url: key(text.superRefine((value, context) => addIssue(context, value, findStoreUrlFault(value, 'without-password'))).optional(), {
			unit: 'postgres:// URL',
			description: 'PostgreSQL database for several nodes. Without a password: a URL with one belongs into `store.urlFile`.',
			defaultText: 'none: SQLite in the data directory',
		}),
		urlFile: file('File that holds the URL of the database, password included, on one line.'),
	})
	.refine((section) => section.url === undefined || section.urlFile === undefined, {
		path: ['urlFile'],
		message: 'contradicts store.url: only one of the two may be given',
	})
	.prefault({});

const tls = z
	.strictObject({
		ecdsaCertificateFile: file('PEM certificate of the server with an elliptic curve key, then its issuers.', 'self-signed'),
		ecdsaKeyFile: file('PEM private key that belongs to it, without a passphrase.', 'self-signed'),
		rsaCertificateFile: file('PEM certificate of the server with an RSA key, for clients that know nothing else.', 'self-signed'),
		rsaKeyFile: file('PEM private key that belongs to it, without a passphrase.', 'self-signed'),
	})
	.superRefine((section, context) => {
		for (const kind of ['ecdsa', 'rsa'] as const) {
			const [certificate, privateKey] = [section[`${kind}CertificateFile`], section[`${kind}KeyFile`]];
			if ((certificate === undefined) === (privateKey === undefined)) continue;
			const [given, wanted] = certificate === undefined ? ['KeyFile', 'CertificateFile'] : ['CertificateFile', 'KeyFile'];
			context.addIssue({ code: 'custom', path: [`${kind}${given}`], message: `needs tls.${kind}${wanted} beside it` });
		}
	})
	.prefault({});

const hour = 3_600;
const day = 24 * hour;

const admin = z
	.strictObject({
		address: key(address.optional(), {
			unit: 'host:port',
			description: 'Where administrators connect: without encryption on an address of the loopback interface, over HTTPS on any other.',
			defaultText: 'none: no such listener; `dms start` uses 127.0.0.1:8080',
		}),
		hostNames: key(listOf(z.string().regex(/^[a-z0-9.-]{1,253}$/, 'must be host names in lower case')).prefault([]), {
			unit: 'names',
			description:
				'Host names by which a listener without encryption may be asked for besides `localhost`, when a proxy hands requests on to it; those in the URLs of `admin.sso` count too. In a variable with spaces between them.',
			defaultText: 'none',
		}),
		clientCaFile: file(
			'PEM certificates of CAs: whoever connects must show a certificate of one of them, and a token besides. For a listener with encryption alone.',
			'none: nobody is asked for a certificate',
		),
		sharedTokenFile: file(
			'File with tokens, one a line, that other systems share with this one and that may do everything; `PLAY_AUTH_TOKEN` may hold them instead.',
			'none: there is no shared token',
			{ alias: 'PLAY_AUTH_TOKEN_FILE' },
		),
		personTokenSeconds: whole('s', [60, hour, 365 * day], 'Life of a token of a person since it was issued or renewed.', {
			alias: 'AUTH_CTI_EXPIRES',
		}),
		personSessionSeconds: whole('s', [60, 12 * hour, 365 * day], 'Life of a token of a person in all; no renewal goes past it.'),
		serviceTokenSeconds: whole('s', [60, day, 10 * 365 * day], 'Life of a token of a service account since it was issued or renewed.', {
			alias: 'AUTH_WEBSERVICE_EXPIRES',
		}),
		serviceSessionSeconds: whole('s', [60, 30 * day, 10 * 365 * day], 'Life of a token of a service account in all.'),
		metricsWithoutToken: key(z.enum(['on-loopback', 'never']).prefault('on-loopback'), {
			unit: 'where',
			description:
				'Where `/metrics` needs no token: on a listener of the loopback interface, for requests of this machine; or nowhere, as it must be behind a proxy.',
		}),
		passwordChecks: whole('passwords', [1, 1, 64], 'How many passwords are checked at once; each keeps one processor busy for some 25 ms.'),
		passwordShare: whole(
			'%',
			[1, 10, 100],
			'Share of one processor that checking passwords takes at most while many ask: with 10 it rests nine times as long as it worked. A handful is checked without a rest.',
		),
		waitingPasswordChecks: whole(
			'passwords',
			[0, 64, 10_000],
			'How many more may wait, and no more than are checked within five seconds; further ones are refused. A quarter of them for one network.',
		),
		sso: ssoConfiguration,
	})
	.superRefine((section, context) => {
		for (const kind of ['person', 'service'] as const) {
			if (section[`${kind}TokenSeconds`] <= section[`${kind}SessionSeconds`]) continue;
			const message = `must not be longer than admin.${kind}SessionSeconds`;
			context.addIssue({ code: 'custom', path: [`${kind}TokenSeconds`], message });
		}
	})
	.prefault({});

/** Every key of the configuration file: its type, its default and what it means. */
export const configurationSchema = z.strictObject({
	data: key(text.prefault('var'), { unit: 'path', description: 'Directory of everything that the server keeps.' }),
	workers: key(z.int().min(1).max(512).prefault(availableParallelism), {
		unit: 'processes',
		description: 'How many processes serve requests side by side.',
		defaultText: 'as many as there are processors',
	}),
	secretKeyFile: file('Key that encrypts secrets in the store; readable by the server alone.', 'in the data directory'),
	device: z
		.strictObject({
			address: key(address.prefault('127.0.0.1:8443'), {
				unit: 'host:port',
				description: 'Where devices connect over HTTPS. `0.0.0.0:443` or `[::]:443` serves a network.',
			}),
			httpAddress: key(address.optional(), {
				unit: 'host:port',
				description: 'Where devices connect without encryption, for files that allow it. Nobody proves a certificate there.',
				defaultText: 'none: no such listener',
			}),
		})
		.prefault({}),
	events: z
		.strictObject({
			address: key(address.optional(), {
				unit: 'host:port',
				description: 'Where clients of events connect, each with a certificate; 8012 is the usual port.',
				defaultText: 'none: only the interfaces in the store',
			}),
		})
		.prefault({}),
	admin,
	tls,
	store,
	limits,
	accessRecords: z.strictObject({ retentionDays: whole('days', [1, 90, 36_500], 'How long access records are kept.') }).prefault({}),
	log: z
		.strictObject({
			level: key(z.enum(['debug', 'info', 'warn', 'error']).prefault('info'), {
				unit: 'level',
				description: 'The least important messages that are written: `debug`, `info`, `warn` or `error`.',
			}),
		})
		.prefault({}),
});

function addIssue(context: z.RefinementCtx<string>, input: string, message: string | undefined): void {
	if (message !== undefined) context.addIssue({ code: 'custom', input, message });
}
