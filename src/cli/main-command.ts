import type { CommandPorts } from './command-ports.ts';
import { CommandSession, type GlobalOptions, type Runner } from './command-session.ts';
import { createProgram } from './program.ts';
import { toErrorReport } from './report-error.ts';

/**
 * Runs one command.
 * @param argv what stands after the name of the program.
 * @returns the exit code: 0 done, 1 refused or failed, 2 wrong usage.
 */
export async function runCommandLine(argv: readonly string[], ports: CommandPorts): Promise<number> {
	let exitCode = 0;
	const run: Runner =
		(work) =>
		async (...values) => {
			const session = new CommandSession(ports, program.opts<GlobalOptions>());
			try {
				exitCode = (await work(session, ...values)) ?? 0;
			} finally {
				await session.close();
			}
		};
	const program = createProgram(ports.version, run);
	const printed: Promise<void>[] = [];
	const print = (stream: CommandPorts['stdout']) => (text: string) => void printed.push(writeQuietly(stream, text));
	forEachCommand(program, (command) =>
		// What commander says of an error is said below, in our form.
		command.configureOutput({ writeOut: print(ports.stdout), writeErr: print(ports.stderr), outputError: () => undefined }),
	);
	try {
		await program.parseAsync(argv, { from: 'user' });
	} catch (error) {
		const report = toErrorReport(error);
		exitCode = report.exitCode;
		if (report.text !== '') printed.push(writeQuietly(ports.stderr, report.text));
	}
	await Promise.all(printed);
	return exitCode;
}

type Program = ReturnType<typeof createProgram>;

function forEachCommand(command: Program, visit: (command: Program) => void): void {
	visit(command);
	for (const child of command.commands) forEachCommand(child, visit);
}

/** A reader who has gone is told nothing more. */
function writeQuietly(stream: CommandPorts['stdout'], text: string): Promise<void> {
	return new Promise((resolve) => {
		stream.once('error', () => resolve());
		stream.write(text, () => resolve());
	});
}
