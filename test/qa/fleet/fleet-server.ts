import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestCommandLine } from '../../cli/command-line.ts';
import { startServer } from '../../helpers/server-process.ts';

export const fleetDevices = 50;

/** A server process with a test CA that it trusts and a fleet of {@link fleetDevices} devices in its store. */
export async function startFleetServer() {
	const directory = await mkdtemp(join(tmpdir(), 'opendms-fleet-test-'));
	const dms = new TestCommandLine(directory);
	const caDirectory = dms.path('ca');
	await dms.must('ca', 'create', caDirectory);
	for (const name of ['root', 'issuing']) await dms.must('trust', 'add', name, join(caDirectory, `${name}.pem`), '--oui', '00:13:d1');
	await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'));
	await dms.must('simulate', '--devices', String(fleetDevices), '--csv', dms.path('fleet.csv'));
	await dms.must('device', 'import', dms.path('fleet.csv'));
	const { server, port } = await startServer(dms.path('data'));
	return {
		dms,
		caDirectory,
		url: `https://127.0.0.1:${port}`,
		serverCertificate: join(dms.path('data'), 'tls', 'server.pem'),
		async stop() {
			server.signal('SIGTERM');
			const ended = await server.finished;
			await rm(directory, { recursive: true, force: true });
			return ended;
		},
	};
}

export type FleetServerFixture = Awaited<ReturnType<typeof startFleetServer>>;
