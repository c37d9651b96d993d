import { PassThrough } from 'node:stream';
import { afterEach } from 'vitest';
import { addPerson, type RequestedPerson } from '../../src/app/administration/add-person.ts';
import { addServiceAccount } from '../../src/app/administration/change-service-account.ts';
import type { PeopleAdministration } from '../../src/app/administration/check-grant.ts';
import type { FixedInterface } from '../../src/app/administration/find-interface.ts';
import { issueToken } from '../../src/app/authentication/issue-token.ts';
import { type AdminService, openAdminService } from '../../src/compose/admin-service.ts';
import type { Store } from '../../src/domain/ports.ts';
import { everything, type Role } from '../../src/domain/role.ts';
import { type ConfigurationOverrides, loadConfiguration } from '../../src/runtime/config.ts';
import { createLog } from '../../src/runtime/log.ts';
import { Metrics } from '../../src/runtime/metrics.ts';
import { checkAnswer } from './check-answer.ts';
import { type ClientRequest, type ClientResponse, fetchPlain } from './https-client.ts';

export const password = 'correct horse battery staple';

export interface AdminRequest extends Omit<ClientRequest, 'body'> {
	readonly token?: string;
	/** Sent as JSON. */
	readonly json?: unknown;
	readonly body?: string | Uint8Array;
}

export interface AdminResponse extends ClientResponse {
	/** The body, parsed; any shape, for assertions. */
	json<Shape = unknown>(): Shape;
}

/** The administration plane on a real socket, over a store that the caller has opened; time can be turned, and the log is kept. */
export class TestAdminService {
	readonly store: Store;
	readonly service: AdminService;
	readonly clock: { shiftMs: number; now: () => Date };
	readonly health: { isServing: boolean };
	readonly #log: readonly Buffer[];

	constructor(parts: Pick<TestAdminService, 'store' | 'service' | 'clock' | 'health'>, log: readonly Buffer[]) {
		this.store = parts.store;
		this.service = parts.service;
		this.clock = parts.clock;
		this.health = parts.health;
		this.#log = log;
	}

	get port(): number {
		return this.service.address.port;
	}

	get logText(): string {
		return Buffer.concat(this.#log).toString();
	}

	get administration(): PeopleAdministration {
		return { store: this.store, clock: this.clock, actor: 'test', acls: everything };
	}

	/** Every answer must be what the description of the API says. */
	async send({ token, json, headers, ...request }: AdminRequest): Promise<AdminResponse> {
		const response = await fetchPlain(this.port, {
			...request,
			headers: {
				...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
				...(json === undefined ? {} : { 'content-type': 'application/json' }),
				...headers,
			},
			...(json === undefined ? {} : { body: JSON.stringify(json) }),
		});
		checkAnswer(request.method ?? 'GET', request.path, response);
		return { ...response, json: <Shape>() => JSON.parse(response.body.toString()) as Shape };
	}

	logIn(login: string, secret = password, prefix = '/api/2.0/auth'): Promise<AdminResponse> {
		return this.send({ method: 'POST', path: `${prefix}/login`, json: { login, password: secret } });
	}

	async addPerson(login: string, role: Role, fields: Partial<RequestedPerson> = {}): Promise<void> {
		await addPerson(this.administration, { login, role, profile: 'Administrator', enabled: true, loginEnabled: true, ...fields });
	}

	/** A token without a password: hashing is dear. */
	async tokenOf(login: string): Promise<string> {
		const person = await this.store.people.findByLogin(login);
		return this.#issue('person', person?.id ?? '');
	}

	async addService(name: string, acls: readonly string[]): Promise<string> {
		const account = await addServiceAccount(this.administration, { name, acls, enabled: true });
		return this.#issue('service', account.id);
	}

	async #issue(kind: 'person' | 'service', id: string): Promise<string> {
		const life = { slidingSeconds: 3600, absoluteSeconds: 7200 };
		return (await issueToken(this.store, { clock: this.clock, lifetimes: { person: life, service: life } }, { kind, id })).secret;
	}
}

export interface AdminServiceSettings {
	readonly admin?: ConfigurationOverrides['admin'];
	readonly limits?: ConfigurationOverrides['limits'];
	readonly environment?: Readonly<Record<string, string>>;
	readonly fixedInterfaces?: readonly FixedInterface[];
	/** Where the page was built. Default: nowhere. */
	readonly pageFolder?: string;
	/** Where the package `kerberos` comes from. */
	readonly importKerberos?: () => Promise<unknown>;
}

/** To be called in a `describe`: what is opened is closed after each test, before the store is. */
export function useAdminService(): (store: Store, settings?: AdminServiceSettings) => Promise<TestAdminService> {
	const opened: TestAdminService[] = [];
	afterEach(async () => {
		for (const { service } of opened.splice(0)) await service.close();
	});
	return async (store, settings) => {
		const admin = await openTestAdminService(store, settings);
		opened.push(admin);
		return admin;
	};
}

async function openTestAdminService(
	store: Store,
	{ environment = {}, fixedInterfaces = [], importKerberos, pageFolder = '/nowhere', ...overrides }: AdminServiceSettings = {},
): Promise<TestAdminService> {
	const clock = { shiftMs: 0, now: () => new Date(Date.now() + clock.shiftMs) };
	const health = { isServing: true };
	const lines: Buffer[] = [];
	const destination = new PassThrough().on('data', (chunk: Buffer) => lines.push(chunk));
	const configuration = loadConfiguration({ env: environment, overrides: { data: '/nowhere', ...overrides } });
	const service = await openAdminService({
		...{ configuration, store, clock, environment, version: '1.2.3', credentials: [] },
		address: { host: '127.0.0.1', port: 0 },
		log: createLog({ level: 'debug', destination }),
		isServing: () => health.isServing,
		metrics: new Metrics(),
		fixedInterfaces,
		pageFolder,
		...(importKerberos === undefined ? {} : { importKerberos }),
	});
	return new TestAdminService({ store, service, clock, health }, lines);
}
