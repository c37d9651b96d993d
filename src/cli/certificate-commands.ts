import { type Command, Option } from 'commander';
import { defaultPurpose, type InstalledTrust, judgeQuestion, loadInstalledTrust } from '../app/administration/check-certificate.ts';
import { presentFields } from '../app/administration/present-fields.ts';
import { DmsError } from '../domain/errors.ts';
import { type CheckPurpose, type CheckReport, checkPurposes } from '../pki/check-certificate.ts';
import { checkBatch } from './certificate-batch.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { collect, parseTime } from './option-values.ts';
import { openInput, readWholeFile } from './read-input.ts';

interface CheckOptions {
	readonly untrusted?: readonly string[];
	readonly anchor?: readonly string[];
	readonly crl?: readonly string[];
	readonly at?: Date;
	readonly purpose?: CheckPurpose;
	readonly batch?: string;
}

const longestFile = 32 * 1024 * 1024;

export function addCertificateCommands(program: Command, run: Runner): void {
	const certificate = program.command('certificate').description('certificates of devices');
	certificate
		.command('check')
		.description('whether the server would accept a certificate, and for which MAC address; exits 1 if not')
		.argument('[file]', 'certificate, PEM or DER; further ones in the file count as --untrusted')
		.option('--untrusted <file>', 'certificates that come along with it (repeatable)', collect)
		.option('--anchor <file>', 'trust anchor (repeatable); default: the installed ones and the deny list', collect)
		.option('--crl <file>', 'revocation list (repeatable); every certificate of the path then needs one', collect)
		.option('--at <time>', 'as of this time', parseTime)
		.addOption(
			new Option(
				'--purpose <purpose>',
				'client: a valid path, and a MAC address is judged where there is one; device: there must be one; path: none is looked for (default: device against installed anchors, client against others)',
			).choices(checkPurposes),
		)
		.option('--batch <file>', 'judge every line of a JSON lines file instead; - is standard input')
		.action(run(check))
		.addHelpText(
			'after',
			`${toExamples('dms certificate check cert.pem', 'dms certificate check cert.pem --untrusted issuing.pem --anchor root.pem --json', 'dms certificate check --batch many.jsonl')}
A line of a batch is {"id", "leaf": PEM, "untrusted": [PEM], "anchors": [PEM], "crls": [PEM], "at": ISO time}; all but
"leaf" may be left out, and "purpose" may be added. The answers are JSON lines in the same order, each with its "id".
`,
		);
}

async function check(session: CommandSession, file: string | undefined, options: CheckOptions): Promise<number> {
	if ((file === undefined) === (options.batch === undefined))
		throw new DmsError('usage.invalid', 'either a certificate or --batch is needed');
	const installed = once(async () => loadInstalledTrust(await session.store(), 'Http'));
	if (options.batch !== undefined) return checkManyOf(session, options.batch, options, installed);
	const { at = session.ports.clock.now() } = options;
	const question = {
		leaf: await readWholeFile(file ?? '', longestFile),
		untrusted: await readAll(options.untrusted),
		crls: await readAll(options.crl),
		at,
		purpose: options.purpose ?? defaultPurpose(options.anchor),
		...(options.anchor === undefined ? {} : { anchors: await readAnchors(options.anchor) }),
	};
	const report = await judgeQuestion(question, installed);
	await print(session, report);
	return report.accepted ? 0 : 1;
}

async function checkManyOf(
	session: CommandSession,
	path: string,
	options: CheckOptions,
	installed: () => Promise<InstalledTrust>,
): Promise<number> {
	if (options.untrusted !== undefined || options.anchor !== undefined || options.crl !== undefined) {
		throw new DmsError('usage.invalid', '--batch takes --untrusted, --anchor and --crl from its lines');
	}
	const { chunks } = await openInput(session, path);
	const at = options.at ?? session.ports.clock.now();
	await checkBatch(chunks, { at, installed, output: session.output, ...presentFields({ purpose: options.purpose }) });
	return 0;
}

function readAll(paths: readonly string[] = []): Promise<readonly Buffer[]> {
	return Promise.all(paths.map((path) => readWholeFile(path, longestFile)));
}

function readAnchors(paths: readonly string[]) {
	return Promise.all(paths.map(async (path) => ({ alias: path, certificate: await readWholeFile(path, longestFile) })));
}

async function print(session: CommandSession, report: CheckReport): Promise<void> {
	if (session.wantsJson) return session.output.json(report);
	await session.output.properties([
		['accepted', report.accepted],
		['reason', report.reason],
		['detail', report.detail],
		['anchor', report.anchor],
		['mac', report.mac ?? (report.accepted ? 'none: the certificate identifies no device' : null)],
		...report.path.map((subject, index) => [`path ${index + 1}`, subject] as const),
	]);
}

function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
	let loaded: Promise<Value> | undefined;
	return () => {
		loaded ??= load();
		return loaded;
	};
}
