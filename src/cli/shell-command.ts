import { type Command, Option } from 'commander';
import { presentFields } from '../app/administration/present-fields.ts';
import { type Role, roles } from '../domain/role.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';

interface ShellCommandOptions {
	readonly command?: string;
	readonly keepGoing?: boolean;
	readonly role: Role;
}

export function addShellCommand(program: Command, run: Runner): void {
	program
		.command('shell')
		.description('the command contexts of BroadWorks: interactive, or commands from the option or from standard input')
		.option('-c, --command <commands>', 'commands, separated by ; or by line breaks')
		.option('--keep-going', 'go on after a line that was refused; the exit code is 1 all the same')
		.addOption(new Option('--role <role>', 'what the session may do: read, configure, also restart').choices(roles).default(roles.at(-1)))
		.action(run(start))
		.addHelpText(
			'after',
			toExamples(
				'dms shell',
				'dms shell -c "Interface; CTI; CTIServer; get"',
				`dms shell -c 'XSP|ADP_CLI/System/ClientIdentity> add bwcticlient.webex.com'`,
				'dms shell --keep-going < transcript.txt',
			),
		);
}

async function start(session: CommandSession, { command, keepGoing, role }: ShellCommandOptions): Promise<number> {
	const { dataDirectory, output, ports, wantsJson } = session;
	return ports.shell.run({
		administration: await session.administration(),
		dataDirectory,
		role,
		keepGoing: keepGoing === true,
		wantsJson,
		version: ports.version,
		stdin: ports.stdin,
		stdout: ports.stdout,
		print: (text) => output.write(text),
		complain: (text) => output.noteBlock(text),
		...presentFields({ commands: command }),
	});
}
