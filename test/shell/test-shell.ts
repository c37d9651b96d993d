import { Readable, Writable } from 'node:stream';
import { runShell, type ShellRunOptions } from '../../src/shell/run-shell.ts';
import { MemoryFiles, MemoryHistory, RecordedUseCases } from './recorded-use-cases.ts';

/** What a script printed and how it ended. */
export interface ScriptResult {
	readonly exitCode: number;
	readonly answers: string;
	readonly errors: string;
}

export const now = new Date('2026-11-22T12:00:00Z');

/** The shell over use cases that write down what they are asked for. */
export class TestShell {
	readonly recorded = new RecordedUseCases();
	readonly files = new MemoryFiles();
	readonly history = new MemoryHistory();

	/** Each string is one line of a script. */
	run(lines: readonly string[], options: Partial<ShellRunOptions> = {}): Promise<ScriptResult> {
		return this.runInput(Readable.from([Buffer.from(lines.map((line) => `${line}\n`).join(''))]), options);
	}

	async runInput(stdin: ShellRunOptions['stdin'], options: Partial<ShellRunOptions> = {}): Promise<ScriptResult> {
		let answers = '';
		let errors = '';
		const exitCode = await runShell({
			useCases: this.recorded.useCases,
			files: this.files,
			history: this.history,
			role: 'BWSUPERADMIN',
			version: '1.2.3',
			wantsJson: false,
			keepGoing: false,
			stdin,
			stdout: new Writable({ write: (_chunk, _encoding, callback) => callback() }),
			print: (text) => Promise.resolve(void (answers += text)),
			complain: (text) => Promise.resolve(void (errors += text)),
			...options,
		});
		return { exitCode, answers, errors };
	}
}
