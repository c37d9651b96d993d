import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Contestant, ciphers, requestsPerConnection, workerCount } from './contestant.ts';
import type { StaticServerOptions } from './nginx.ts';
import { findProgram, waitForPort } from './other-server.ts';
import { familyOf } from './process-family.ts';
import { freePort, startProcess } from './processes.ts';

const moduleFolders = ['/usr/lib/apache2/modules', '/usr/lib64/httpd/modules', '/usr/libexec/apache2', '/usr/local/libexec/apache24'];
const modules = ['mpm_event', 'unixd', 'authz_core', 'log_config', 'mime', 'socache_shmcb', 'ssl'];

/** Apache with mod_ssl, the event module and the same rules. */
export function apache(options: StaticServerOptions): Contestant {
	const program = findProgram(['apache2', 'httpd'], ['/usr/sbin', '/usr/local/sbin']);
	const folder = moduleFolders.find((path) => existsSync(path));
	return {
		name: 'apache',
		// It ends the handshake.
		refusalStatus: 0,
		isOptional: true,
		absence: program === undefined || folder === undefined ? 'Apache is not installed' : undefined,
		prepare: options.prepare,
		async start() {
			const { root } = await options.prepare();
			const directory = join(options.directory, 'apache');
			await mkdir(directory, { recursive: true });
			const port = await freePort();
			const file = join(directory, 'httpd.conf');
			await writeFile(file, toConfiguration(options, { directory, root, port, folder: folder ?? '' }));
			const server = startProcess(program ?? 'httpd', ['-d', directory, '-f', file, '-DFOREGROUND'], {
				logFile: join(directory, 'stderr.log'),
			});
			await waitForPort(server, port);
			return {
				port,
				passwordPort: port,
				roots: [server.pid],
				workers: () => familyOf(server.pid).slice(1),
				stop: () => server.stop(),
			};
		},
	};
}

interface Places {
	readonly directory: string;
	readonly root: string;
	readonly port: number;
	readonly folder: string;
}

function toConfiguration({ credentials }: StaticServerOptions, { directory, root, port, folder }: Places): string {
	// A module that is built in has no file.
	const loaded = modules.filter((name) => existsSync(join(folder, `mod_${name}.so`)));
	return `${loaded.map((name) => `LoadModule ${name}_module ${folder}/mod_${name}.so`).join('\n')}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${directory}/httpd.pid
Mutex pthread
${process.getuid?.() === 0 ? 'User daemon\nGroup daemon' : ''}
ErrorLog ${directory}/error.log
LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined
CustomLog ${directory}/access.log combined
BufferedLogs On
StartServers ${workerCount}
ServerLimit ${workerCount}
ThreadsPerChild 64
MaxRequestWorkers ${workerCount * 64}
KeepAlive On
MaxKeepAliveRequests ${requestsPerConnection}
EnableSendfile On
TypesConfig /dev/null
DocumentRoot ${root}
<Directory ${root}>
	Require all granted
</Directory>
SSLEngine on
SSLCertificateFile ${credentials.serverCertificateFile}
SSLCertificateKeyFile ${credentials.serverKeyFile}
SSLProtocol -all +TLSv1.2 +TLSv1.3
SSLCipherSuite ${ciphers}
SSLHonorCipherOrder on
SSLSessionTickets off
SSLSessionCache none
SSLCACertificateFile ${credentials.anchorsFile}
SSLVerifyClient require
SSLVerifyDepth 3
`;
}
