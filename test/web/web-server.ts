import type { Role } from '../../src/domain/role.ts';
import { DmsProcess } from '../helpers/server-process.ts';
import type { WebSettings } from './browser.ts';

export const password = 'correct horse battery staple';

/** A running `dms` with its administration plane, and the first administrator, `root`. */
export interface WebServer {
	/** Of the administration plane, e.g. `http://127.0.0.1:41234`. */
	readonly origin: string;
	/** Of the device plane. */
	readonly devicePort: number;
	readonly dataDirectory: string;
	/** Empty where the test adds the first administrator itself. */
	readonly rootToken: string;
	/** The code that the start has printed. */
	readonly firstCode: string;
	/** The process; its log is in `stderr`. */
	readonly process: DmsProcess;
	/** A request of `root` to the API, with JSON; fails the test for anything but a success. */
	call<Answer = unknown>(method: string, path: string, json?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
	/** With `password`. */
	addPerson(login: string, role: Role, scope?: { readonly serviceProviderId: string; readonly groupId?: string }): Promise<void>;
	/** A token of somebody whose password is `password`. */
	logIn(login: string): Promise<string>;
	stop(): Promise<void>;
}

/** Starts a server on free ports, with its data in a folder. */
export async function startWebServer(
	dataDirectory: string,
	{ data = 'empty', environment = {}, adminPort = 0, hasNobody }: WebSettings,
): Promise<WebServer> {
	const command = data === 'demo' ? 'start' : 'serve';
	const args = [command, '--data', dataDirectory, '--device', '127.0.0.1:0', '--admin', `127.0.0.1:${adminPort}`];
	const server = new DmsProcess(args, { DMS_WORKERS: '1', ...environment });
	await server.waitFor(/^ready$/m);
	const [, origin = '', code = ''] = await server.waitFor(/(http:\/\/127\.0\.0\.1:\d+)\/#first=([\w-]+)/);
	const [, devicePort = ''] = await server.waitFor(/https:\/\/[\w.]+:(\d+)/);
	const send = createSender(origin);
	const first = { code, login: 'root', password };
	const rootToken = hasNobody === true ? '' : (await send<{ token: string }>('POST', '/api/2.0/auth/first', first)).token;
	const call: WebServer['call'] = (method, path, json, headers = {}) =>
		send(method, path, json, { authorization: `Bearer ${rootToken}`, ...headers });
	return {
		...{ origin, devicePort: Number(devicePort), dataDirectory, rootToken, process: server, call },
		firstCode: code,
		async addPerson(login, role, scope) {
			await call('POST', '/api/v1/people', { login, password, role, profile: 'Administrator', ...(scope === undefined ? {} : { scope }) });
		},
		async logIn(login) {
			return (await send<{ token: string }>('POST', '/api/2.0/auth/login', { login, password })).token;
		},
		async stop() {
			server.signal('SIGTERM');
			await server.finished;
		},
	};
}

function createSender(origin: string) {
	return async <Answer>(method: string, path: string, json?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> => {
		const response = await fetch(`${origin}${path}`, {
			method,
			headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
			...(json === undefined ? {} : { body: JSON.stringify(json) }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
		return (text === '' ? undefined : JSON.parse(text)) as Answer;
	};
}
