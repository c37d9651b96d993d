import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Contestant, ciphers, requestsPerConnection, workerCount } from './contestant.ts';
import type { Credentials } from './credentials.ts';
import { findProgram, waitForPort } from './other-server.ts';
import { familyOf } from './process-family.ts';
import { freePort, startProcess } from './processes.ts';

export interface StaticServerOptions {
	/** For configuration, logs and temporary files. */
	readonly directory: string;
	readonly credentials: Credentials;
	/** Writes the files, once. @returns the folder to serve, and the file of user names and passwords. */
	readonly prepare: () => Promise<{ readonly root: string; readonly passwordFile: string }>;
}

/** nginx as an operator would set it up who gives each device its files by hand. */
export function nginx(options: StaticServerOptions): Contestant {
	const program = findProgram(['nginx'], ['/usr/sbin', '/usr/local/sbin', '/usr/local/nginx/sbin']);
	return {
		name: 'nginx',
		refusalStatus: 400,
		isOptional: false,
		absence: program === undefined ? 'nginx is not installed (Debian and Ubuntu: apt-get install nginx)' : undefined,
		prepare: options.prepare,
		async start() {
			const { root, passwordFile } = await options.prepare();
			const directory = join(options.directory, 'nginx');
			await mkdir(directory, { recursive: true });
			const [port, passwordPort] = [await freePort(), await freePort()];
			const file = join(directory, 'nginx.conf');
			await writeFile(file, toConfiguration({ ...options, directory, root, passwordFile, port, passwordPort }));
			const server = startProcess(program ?? 'nginx', ['-p', directory, '-c', file], { logFile: join(directory, 'stderr.log') });
			await waitForPort(server, port);
			return {
				port,
				passwordPort,
				roots: [server.pid],
				workers: () => familyOf(server.pid).slice(1),
				stop: () => server.stop(),
			};
		},
	};
}

interface Configuration {
	readonly directory: string;
	readonly credentials: Credentials;
	readonly root: string;
	readonly passwordFile: string;
	readonly port: number;
	readonly passwordPort: number;
}

/** Accesses are written down as ours are; tickets and sessions are off as ours are. */
function toConfiguration({ directory, credentials, root, passwordFile, port, passwordPort }: Configuration): string {
	const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `	${name}_temp_path ${directory}/${name};`);
	return `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes ${workerCount};
pid ${directory}/nginx.pid;
error_log ${directory}/error.log warn;
events { worker_connections 4096; }
http {
${temporary.join('\n')}
	access_log ${directory}/access.log combined buffer=64k flush=1s;
	sendfile on;
	keepalive_timeout 75s;
	keepalive_requests ${requestsPerConnection};
	types { text/xml xml; text/plain txt; }
	default_type application/octet-stream;
	root ${root};
	ssl_certificate ${credentials.serverCertificateFile};
	ssl_certificate_key ${credentials.serverKeyFile};
	ssl_protocols TLSv1.2 TLSv1.3;
	ssl_ciphers ${ciphers};
	ssl_prefer_server_ciphers on;
	ssl_session_tickets off;
	ssl_session_cache off;
	server {
		listen 127.0.0.1:${port} ssl;
		ssl_client_certificate ${credentials.anchorsFile};
		ssl_verify_client on;
		ssl_verify_depth 3;
	}
	server {
		listen 127.0.0.1:${passwordPort} ssl;
		auth_basic "OpenDMS";
		auth_basic_user_file ${passwordFile};
	}
}
`;
}
