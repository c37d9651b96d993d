import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addPerson } from '../src/app/administration/add-person.ts';
import { everything } from '../src/domain/role.ts';
import { withAdminServer } from './admin-client.ts';
import { withStore } from './device-data.ts';
import { runLoad } from './load.ts';
import type { LoadPlan } from './load-plan.ts';
import type { FloodReport } from './login-flood.ts';
import { type OwnRow, toOwnResult } from './own-rows.ts';
import type { RowResult, Sample } from './row.ts';
import { fewDevices, type Stage } from './stage.ts';
import { toPaths } from './static-tree.ts';

const floodModule = join(import.meta.dirname, 'login-flood.ts');
const fetchesPerSecond = 500;
/** Several times what the server will check. */
const loginsPerSecond = 300;

/** The slowest percent of fetches, alone and with people who log in as fast as they can; the two take turns. */
export async function measureFlood(stage: Stage, row: OwnRow): Promise<RowResult> {
	const dataDirectory = await stage.dataDirectory();
	const credentials = { login: 'flood', password: 'a password that nobody guesses' };
	await withStore({ dataDirectory }, (administration) =>
		addPerson(
			{ ...administration, acls: everything },
			{ ...credentials, role: 'VIEWER', profile: 'Flood', enabled: true, loginEnabled: true },
		),
	);
	const credentialsFile = join(stage.directory, 'flood.json');
	await writeFile(credentialsFile, JSON.stringify(credentials), { mode: 0o600 });
	const samples = await withAdminServer(stage, { dataDirectory }, async ({ adminPort, devicePort }) => {
		const plan = await toFetchPlan(stage, devicePort, join(dataDirectory, 'tls', 'server.pem'));
		const fetches = async () => (await runLoad(stage.directory, plan, () => undefined)).result;
		await fetches();
		const runs: Sample[] = [];
		for (let run = 0; run < stage.options.runs; run++) {
			const without = await fetches();
			const startedMs = performance.now();
			const { value: during, report } = await whileFlooding(adminPort, credentialsFile, fetches);
			const { loggedIn, refused, failed } = report;
			const seconds = (performance.now() - startedMs) / 1_000;
			if (loggedIn === 0 || failed > 0) throw new Error(`${loggedIn} logins succeeded and ${failed} failed`);
			const details = { withoutMs: without.slowestPercentMs, duringMs: during.slowestPercentMs };
			const value = during.slowestPercentMs / without.slowestPercentMs;
			runs.push({ value, details: { ...details, loginsPerSecond: loggedIn / seconds, refusedPerSecond: refused / seconds } });
		}
		return runs;
	});
	const title = `${row.title}: ${fetchesPerSecond} fetches a second on connections that are kept alive, ${loginsPerSecond} logins`;
	return toOwnResult({ ...row, title }, 'of that without', [{ contestant: 'opendms', samples, atMost: 2 }]);
}

async function toFetchPlan({ options, identities }: Stage, port: number, trustFile: string): Promise<LoadPlan> {
	return {
		...{ port, trustFile, tlsVersion: 'TLSv1.3', connections: 'kept-alive', isConditional: false, expectedStatus: 200 },
		identitiesFile: await identities(fewDevices),
		clients: Array.from({ length: fewDevices }, (_, index) => ({ identity: index, paths: toPaths('certificate', index).slice(0, 1) })),
		concurrency: 16,
		perSecond: fetchesPerSecond,
		seconds: options.seconds,
		mostOperations: Number.MAX_SAFE_INTEGER,
	};
}

async function whileFlooding<Value>(port: number, credentialsFile: string, work: () => Promise<Value>) {
	const child = fork(floodModule, [String(port), credentialsFile, String(loginsPerSecond)], { execArgv: [] });
	try {
		const value = await work();
		const report = once(child, 'message') as Promise<[FloodReport]>;
		child.send('end');
		return { value, report: (await report)[0] };
	} finally {
		child.kill('SIGKILL');
	}
}
