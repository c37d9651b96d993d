import type { Command } from 'commander';
import { presentFields } from '../app/administration/present-fields.ts';
import { requireMacAddress } from '../domain/mac-address.ts';
import type { TestCaOutcome } from './command-ports.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';

interface IssueCommandOptions {
	readonly mac: string;
	readonly output: string;
	readonly defect?: string;
	readonly pkcs12?: string;
}

export function addCaCommands(program: Command, run: Runner): void {
	const ca = program.command('ca').description('test CA: device certificates for trying things out, good and broken');
	ca.command('create')
		.description('make a test CA: root.pem, issuing.pem and their keys')
		.argument('<dir>', 'folder of the CA')
		.option('--recipe <name>', 'shape of the hierarchy, see dms ca recipes; "all": each in a folder of its own')
		.action(
			run(async (session, directory: string, { recipe }: { readonly recipe?: string }) => {
				const outcome = await session.ports.testCa.create({ directory, ...presentFields({ recipe }) });
				await session.done(outcome, ...toLines(outcome));
			}),
		)
		.addHelpText(
			'after',
			toExamples('dms ca create ca/mine', 'dms ca create ca/all --recipe all', 'dms trust add mine-root ca/mine/root.pem'),
		);
	ca.command('issue')
		.description('issue a device certificate: cert.pem, chain.pem (with the issuing CA) and key.pem')
		.argument('<dir>', 'folder of the CA')
		.requiredOption('--mac <mac>', 'MAC address of the device')
		.requiredOption('--output <dir>', 'folder for the files')
		.option('--defect <name>', 'what is to be wrong with it; see dms ca defects')
		.option('--pkcs12 <password-file>', 'also write a PKCS#12 file with the password in this file')
		.action(
			run(async (session, directory: string, { mac, output, defect, pkcs12 }: IssueCommandOptions) => {
				const outcome = await session.ports.testCa.issue({
					directory,
					output,
					mac: requireMacAddress(mac),
					...presentFields({ defect, pkcs12PasswordFile: pkcs12 }),
				});
				await session.done(outcome, ...toLines(outcome));
			}),
		)
		.addHelpText(
			'after',
			toExamples(
				'dms ca issue ca/mine --mac 00:13:d1:00:00:01 --output /tmp/device1',
				'dms ca issue ca/mine --mac 0013d1000001 --output /tmp/bad --defect expired',
			),
		);
	ca.command('revoke')
		.description('put a certificate on the revocation list of the authority that issued it')
		.argument('<dir>', 'folder of the CA')
		.option('--serial <hex>', 'serial number of a device certificate')
		.option('--certificate <file>', 'a certificate that this CA has issued, PEM')
		.action(
			run(async (session, directory: string, { serial, certificate }: { readonly serial?: string; readonly certificate?: string }) => {
				const outcome = await session.ports.testCa.revoke({ directory, ...presentFields({ serial, certificateFile: certificate }) });
				await session.done({ files: outcome.files, serial: outcome.serial }, ...outcome.files, `serial ${outcome.serial} is revoked`);
			}),
		)
		.addHelpText(
			'after',
			toExamples('dms ca revoke ca/mine --certificate /tmp/device1/cert.pem', 'dms trust crl mine-issuing ca/mine/issuing.crl.pem'),
		);
	ca.command('recipes')
		.description('shapes of test CAs, and what a trust anchor for each needs')
		.action(run(listRecipes))
		.addHelpText('after', toExamples('dms ca recipes'));
	ca.command('defects')
		.description('what can be wrong with a certificate, and how the server calls it')
		.action(run(listDefects))
		.addHelpText('after', toExamples('dms ca defects'));
}

/** The command lines stand apart, ready to be pasted. */
function toLines({ files, next }: TestCaOutcome): string[] {
	return next.length === 0 ? [...files] : [...files, '', ...next];
}

async function listRecipes(session: CommandSession): Promise<void> {
	const recipes = await session.ports.testCa.recipes();
	if (session.wantsJson) return session.output.json(recipes);
	const rows = recipes.map(({ name, title, ouis, macRules, digestFloor }) => [
		name,
		ouis.join(' ') || 'any',
		macRules.join(' ') || 'default',
		digestFloor ?? '',
		title,
	]);
	return session.output.table(['Recipe', 'OUIs', 'MAC From', 'Min Digest', 'Shape'], rows);
}

async function listDefects(session: CommandSession): Promise<void> {
	const defects = session.ports.testCa.defects();
	if (session.wantsJson) return session.output.json(defects);
	const rows = defects.map(({ name, breaks, rule, reason, reasonOnConnection, status, needs, appliesTo }) => [
		name,
		reason,
		reasonOnConnection === reason ? '' : (reasonOnConnection ?? 'handshake refused'),
		status === null ? '' : String(status),
		breaks,
		rule,
		appliesTo ?? '',
		needs ?? '',
	]);
	return session.output.table(['Defect', 'Reason', 'On a Connection', 'Status', 'What is wrong', 'Rule', 'Only With', 'Needs'], rows);
}
