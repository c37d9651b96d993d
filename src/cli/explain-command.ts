import type { Command } from 'commander';
import type { Decision, DeviceRequest } from '../app/device-request/device-request.ts';
import type { Explanation } from '../app/explain-request.ts';
import { toQualifiedName } from '../domain/device-profile.ts';
import { DmsError } from '../domain/errors.ts';
import { checkChoice } from '../domain/limits.ts';
import { accessReasons } from '../domain/reason.ts';
import { parseRequestTarget } from '../http/request-target.ts';
import { readCertificates } from '../pki/read-certificates.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { collect } from './option-values.ts';
import { readWholeFile } from './read-input.ts';

interface ExplainOptions {
	readonly url: string;
	readonly certificate?: string;
	readonly user?: string;
	readonly method: string;
	readonly header?: readonly string[];
	readonly from: string;
}

const longestCertificateFile = 4 * 1024 * 1024;

export function addExplainCommand(program: Command, run: Runner): void {
	program
		.command('explain')
		.description('how the server would decide a request that nobody has made yet, step by step')
		.requiredOption('--url <url>', 'what the device would ask for')
		.option('--certificate <file>', 'certificate that the device would present')
		.option('--user <name>', 'user name that it would send; its password is taken as right')
		.option('--method <method>', 'method of the request', 'GET')
		.option('--header <name: value>', 'header of the request (repeatable)', collect)
		.option('--from <address>', 'address of the device', '127.0.0.1')
		.action(run(explain))
		.addHelpText(
			'after',
			toExamples(
				'dms explain --url https://dms.example.net/dms/sample-ip-dect-mac/0013d1000001-config.xml --certificate cert.pem',
				'dms explain --url http://dms.example.net/dms/sample-ip-dect/0013d1000002-config.xml --user dect-2 --json',
			),
		);
}

async function explain(session: CommandSession, options: ExplainOptions): Promise<void> {
	const request = await toRequest(options);
	const explanation = await session.ports.explain(await session.store(), request);
	if (session.wantsJson) return session.output.json(toExplanationJson(explanation, request));
	const width = Math.max(...explanation.steps.map(({ step }) => step.length));
	for (const { step, text } of explanation.steps) await session.output.line(`${step.padEnd(width)}  ${text}`);
	await session.output.line('='.repeat(width + 2));
	await session.output.line(`${explanation.status} ${explanation.reason}: ${accessReasons[explanation.reason]}`);
}

async function toRequest(options: ExplainOptions): Promise<DeviceRequest> {
	const url = URL.parse(options.url);
	if (url === null) throw new DmsError('value.invalid', '--url is not a URL', { field: 'url' });
	const transport = checkChoice('scheme of --url', url.protocol.slice(0, -1), ['https', 'http'] as const);
	const target = parseRequestTarget(options.url);
	if (!target.ok)
		throw new DmsError('value.invalid', `the server would answer 400 (path.invalid): ${target.reason.detail}`, { field: 'url' });
	const userName = options.user ?? toUserName(url);
	const headers = toHeaders(options.header ?? []);
	return {
		method: options.method.toUpperCase(),
		transport,
		path: target.value.path,
		remoteAddress: options.from,
		header: (name) => headers.get(name.toLowerCase()),
		...(options.certificate === undefined ? {} : { certificate: { der: await readDer(options.certificate) } }),
		...(userName === undefined ? {} : { credentials: { kind: 'assumed', userName } }),
	};
}

function toUserName({ username }: URL): string | undefined {
	if (username === '') return undefined;
	try {
		return decodeURIComponent(username);
	} catch {
		throw new DmsError('value.invalid', 'the user name in --url is not percent-encoded', { field: 'url' });
	}
}

/** The first certificate that a device would send is its own; a file with a chain is taken for that. */
async function readDer(path: string): Promise<Uint8Array> {
	const [certificate] = readCertificates(await readWholeFile(path, longestCertificateFile));
	if (certificate === undefined) throw new DmsError('certificate.count', `${path} holds no certificate`);
	return certificate.der;
}

function toHeaders(lines: readonly string[]): ReadonlyMap<string, string> {
	return new Map(
		lines.map((line) => {
			const colon = line.indexOf(':');
			if (colon <= 0) throw new DmsError('usage.invalid', '--header needs the form "Name: value"');
			return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
		}),
	);
}

function toExplanationJson({ steps, status, reason, decision }: Explanation, request: DeviceRequest): object {
	return {
		method: request.method,
		transport: request.transport,
		path: request.path,
		status,
		reason,
		title: accessReasons[reason],
		...toFactsJson(decision),
		steps,
	};
}

function toFactsJson(decision: Decision): object {
	return {
		outcome: decision.outcome,
		detail: decision.detail ?? null,
		deviceType: decision.located?.type.type.name ?? null,
		fileFormat: decision.located?.file.file.fileFormat ?? null,
		device: decision.device === undefined ? null : toQualifiedName(decision.device),
		mac: decision.mac ?? null,
		proof: decision.proof ?? null,
		failedProofs: decision.failedProofs.map(({ proof, reason, detail }) => ({ proof, reason, detail: detail ?? null })),
		certificate: decision.certificate ?? null,
		challenge: decision.outcome === 'refuse' ? (decision.challenge?.scheme ?? null) : null,
	};
}
