import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { parseAddress } from './address.ts';
import { findStoreUrlFault } from './store-url.ts';

/** What a key says about itself, beside its type: the source of `docs/configuration.md`. */
export interface KeyNotes {
	/** `path`, `host:port`, `ms`, `bytes`, `days`, ... */
	readonly unit: string;
	readonly description: string;
	/** In words, where the default is not a fixed value. */
	readonly defaultText?: string;
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

function file(description: string, defaultText = 'none') {
	return key(text.optional(), { unit: 'path', description, defaultText });
}

function whole(unit: string, [least, standard, most]: readonly [number, number, number], description: string) {
	return key(z.int().min(least).max(most).prefault(standard), { unit, description });
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
