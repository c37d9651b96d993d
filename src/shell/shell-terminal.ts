import { createInterface, type Interface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import type { Completion } from './complete-line.ts';

export type TerminalStream = Writable & { readonly columns?: number };

export interface ShellTerminalOptions {
	readonly input: Readable;
	readonly output: TerminalStream;
	/** The oldest first. */
	readonly history: readonly string[];
	readonly complete: (line: string) => Completion;
}

const mostAnswers = 3;

/** A person at a terminal: lines with editing, completion and history, and questions. */
export class ShellTerminal {
	readonly #lines: Interface;
	readonly #screen: Screen;
	/** Lines that came before anybody asked for them, as when several are pasted. */
	readonly #queue: string[] = [];
	#waiting: ((line: string | undefined) => void) | undefined;
	#isAsking = false;
	#isClosed = false;

	constructor({ input, output, history, complete }: ShellTerminalOptions) {
		this.#screen = new Screen(output);
		this.#lines = createInterface({
			input,
			output: this.#screen,
			terminal: true,
			history: history.toReversed(),
			historySize: 1000,
			completer: (line: string) => [[...complete(line)[0]], complete(line)[1]],
		});
		this.#lines.on('line', (line) => this.#take(line));
		this.#lines.on('SIGINT', () => this.#interrupt());
		this.#lines.on('close', () => this.#end());
		// What is answered to a question is no command, and may be a secret.
		this.#lines.on('history', (lines) => void (this.#isAsking && lines.shift()));
	}

	/** @returns undefined when the person has gone. */
	readLine(prompt: string): Promise<string | undefined> {
		const queued = this.#queue.shift();
		if (queued !== undefined || this.#isClosed) return Promise.resolve(queued);
		return new Promise((resolve) => {
			this.#waiting = resolve;
			this.#lines.setPrompt(prompt);
			this.#lines.prompt();
		});
	}

	/** What is neither yes nor no is asked again, but not for ever. */
	async confirm(question: string): Promise<boolean> {
		this.#screen.show(`${question}\n`);
		for (let asked = 0; asked < mostAnswers; asked++) {
			const answer = (await this.#ask('Please confirm (Yes, Y, No, N): '))?.trim().toLowerCase();
			if (answer === 'yes' || answer === 'y') return true;
			if (answer === undefined || answer === 'no' || answer === 'n') return false;
		}
		return false;
	}

	/** The answer is not shown. */
	async askSecret(question: string): Promise<string | undefined> {
		this.#screen.show(question);
		this.#screen.isMuted = true;
		try {
			return await this.#ask('');
		} finally {
			this.#screen.isMuted = false;
			this.#screen.show('\n');
		}
	}

	close(): void {
		this.#lines.close();
	}

	async #ask(prompt: string): Promise<string | undefined> {
		this.#isAsking = true;
		try {
			return await this.readLine(prompt);
		} finally {
			this.#isAsking = false;
		}
	}

	#take(line: string): void {
		if (this.#waiting === undefined) this.#queue.push(line);
		else this.#answer(line);
	}

	/** Ctrl+C drops what was typed and says no to a question. While a command works it ends the session, and the next one the program. */
	#interrupt(): void {
		this.#queue.length = 0;
		if (this.#waiting === undefined) return this.#lines.close();
		this.#screen.isMuted = false;
		this.#screen.show('^C\n');
		this.#lines.write(null, { ctrl: true, name: 'e' });
		this.#lines.write(null, { ctrl: true, name: 'u' });
		if (this.#isAsking) this.#answer(undefined);
		else this.#lines.prompt();
	}

	#end(): void {
		this.#isClosed = true;
		this.#answer(undefined);
	}

	#answer(line: string | undefined): void {
		const waiting = this.#waiting;
		this.#waiting = undefined;
		waiting?.(line);
	}
}

/** The terminal, which can be kept from showing what is typed. */
class Screen extends Writable {
	readonly #terminal: TerminalStream;
	isMuted = false;

	constructor(terminal: TerminalStream) {
		super({ decodeStrings: false });
		this.#terminal = terminal;
	}

	/** Asked for by the line editor, to know where a line is broken. */
	get columns(): number | undefined {
		return this.#terminal.columns;
	}

	show(text: string): void {
		this.#terminal.write(text);
	}

	override _write(chunk: string, _encoding: BufferEncoding, callback: () => void): void {
		if (!this.isMuted) this.#terminal.write(chunk);
		callback();
	}
}
