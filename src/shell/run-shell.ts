import type { Readable } from 'node:stream';
import type { Role } from '../domain/role.ts';
import { completeLine } from './complete-line.ts';
import { toScriptLines } from './script-lines.ts';
import { toErrorText } from './shell-error.ts';
import { type ShellOutput, toOutputJson, toOutputText } from './shell-output.ts';
import type { ShellPorts } from './shell-ports.ts';
import { type ShellConsole, ShellSession } from './shell-session.ts';
import { ShellTerminal, type TerminalStream } from './shell-terminal.ts';
import { createShellTree } from './shell-tree.ts';

export interface ShellRunOptions extends ShellPorts {
	readonly role: Role;
	readonly version: string;
	/** Prints one JSON value a line in place of text for people. */
	readonly wantsJson: boolean;
	/** Goes on after a line that was refused. */
	readonly keepGoing: boolean;
	/** Commands instead of those from standard input. */
	readonly commands?: string;
	readonly stdin: Readable & { readonly isTTY?: boolean };
	readonly stdout: TerminalStream & { readonly isTTY?: boolean };
	/** Answers. */
	readonly print: (text: string) => Promise<void>;
	/** Errors, each one line. */
	readonly complain: (text: string) => Promise<void>;
}

/** Runs commands from the option, from a terminal or from a script. @returns the exit code: 1 where a line of a script was refused. */
export async function runShell(options: ShellRunOptions): Promise<number> {
	const { useCases, files, role, commands, stdin, stdout } = options;
	const tree = createShellTree();
	const session = new ShellSession({ tree, useCases, files, role });
	if (commands !== undefined) return runScript(session, commands.split('\n'), options);
	if (stdin.isTTY !== true || stdout.isTTY !== true) return runScript(session, toScriptLines(stdin), options);
	const history = await options.history.load();
	const complete = (line: string) => completeLine(tree, session.place, line);
	const terminal = new ShellTerminal({ input: stdin, output: stdout, history, complete });
	try {
		await runTerminal(session, terminal, options);
	} finally {
		terminal.close();
	}
	return 0;
}

/** Nobody is there to be asked: questions are answered with yes, secrets come from files. */
async function runScript(
	session: ShellSession,
	lines: AsyncIterable<string> | Iterable<string>,
	options: ShellRunOptions,
): Promise<number> {
	const console: ShellConsole = {
		print: (output) => print(output, options),
		confirm: () => Promise.resolve(true),
		askSecret: () => Promise.resolve(undefined),
	};
	let exitCode = 0;
	try {
		for await (const line of lines) {
			if (isNothing(line)) continue;
			try {
				await session.run(session.plan(line), console);
			} catch (error) {
				exitCode = 1;
				await options.complain(toErrorText(error));
				if (!options.keepGoing) break;
			}
			if (session.hasEnded) break;
		}
	} catch (error) {
		// A script that cannot be read on has no more lines.
		exitCode = 1;
		await options.complain(toErrorText(error));
	}
	return exitCode;
}

async function runTerminal(session: ShellSession, terminal: ShellTerminal, options: ShellRunOptions): Promise<void> {
	await options.print(toBanner(options.version));
	const console: ShellConsole = {
		print: (output) => print(output, options),
		confirm: (question) => terminal.confirm(question),
		askSecret: (question) => terminal.askSecret(question),
	};
	while (!session.hasEnded) {
		const line = await terminal.readLine(session.prompt);
		if (line === undefined) return options.print('\n');
		if (isNothing(line)) continue;
		try {
			const plan = session.plan(line);
			try {
				await session.run(plan, console);
			} finally {
				// A line that is no command is not kept: it may be a password that was typed into the wrong window.
				if (!plan.hasSecret) await options.history.append(line.trim());
			}
		} catch (error) {
			await options.complain(toErrorText(error));
		}
	}
}

/** Empty lines and remarks. */
function isNothing(line: string): boolean {
	return /^\s*(?:#|$)/.test(line);
}

function print(output: ShellOutput, { wantsJson, print: write }: ShellRunOptions): Promise<void> {
	return write(wantsJson ? `${JSON.stringify(toOutputJson(output))}\n` : toOutputText(output));
}

function toBanner(version: string): string {
	const rule = '='.repeat(78);
	return `${rule}\nOpenDMS Command Line Interface ${version}\nType HELP for more information\n${rule}\n`;
}
