import { join } from 'node:path';
import { runDms } from '../helpers/server-process.ts';
import type { WebServer } from './web-server.ts';

/** Devices of the demo's test CA that fetch over TLS, as `dms simulate` plays them. */
export function playFleet({ dataDirectory, devicePort }: WebServer, ...args: readonly string[]): ReturnType<typeof runDms> {
	const url = `https://127.0.0.1:${devicePort}/dms/sample-ip-dect-mac/`;
	return runDms(['simulate', '--url', url, '--ca', join(dataDirectory, 'test-ca'), '--concurrency', '16', ...args]);
}

/** Adds the profiles of such a fleet, named `fleet-` and the MAC address. @throws Error where they cannot be added. */
export async function addFleet(server: WebServer, devices: number): Promise<void> {
	const csv = join(server.dataDirectory, 'fleet.csv');
	await mustRun(playFleet(server, '--devices', String(devices), '--csv', csv));
	await mustRun(runDms(['device', 'import', csv, '--data', server.dataDirectory]));
}

/** @throws Error with what the command printed. */
export async function mustRun(running: ReturnType<typeof runDms>): Promise<void> {
	const { exitCode, stdout, stderr } = await running;
	if (exitCode !== 0) throw new Error(`${stdout}${stderr}`);
}
