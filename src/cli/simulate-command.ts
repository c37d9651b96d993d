import { type Command, InvalidArgumentError } from 'commander';
import { presentFields } from '../app/administration/present-fields.ts';
import { DmsError } from '../domain/errors.ts';
import { type MacAddress, requireMacAddress } from '../domain/mac-address.ts';
import type { CommandSession, Runner } from './command-session.ts';
import type { FleetLatency, FleetReport, FleetShape } from './fleet-ports.ts';
import { toExamples } from './help-examples.ts';
import { collect, parsePositive, parseWholeNumber } from './option-values.ts';
import { type Progress, startProgress } from './progress.ts';
import { writeOutputFile } from './write-output-file.ts';

interface SimulateOptions {
	readonly url?: string;
	readonly ca?: string;
	readonly devices: number;
	readonly concurrency: number;
	readonly defect?: readonly string[];
	readonly misbehave: number;
	readonly rate?: number;
	readonly duration?: number;
	readonly polls: number;
	readonly firstMac: MacAddress;
	readonly path?: string;
	readonly keyPairs: number;
	readonly serverCa?: string;
	readonly svg?: string;
	readonly csv?: string;
	readonly type: string;
	readonly serviceProvider: string;
}

const firstMac = '00:13:d1:80:00:00';
const serverLimit = 256;

export function addSimulateCommand(program: Command, run: Runner): void {
	program
		.command('simulate')
		.description('boot a fleet of devices against a server: latencies, and a table of what each got; exits 1 on anything unexpected')
		.option('--url <url>', 'server, or the directory that a device is configured with')
		.option('--ca <dir>', 'folder of the test CA that mints the certificates')
		.option('--devices <number>', 'size of the fleet', parsePositive, 100)
		.option('--concurrency <number>', 'connections at the same time', parsePositive, 200)
		.option('--defect <name>', 'certificates are wrong; with several the devices take turns, and "none" is good', collect)
		.option('--misbehave <percent>', 'share of clients that are slow, abort, or send nonsense', parsePercent, 0)
		.option('--rate <number>', 'devices that boot in a second, whatever the server does (open loop)', parseRate)
		.option('--duration <seconds>', 'boot the fleet again and again for this long', parsePositive)
		.option('--polls <number>', 'conditional requests after each boot', parseWholeNumber, 1)
		.option('--first-mac <mac>', 'MAC address of the first device', parseMac, requireMacAddress(firstMac))
		.option('--path <template>', 'files of a device; {mac}, {MAC} and {file} (config, users) are filled in')
		.option('--key-pairs <number>', 'key pairs that the certificates share; making one takes a tenth of a second', parsePositive, 16)
		.option('--server-ca <file>', 'know the server by these certificates (PEM); without it any server will do')
		.option('--svg <file>', 'write a plot of the latencies')
		.option('--csv <file>', 'boot nothing: write the fleet as a file for dms device import')
		.option('--write-devices <file>', 'the same as --csv')
		.option('--type <name>', 'device type in that file', 'Sample IP-DECT 2000 MAC')
		.option('--service-provider <id>', 'service provider in that file', 'Fleet')
		.action(
			run((session, { writeDevices, ...options }: SimulateOptions & { readonly writeDevices?: string }) => {
				const csv = options.csv ?? writeDevices;
				return csv === undefined ? simulate(session, options) : writeDevicesFile(session, csv, options);
			}),
		)
		.addHelpText('after', `${toExamples(...examples)}${notes}`);
}

const examples = [
	'dms simulate --devices 1000 --csv fleet.csv && dms device import fleet.csv',
	'dms simulate --url https://localhost:8443 --ca var/test-ca --devices 1000',
	'dms simulate --url https://localhost:8443 --ca var/test-ca --devices 1000 --rate 50 --duration 60 --svg latency.svg',
	'dms simulate --url https://localhost:8443 --ca var/test-ca --devices 100 --defect none --defect expired --misbehave 20',
];
const notes = `
A server takes ${serverLimit} connections from one address in each worker unless it is configured otherwise (limits.maxConnectionsPerAddress).
With --rate a latency counts from the moment when the device was to boot, so that a server that stalls shows in all who wait.
`;

async function simulate(session: CommandSession, options: SimulateOptions): Promise<number> {
	const { url, ca } = options;
	if (url === undefined || ca === undefined) throw new DmsError('usage.invalid', '--url and --ca are needed, or --csv');
	const progress = new FleetProgress(session, options.devices);
	const report = await session.ports.fleet
		.simulate({
			...toShape(options),
			url,
			caDirectory: ca,
			concurrency: options.concurrency,
			polls: options.polls,
			keyPairs: options.keyPairs,
			signal: session.ports.interrupted,
			onMinted: (count) => progress.minted(count),
			onBooted: (count, total) => progress.booted(count, total),
			...presentFields({
				path: options.path,
				serverCaFile: options.serverCa,
				ratePerSecond: options.rate,
				durationMs: options.duration === undefined ? undefined : options.duration * 1000,
			}),
		})
		.finally(() => progress.stop());
	if (options.svg !== undefined) await writeSvg(session, options.svg, report);
	if (session.wantsJson) await session.output.json(report);
	else await printReport(session, report);
	return report.unexpected === 0 && !report.interrupted ? 0 : 1;
}

