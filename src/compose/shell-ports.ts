import { join } from 'node:path';
import { readWholeFile } from '../cli/read-input.ts';
import type { ShellPorts } from '../cli/shell-ports.ts';
import { writeOutputFile } from '../cli/write-output-file.ts';
import { loadConfiguration } from '../runtime/config.ts';
import { runShell } from '../shell/run-shell.ts';
import type { ShellFiles } from '../shell/shell-ports.ts';
import { toFixedInterfaces } from './fixed-interfaces.ts';
import { findAnnouncedInterfaces } from './running-server.ts';
import { ShellHistoryFile } from './shell-history-file.ts';
import { toShellUseCases } from './shell-use-cases.ts';

/** Plugs the command contexts into the command line. */
export function toShellPorts(environment: Readonly<Record<string, string | undefined>>): ShellPorts {
	return {
		run({ administration, dataDirectory, ...options }) {
			const configured = toFixedInterfaces(loadConfiguration({ env: environment, overrides: { data: dataDirectory } }));
			// A server may start and stop while somebody sits at the terminal.
			const fixedInterfaces = () => findAnnouncedInterfaces(dataDirectory) ?? configured;
			return runShell({
				...options,
				useCases: toShellUseCases(administration, fixedInterfaces),
				files,
				history: new ShellHistoryFile(join(dataDirectory, 'shell-history')),
			});
		},
	};
}

const files: ShellFiles = {
	read: readWholeFile,
	async writeNew(path, content) {
		await writeOutputFile(path, toChunks(content), { force: false });
	},
};

async function* toChunks(content: string): AsyncGenerator<Uint8Array> {
	yield Buffer.from(content);
}
