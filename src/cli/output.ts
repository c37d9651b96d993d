import { toRecordText } from '../domain/access-record.ts';
import type { CommandStream } from './command-ports.ts';
import { toProperties, toTable } from './table.ts';

const longestLine = 4096;

/** Codes of a pipe whose reader has gone. */
const goneCodes: ReadonlySet<string> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END']);

/** What a command prints: data on standard output, everything else on standard error. */
export class Output {
	readonly #stdout: CommandStream;
	readonly #stderr: CommandStream;
	#isClosed = false;

	constructor(stdout: CommandStream, stderr: CommandStream) {
		this.#stdout = stdout;
		this.#stderr = stderr;
		stdout.on('error', this.#onError);
		stderr.on('error', this.#onError);
	}

	/** Nobody reads any more, e.g. after `| head`; an endless command ends then. */
	get isClosed(): boolean {
		return this.#isClosed;
	}

	/** Whether a person watches standard error. */
	get hasTerminal(): boolean {
		return this.#stderr.isTTY === true;
	}

	get stderr(): CommandStream {
		return this.#stderr;
	}

	json(value: unknown): Promise<void> {
		return this.write(`${JSON.stringify(value, null, 2)}\n`);
	}

	jsonLine(value: unknown): Promise<void> {
		return this.write(`${JSON.stringify(value)}\n`);
	}

	table(head: readonly string[], rows: readonly (readonly string[])[]): Promise<void> {
		return this.write(toTable(head, rows));
	}

	properties(properties: readonly (readonly [string, unknown])[]): Promise<void> {
		return this.write(toProperties(properties));
	}

	line(text: string): Promise<void> {
		return this.write(`${toRecordText(text, longestLine)}\n`);
	}

	/** Resolves when the stream has taken it, so that a slow reader slows the command and not its memory. */
	write(chunk: string | Uint8Array): Promise<void> {
		return this.#writeTo(this.#stdout, chunk);
	}

	/** One line for people, beside the data. */
	note(text: string): Promise<void> {
		return this.#writeTo(this.#stderr, `${toRecordText(text, longestLine)}\n`);
	}

	/** Several lines for people, beside the data; the caller has made them safe for a terminal. */
	noteBlock(text: string): Promise<void> {
		return this.#writeTo(this.#stderr, text);
	}

	warn(text: string): Promise<void> {
		return this.note(`dms: warning: ${text}`);
	}

	release(): void {
		this.#stdout.off('error', this.#onError);
		this.#stderr.off('error', this.#onError);
	}

	readonly #onError = (error: Error & { readonly code?: string }): void => {
		if (goneCodes.has(error.code ?? '')) this.#isClosed = true;
	};

	#writeTo(stream: CommandStream, chunk: string | Uint8Array): Promise<void> {
		if (this.#isClosed) return Promise.resolve();
		return new Promise((resolve, reject) => {
			stream.write(chunk, (error: (Error & { readonly code?: string }) | null | undefined) => {
				if (error === null || error === undefined) return resolve();
				if (!goneCodes.has(error.code ?? '')) return reject(error);
				this.#isClosed = true;
				resolve();
			});
		});
	}
}
