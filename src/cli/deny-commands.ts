import type { Command } from 'commander';
import { allowCertificate, type DeniedCertificate, denyCertificate } from '../app/administration/deny-certificate.ts';
import { DmsError } from '../domain/errors.ts';
import type { DenyListEntry } from '../domain/trust-anchor.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { readWholeFile } from './read-input.ts';

interface DenyOptions {
	readonly fingerprint?: string;
	readonly certificate?: string;
	readonly issuer?: string;
	readonly serial?: string;
	readonly note: string;
}

const longestCertificateFile = 4 * 1024 * 1024;

export function addDenyCommands(trust: Command, run: Runner): void {
	trust
		.command('deny')
		.description('refuse one device certificate from now on, whatever its path says')
		.option('--fingerprint <sha256>', 'SHA-256 of the certificate')
		.option('--certificate <file>', 'the certificate, PEM or DER')
		.option('--issuer <file>', 'certificate of the CA that issued it; needs --serial')
		.option('--serial <hex>', 'its serial number')
		.option('--note <text>', 'why', '')
		.action(
			run(async (session, options: DenyOptions) => {
				const entry = await denyCertificate(await session.administration(), await toDenied(options), options.note);
				await session.done(entry, `entry ${entry.id} is on the deny list`);
			}),
		)
		.addHelpText(
			'after',
			toExamples('dms trust deny --certificate stolen.pem --note stolen', 'dms trust deny --issuer issuing.pem --serial 0a1b2c'),
		);
	trust
		.command('allow')
		.description('take an entry off the deny list')
		.argument('<id>', 'id, as dms trust denied shows it')
		.action(
			run(async (session, id: string) => {
				await allowCertificate(await session.administration(), id);
				await session.done({ allowed: id }, `entry ${id} is off the deny list`);
			}),
		)
		.addHelpText('after', toExamples('dms trust allow 3'));
	trust.command('denied').description('the deny list').action(run(list)).addHelpText('after', toExamples('dms trust denied'));
}

async function toDenied({ fingerprint, certificate, issuer, serial }: DenyOptions): Promise<DeniedCertificate> {
	const ways = [fingerprint, certificate, issuer].filter((way) => way !== undefined);
	if (ways.length !== 1 || (issuer === undefined) !== (serial === undefined)) {
		throw new DmsError('usage.invalid', 'one of --fingerprint, --certificate, or --issuer with --serial is needed');
	}
	if (fingerprint !== undefined) return { fingerprint };
	if (certificate !== undefined) return { certificate: await readWholeFile(certificate, longestCertificateFile) };
	return { issuer: await readWholeFile(issuer ?? '', longestCertificateFile), serial: serial ?? '' };
}

async function list(session: CommandSession): Promise<void> {
	const entries = await (await session.store()).trust.listDenied();
	if (session.wantsJson) return session.output.json(entries);
	const rows = entries.map((entry) => [entry.id, entry.kind, toWhich(entry), entry.note, entry.createdAt.toISOString()]);
	return session.output.table(['Id', 'Kind', 'Certificate', 'Note', 'Since'], rows);
}

function toWhich(entry: DenyListEntry): string {
	return entry.kind === 'fingerprint' ? entry.fingerprint : `serial ${entry.serial}`;
}
