import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MatrixReportView } from '../../src/cli/qa-ports.ts';
import { defects } from '../../src/qa/defects.ts';
import { createTestCa, listRecipes } from '../../src/qa/test-ca.ts';
import { mintServerCertificate } from '../../src/tls/self-signed.ts';
import { type DmsProcess, runDms, startServer } from '../helpers/server-process.ts';
import { useCommandLine } from './command-line.ts';

describe('dms qa run against a server that dms start has filled', () => {
	const openProgram = useCommandLine();
	let directory: string;
	let server: DmsProcess;
	let url: string;

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-qa-'));
		const started = await startServer(directory, 'start', { DMS_WORKERS: '2' });
		server = started.server;
		url = `https://localhost:${started.port}`;
	});
	afterAll(async () => {
		await server.killGroup();
		await rm(directory, { recursive: true, force: true });
	});

	const runMatrix = async (...options: readonly string[]) => {
		const program = await openProgram();
		return program.run(['qa', 'run', url, '--ca', join(directory, 'test-ca'), '--data', directory, ...options]);
	};

	it('finds no difference, whatever the recipe, the defect and the version of TLS', async () => {
		const outcome = await runMatrix('--set-up', '--json');
		const report = outcome.json() as MatrixReportView;
		expect(report.results.filter(({ differences }) => differences.length > 0)).toEqual([]);
		expect(outcome.exitCode).toBe(0);
		expect(report).toMatchObject({ recordsRead: true, counts: { differences: 0, skipped: 0 } });
		const played = new Set(report.results.map(({ row, tls }) => `${row} ${tls}`));
		for (const recipe of await listRecipes()) {
			for (const tls of ['TLSv1.2', 'TLSv1.3']) expect(played).toContain(`${recipe}/expired ${tls}`);
		}
		const names = new Set(report.results.map(({ row }) => row.split('/')[1]));
		const requests = ['no-certificate', 'other-device', 'unknown-mac', 'password-file', 'http-1.0', 'head', 'conditional', 'range'];
		for (const name of [...defects.map((defect) => defect.name), ...requests]) expect(names).toContain(name);
		const unrecorded = report.results.filter(({ found }) => found.status !== undefined && found.reason === undefined);
		expect(unrecorded).toEqual([]);
	});

	it('has put back what it changed for some rows', async () => {
		const program = await openProgram();
		const anchors = (await program.must('trust', 'list', '--json', '--data', directory)).json() as { policy: { revocation: string } }[];
		expect(anchors.length).toBeGreaterThan(2);
		expect(anchors.filter(({ policy }) => policy.revocation !== 'off')).toEqual([]);
		expect((await program.must('trust', 'denied', '--json', '--data', directory)).json()).toEqual([]);
	});

	it('says what it has not played where it may not change the server', async () => {
		const outcome = await runMatrix('--ca', join(directory, 'test-ca', 'spectralink-ng'));
		expect(outcome.exitCode).toBe(0);
		expect(outcome.stdout).toMatch(/^Recipe +Rows +As Expected +Different\n/);
		expect(outcome.stdout).toMatch(/^\d+ rows in [\d.]+ s: no difference; 4 not played, --set-up plays them against a local server$/m);
	});

	it('does not compare what is recorded where it is not told of the data directory', async () => {
		const program = await openProgram();
		const outcome = await program.run(['qa', 'run', url, '--ca', join(directory, 'test-ca', 'spectralink-ng'), '--json']);
		expect(outcome.json()).toMatchObject({ recordsRead: false, counts: { differences: 0 } });
		const refused = await program.run(['qa', 'run', url, '--ca', join(directory, 'test-ca'), '--set-up']);
		expect(refused).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('(usage.invalid)') as string });
	});

	it('verifies the server where it is given a CA', async () => {
		const ca = join(directory, 'test-ca', 'spectralink-ng');
		const known = await runMatrix('--ca', ca, '--server-ca', join(directory, 'tls', 'server.pem'));
		expect(known.exitCode).toBe(0);
		const strange = await runMatrix('--ca', ca, '--server-ca', join(ca, 'root.pem'));
		expect(strange).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('(qa.server-unreachable)') as string });
	});

	it('ends with 1 and names the rows when an anchor is missing', async () => {
		const [junit, report] = [join(directory, 'matrix.xml'), join(directory, 'matrix.json')];
		await runDms(['trust', 'remove', 'test-spectralink-ng-issuing', '--data', directory]);
		const ca = join(directory, 'test-ca', 'spectralink-ng');
		const outcome = await runMatrix('--ca', ca, '--junit', junit, '--report', report, '--rows');
		expect(outcome.exitCode).toBe(1);
		expect(outcome.stdout).toMatch(/^spectralink-ng\/none +TLSv1\.3 .*DIFFERENT$/m);
		const xml = await readFile(junit, 'utf8');
		for (const tls of ['TLSv1.2', 'TLSv1.3']) {
			expect(xml).toMatch(
				new RegExp(
					`<testcase classname="spectralink-ng" name="spectralink-ng/none ${tls}" time="[\\d.]+">\\s*<failure [^>]*expected 200, came 403`,
				),
			);
		}
		expect(xml).not.toMatch(/name="spectralink-ng\/self-signed TLSv1.3" time="[\d.]+">\s*<failure/);
		const { results } = JSON.parse(await readFile(report, 'utf8')) as MatrixReportView;
		expect(results.find(({ row }) => row === 'spectralink-ng/none')).toMatchObject({
			found: { outcome: '403', reason: 'certificate.unknown-issuer' },
			differences: ['expected 200, came 403', 'expected reason granted, recorded certificate.unknown-issuer'],
		});
	});
});

