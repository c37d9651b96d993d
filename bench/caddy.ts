import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Contestant, workerCount } from './contestant.ts';
import type { StaticServerOptions } from './nginx.ts';
import { findProgram, waitForPort } from './other-server.ts';
import { freePort, startProcess } from './processes.ts';

/** Caddy with the same rules. It is one process; so many of its threads run at a time as the others have processes. */
export function caddy(options: StaticServerOptions): Contestant {
	const program = findProgram(['caddy'], ['/usr/local/bin']);
	return {
		name: 'caddy',
		// It ends the handshake.
		refusalStatus: 0,
		isOptional: true,
		absence: program === undefined ? 'Caddy is not installed' : undefined,
		prepare: options.prepare,
		async start() {
			const { root } = await options.prepare();
			const directory = join(options.directory, 'caddy');
			await mkdir(directory, { recursive: true });
			const port = await freePort();
			const file = join(directory, 'caddy.json');
			await writeFile(file, JSON.stringify(toConfiguration(options, directory, root, port)));
			const server = startProcess(program ?? 'caddy', ['run', '--config', file], {
				logFile: join(directory, 'stderr.log'),
				environment: {
					...process.env,
					HOME: directory,
					XDG_DATA_HOME: directory,
					XDG_CONFIG_HOME: directory,
					GOMAXPROCS: String(workerCount),
				},
			});
			await waitForPort(server, port);
			return { port, passwordPort: port, roots: [server.pid], workers: () => [server.pid], stop: () => server.stop() };
		},
	};
}

function toConfiguration({ credentials }: StaticServerOptions, directory: string, root: string, port: number) {
	return {
		admin: { disabled: true },
		logging: {
			logs: {
				default: { exclude: ['http.log.access'], level: 'ERROR' },
				access: { include: ['http.log.access'], writer: { output: 'file', filename: join(directory, 'access.log') } },
			},
		},
		apps: {
			tls: {
				certificates: { load_files: [{ certificate: credentials.serverCertificateFile, key: credentials.serverKeyFile }] },
				session_tickets: { disabled: true },
			},
			http: {
				servers: {
					bench: {
						listen: [`127.0.0.1:${port}`],
						protocols: ['h1'],
						automatic_https: { disable: true },
						tls_connection_policies: [
							{ client_authentication: { mode: 'require_and_verify', trusted_ca_certs_pem_files: [credentials.anchorsFile] } },
						],
						routes: [{ handle: [{ handler: 'file_server', root }] }],
						logs: {},
					},
				},
			},
		},
	};
}