/** A bar for the certificates, then one for the boots. */
class FleetProgress {
	readonly #session: CommandSession;
	#bar: Progress;
	#isMinting = true;

	constructor(session: CommandSession, devices: number) {
		this.#session = session;
		this.#bar = startProgress(session.output, 'certificates', devices);
	}

	minted(count: number): void {
		this.#bar.advance(count);
	}

	booted(count: number, total: number | undefined): void {
		if (this.#isMinting) {
			this.#bar.stop();
			this.#bar = startProgress(this.#session.output, 'boots', total);
			this.#isMinting = false;
		}
		this.#bar.advance(count);
	}

	stop(): void {
		this.#bar.stop();
	}
}

async function writeDevicesFile(session: CommandSession, file: string, options: SimulateOptions): Promise<void> {
	const { type: deviceType, serviceProvider, devices } = options;
	const chunks = session.ports.fleet.toCsv(toShape(options), { deviceType, serviceProvider });
	if (file === '-') {
		for await (const chunk of chunks) await session.output.write(chunk);
		return;
	}
	await writeOutputFile(file, chunks, { force: true });
	await session.done({ file, devices }, `${file}: ${devices} devices`);
}

async function writeSvg(session: CommandSession, file: string, report: FleetReport): Promise<void> {
	const svg = session.ports.fleet.toSvgPlot(report.latencies, `${report.boots} boots, ${toLoad(report)}`);
	await writeOutputFile(file, oneChunk(Buffer.from(svg)), { force: true });
}

async function* oneChunk(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
	yield await Promise.resolve(chunk);
}

async function printReport(session: CommandSession, report: FleetReport): Promise<void> {
	const { output } = session;
	await output.properties([
		['server', `${report.url}, ${report.serverVerified ? 'verified' : 'not verified'}`],
		['fleet', `${report.devices} devices, ${report.keyPairs} key pairs, minted in ${toSeconds(report.mintingMs)}`],
		['load', toLoad(report)],
		['played', `${report.boots} boots in ${toSeconds(report.durationMs)}${report.interrupted ? ', interrupted' : ''}`],
		['late boots', report.ratePerSecond === null ? undefined : `${report.lateBoots} for want of a free connection`],
		['requests', `${report.requests}, ${report.requestsPerSecond} in a second, ${report.bytes} bytes`],
		['peak memory', `${report.peakMemoryMiB} MiB`],
		['unexpected', report.unexpected],
	]);
	await output.write('\n');
	await output.table(
		['Client', 'Request', 'Expected', 'Outcome', 'Count', ''],
		report.outcomes.map((row) => [
			row.client,
			row.request,
			row.expected,
			row.outcome,
			String(row.count),
			row.unexpected ? 'UNEXPECTED' : '',
		]),
	);
	await output.write('\n');
	await output.table(['Milliseconds', 'Count', 'Mean', '50 %', '90 %', '99 %', '99.9 %', 'Longest'], report.latencies.map(toLatencyRow));
	const plotted = report.latencies.find(({ name }) => name === 'boot') ?? report.latencies[0];
	if (plotted !== undefined) await output.write(`\n${session.ports.fleet.toTextPlot(plotted)}`);
	if (report.examples.length === 0) return;
	await output.write('\n');
	await output.table(
		['First unexpected', 'Client', 'Path', 'Expected', 'Outcome'],
		report.examples.map(({ mac, client, path, expected, outcome }) => [mac, client, path, expected, outcome]),
	);
}

function toLatencyRow({ name, count, meanMs, p50Ms, p90Ms, p99Ms, p999Ms, maxMs }: FleetLatency): string[] {
	return [name, String(count), ...[meanMs, p50Ms, p90Ms, p99Ms, p999Ms, maxMs].map((ms) => ms.toFixed(1))];
}

function toLoad({ concurrency, ratePerSecond }: FleetReport): string {
	const connections = `${concurrency} connections at most`;
	return ratePerSecond === null ? connections : `${ratePerSecond} boots in a second, ${connections}`;
}

function toSeconds(ms: number): string {
	return `${(ms / 1000).toFixed(1)} s`;
}

function toShape({ firstMac: first, devices, defect, misbehave }: SimulateOptions): FleetShape {
	return { firstMac: first, devices, defects: defect ?? [], misbehavePercent: misbehave };
}

function parsePercent(text: string): number {
	const percent = parseWholeNumber(text);
	if (percent > 100) throw new InvalidArgumentError('It must be a whole number from 0 to 100.');
	return percent;
}

function parseRate(text: string): number {
	const rate = Number(text);
	if (!/^\d{1,6}(\.\d{1,6})?$/.test(text) || rate === 0) throw new InvalidArgumentError('It must be a number above 0.');
	return rate;
}

function parseMac(text: string): MacAddress {
	return requireMacAddress(text, 'first-mac');
}