describe('dms qa run against another server', () => {
	const openProgram = useCommandLine();

	it('compares with the statuses of a file, and asks for the path that it is told', async () => {
		const program = await openProgram();
		const ca = program.path('ca');
		await createTestCa(ca, { recipe: 'spectralink-ng', now: new Date() });
		const anchors = await Promise.all(['root', 'issuing'].map((name) => readFile(join(ca, `${name}.pem`), 'utf8')));
		const { ecdsa } = await mintServerCertificate({ hosts: ['localhost'], ips: [], now: new Date() });
		const paths: string[] = [];
		const server = createServer({ ...ecdsa, ca: anchors, requestCert: true, rejectUnauthorized: true }, (request, response) => {
			paths.push(request.url ?? '');
			response.writeHead(request.url === '/files/0013d1000042.xml' ? 200 : 404).end();
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const run = async (expectations: object) => {
			const file = await program.write('expect.json', JSON.stringify(expectations));
			const options = ['--ca', ca, '--mac', '00:13:d1:00:00:42', '--path', '/files/{mac}.xml', '--expect', file, '--json'];
			const { exitCode, stdout, stderr } = await program.run(['qa', 'run', url, ...options]);
			return { exitCode, stderr, results: stdout === '' ? [] : (JSON.parse(stdout) as MatrixReportView).results };
		};
		try {
			const first = await run({ 'spectralink-ng/expired': 'handshake-refused' });
			expect(first.exitCode).toBe(1);
			expect(first.results.filter(({ row }) => row === 'spectralink-ng/expired').map(({ differences }) => differences)).toEqual([[], []]);
			const found = first.results.map(({ row, tls, found: { status } }) => [`${row}/${tls}`, status ?? 'handshake-refused']);
			// What was found is what is expected from now on.
			const second = await run(Object.fromEntries(found) as Record<string, number | string>);
			const different = second.results.filter(({ differences }) => differences.length > 0);
			expect(different.map(({ differences }) => differences)).toEqual([]);
			expect(second.exitCode).toBe(0);
			const slip = await run({ 'spectralink-ng/expird': 403 });
			expect(slip).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('no row is called "spectralink-ng/expird"') as string });
			expect(paths.filter((path) => !path.startsWith('/files/0013d1'))).toEqual([]);
		} finally {
			server.closeAllConnections();
			server.close();
		}
	});

	it.each([
		['http://localhost:8080', '(value.invalid)'],
		['https://user:password@localhost', '(value.invalid)'],
		['https://localhost/dms', '(value.invalid)'],
		['nonsense', '(value.invalid)'],
		['https://127.0.0.1:1', '(qa.server-unreachable)'],
	])('refuses %s', async (url, code) => {
		const program = await openProgram();
		await createTestCa(program.path('ca'), { recipe: 'spectralink-ng', now: new Date() });
		const outcome = await program.run(['qa', 'run', url, '--ca', program.path('ca')]);
		expect(outcome.exitCode).toBe(1);
		expect(outcome.stderr).toContain(code);
		expect(outcome.stderr).not.toContain('password@');
	});

	it('says how to make a test CA where there is none', async () => {
		const program = await openProgram();
		const outcome = await program.run(['qa', 'run', 'https://localhost', '--ca', program.path('nowhere')]);
		expect(outcome.stderr).toMatch(/\(qa\.ca-missing\)\nhint: dms ca create .* --recipe all/);
	});
});
