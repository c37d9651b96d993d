import { runCommandLine } from './cli/main-command.ts';
import { toCommandPorts } from './compose/command-ports.ts';

/** Runs one command of the program. @returns its exit code. */
export function main(argv: readonly string[]): Promise<number> {
	return runCommandLine(argv, toCommandPorts());
}
