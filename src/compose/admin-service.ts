import { join } from 'node:path';
import { createAdminPlane } from '../admin/admin-plane.ts';
import type { AdminMetrics } from '../admin/admin-plane-ports.ts';
import { toRawRefusal } from '../admin/raw-refusal.ts';
import type { SsoProofs } from '../admin/sso/sso-proofs.ts';
import type { FixedInterface } from '../app/administration/find-interface.ts';
import { presentFields } from '../app/administration/present-fields.ts';
import { BoundedQueue } from '../app/authentication/bounded-queue.ts';
import { LockoutAudit } from '../app/authentication/lockout-audit.ts';
import { parseSharedTokens, SharedTokens } from '../app/authentication/shared-tokens.ts';
import { WorkBudget } from '../app/authentication/work-budget.ts';
import { CatalogCache } from '../app/catalog.ts';
import { explainRequest } from '../app/explain-request.ts';
import { RecordIds } from '../app/record-ids.ts';
import { DmsError } from '../domain/errors.ts';
import type { Clock, Store } from '../domain/ports.ts';
import type { TokenLifetimes } from '../domain/token.ts';
import type { Address } from '../runtime/address.ts';
import type { WorkerStatus } from '../runtime/cluster.ts';
import type { Configuration } from '../runtime/config.ts';
import type { Log } from '../runtime/log.ts';
import { Metrics } from '../runtime/metrics.ts';
import { readPage } from '../runtime/read-page.ts';
import { readTextFile } from '../runtime/read-text-file.ts';
import type { HttpListener, RequestHandler } from '../tls/http-listener.ts';
import { openPlainListener } from '../tls/plain-listener.ts';
import { probeAddress, toAddressText } from '../tls/probe-address.ts';
import type { ServerCredential } from '../tls/secure-context.ts';
import { openSecureListener } from '../tls/secure-listener.ts';
import { toExplainPorts } from './explain-ports.ts';
import { hostPorts } from './host-ports.ts';
import { toNodePorts } from './node-state.ts';
import { PasswordThreads } from './password-threads.ts';
import { readCertificates } from './read-certificates.ts';
import { toMethodLabel, toStatusClass } from './request-labels.ts';
import { listOwnHostNames, openSso } from './sso.ts';

/** The same from the sources and from what is built of them. */
const builtPage = join(import.meta.dirname, '..', '..', 'dist', 'web');

export interface AdminServiceOptions {
	readonly configuration: Configuration;
	readonly address: Address;
	readonly store: Store;
	/** What an encrypted listener shows. */
	readonly credentials: readonly ServerCredential[];
	readonly clock: Clock;
	readonly log: Log;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Version of the product. */
	readonly version: string;
	readonly metrics: Metrics;
	/** Those of the configuration, with the ports that they have. */
	readonly fixedInterfaces: readonly FixedInterface[];
	/** Whether every listener of the device plane is up. */
	readonly isServing: () => boolean;
	/** Processes that answer devices; none where there are none. */
	readonly workers?: () => readonly WorkerStatus[];
	/** Where the page was built. */
	readonly pageFolder?: string;
	/** Where the package `kerberos` comes from; for tests. */
	readonly importKerberos?: () => Promise<unknown>;
}

/** The administration plane with its listener open. */
export interface AdminService {
	readonly address: Address;
	readonly isSecure: boolean;
	/** Lets running requests finish. */
	close(): Promise<void>;
}

export function toAdminOrigin({ address: { host, port }, isSecure }: Pick<AdminService, 'address' | 'isSecure'>): string {
	return `${isSecure ? 'https' : 'http'}://${toAddressText(host, port)}`;
}

/** Ordinary sign-ins, a handful at once, never rest. */
const passwordBurstMs = 150;
/** Whoever would have to wait longer is better off with an answer. */
const longestPasswordWaitMs = 5_000;

/** @throws DmsError `configuration.invalid`, also for a shared token that can be guessed, `file.unreadable`, `listener.*`. */
export async function openAdminService(options: AdminServiceOptions): Promise<AdminService> {
	const { configuration, address, credentials, log } = options;
	const isSecure = !isLoopback(address.host);
	const clientAnchors = readClientAnchors(configuration, isSecure);
	const sso = await openSso(configuration.admin.sso, {
		store: options.store,
		clock: options.clock,
		...presentFields({ importKerberos: options.importKerberos }),
	});
	const budget = new WorkBudget({ share: configuration.admin.passwordShare / 100, burstMs: passwordBurstMs }, () => performance.now());
	const passwords = new PasswordThreads((workMs) => budget.charge(workMs));
	const closing = new AbortController();
	const plane = createPlane(options, { isSecure, passwords, budget, sso, closing: closing.signal });
	const handler: RequestHandler = (request, response) => {
		plane(request, response).catch((cause: unknown) => {
			log.error({ err: cause }, 'an administration request could not be answered');
			response.destroy();
		});
	};
	const ids = new RecordIds();
	const answerMalformed = (code: string): string => {
		const requestId = ids.next(options.clock.now());
		const text = toRawRefusal(code, { requestId, isSecure });
		const status = Number(text.slice(9, 12));
		options.metrics.counts.counter('opendms_requests_total', ['admin', 'other', toStatusClass(status)]).add();
		log.debug({ requestId, status, code }, 'an administration request could not be read');
		return text;
	};
	const common = { ...address, reusePort: false, handler, answerMalformed, limits: withLongerHeaders(configuration.limits) };
	const listener: HttpListener = isSecure
		? await openSecureListener({ ...common, credentials, ...presentFields({ clientAnchors }), ...toHandshakeCounts(options.metrics) })
		: await openPlainListener(common);
	return {
		address: { host: address.host, port: listener.port },
		isSecure,
		async close() {
			closing.abort();
			await listener.close({ graceMs: configuration.limits.stopGraceMs });
			await passwords.close();
		},
	};
}

