import type { Command } from 'commander';
import { createProgram } from './program.ts';

const helpWidth = 120;

/** The help of every command as a Markdown document, from the same definitions that parse a command line. */
export function describeCommandLine(): string {
	const program = createProgram('', () => async () => undefined);
	const globalOptions = program.options
		.filter(({ long }) => long !== '--version')
		.map(({ flags, description }) => `- \`${flags}\`: ${description}`);
	const sections = leavesOf(program).map(({ path, command }) => `## ${path}\n\n\`\`\`text\n${toHelp(command)}\n\`\`\``);
	return [
		'`dms <noun> <verb>`. Exit codes: 0 done, 1 refused or failed, 2 wrong usage. Errors go to standard error as `dms: <what> (<code>)`, with a hint on the next line and one line for each finding; the codes are in [errors.md](errors.md).',
		`Options of every command:\n\n${globalOptions.join('\n')}`,
		...sections,
	].join('\n\n');
}

function leavesOf(command: Command, path = 'dms'): { readonly path: string; readonly command: Command }[] {
	if (command.commands.length === 0) return [{ path, command }];
	return command.commands.filter((child) => child.name() !== 'help').flatMap((child) => leavesOf(child, `${path} ${child.name()}`));
}

function toHelp(command: Command): string {
	let text = '';
	command.configureHelp({ showGlobalOptions: false });
	command.configureOutput({
		writeOut: (chunk) => {
			text += chunk;
		},
		getOutHelpWidth: () => helpWidth,
	});
	command.outputHelp();
	return text.trim();
}