interface PlaneParts {
	readonly isSecure: boolean;
	readonly passwords: PasswordThreads;
	readonly sso: SsoProofs;
	readonly budget: WorkBudget;
	readonly closing: AbortSignal;
}

function createPlane(options: AdminServiceOptions, { isSecure, passwords, budget, sso, closing }: PlaneParts) {
	const { configuration, store, clock, log, environment, version, isServing } = options;
	const { passwordChecks: running, waitingPasswordChecks: waiting } = configuration.admin;
	const hashing = new BoundedQueue({ running, waiting, waitingMs: longestPasswordWaitMs }, budget);
	closing.addEventListener('abort', () => hashing.close());
	options.metrics.counts.gauge('opendms_password_checks_waiting', [], () => hashing.waitingCount);
	const sharedTokens = new SharedTokens(readSharedTokens(configuration, environment));
	const verify = passwords.verify.bind(passwords);
	const lockoutAudit = new LockoutAudit(store);
	const authentication = { store, clock, hashing, verify, sharedTokens, lockoutAudit, lifetimes: toTokenLifetimes(configuration) };
	const catalog = new CatalogCache(store);
	const explainPorts = toExplainPorts(store, clock, catalog);
	return createAdminPlane({
		...{ store, clock, log, version, isServing, isSecure, authentication, catalog },
		...{ sso, closing },
		page: readPage(options.pageFolder ?? builtPage),
		hostNames: new Set([...configuration.admin.hostNames, ...listOwnHostNames(configuration.admin.sso)]),
		octetLimits: configuration.limits,
		metrics: toAdminMetrics(options.metrics),
		isOpenLocally: !isSecure && configuration.admin.metricsWithoutToken === 'on-loopback',
		interfaces: { fixedInterfaces: options.fixedInterfaces, ...hostPorts },
		node: toNodePorts({ workers: () => [], ...options }),
		explain: (request) => explainRequest(explainPorts, request),
	});
}

function toHandshakeCounts({ counts }: Metrics) {
	const handshakes = counts.counter('opendms_tls_handshakes_total', ['admin']);
	return {
		onHandshake: () => handshakes.add(),
		onHandshakeFailure: (code: string) => counts.counter('opendms_tls_handshake_failures_total', ['admin', code]).add(),
	};
}

function toAdminMetrics(metrics: Metrics): AdminMetrics {
	const durations = metrics.counts.histogram('opendms_admin_request_duration_seconds');
	return {
		mediaType: Metrics.mediaType,
		answered(method, status, durationMs) {
			metrics.counts.counter('opendms_requests_total', ['admin', toMethodLabel(method), toStatusClass(status)]).add();
			durations.observe(durationMs / 1000);
		},
		text: () => metrics.text(),
	};
}

/** A Kerberos ticket with the groups of a person has many kilobytes, and is one header; so may a token of an OpenID provider be. */
const leastHeaderBytes = 48 * 1024;

function withLongerHeaders(limits: Configuration['limits']): Configuration['limits'] {
	return { ...limits, maxHeaderBytes: Math.max(limits.maxHeaderBytes, leastHeaderBytes) };
}

export function toTokenLifetimes({ admin }: Configuration): TokenLifetimes {
	return {
		person: { slidingSeconds: admin.personTokenSeconds, absoluteSeconds: admin.personSessionSeconds },
		service: { slidingSeconds: admin.serviceTokenSeconds, absoluteSeconds: admin.serviceSessionSeconds },
	};
}

/** Without encryption nobody shows a certificate: the operator would think that somebody must. */
function readClientAnchors({ admin }: Configuration, isSecure: boolean): readonly Uint8Array[] | undefined {
	const { clientCaFile } = admin;
	const field = 'admin.clientCaFile';
	if (clientCaFile === undefined) return undefined;
	if (isSecure) return readCertificates(clientCaFile, field).map(({ raw }) => raw);
	throw new DmsError('configuration.invalid', `${field} needs a listener with encryption, and one of the loopback interface has none`, {
		field,
		hint: 'Choose another address for the listener, or leave the file out.',
	});
}

const variable = 'PLAY_AUTH_TOKEN';
const maxFileBytes = 16 * 1024;

/** From the variable itself or from the file, never from both: nobody could tell which one counts. */
function readSharedTokens({ admin }: Configuration, environment: AdminServiceOptions['environment']): readonly string[] {
	const text = environment[variable] ?? '';
	const { sharedTokenFile } = admin;
	if (text !== '' && sharedTokenFile !== undefined) {
		throw new DmsError('configuration.invalid', `${variable} contradicts admin.sharedTokenFile: only one of the two may be given`, {
			field: 'admin.sharedTokenFile',
		});
	}
	if (sharedTokenFile !== undefined) return parseSharedTokens(readTextFile(sharedTokenFile, maxFileBytes), 'admin.sharedTokenFile');
	return text === '' ? [] : parseSharedTokens(text, variable);
}

/** The address, with a free port where its own is taken. @throws DmsError `listener.failed`. */
export async function toFreeAddress({ host, port }: Address): Promise<Address> {
	try {
		return { host, port: await probeAddress(host, port) };
	} catch (cause) {
		if (cause instanceof DmsError && cause.code === 'listener.address-in-use') return { host, port: 0 };
		throw cause;
	}
}

/** What never leaves the machine needs no encryption. */
function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
