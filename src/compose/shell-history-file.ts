import { open, readFile, writeFile } from 'node:fs/promises';
import type { ShellHistory } from '../shell/shell-ports.ts';

const mostLines = 1000;
const forOwnerAlone = 0o600;

/** One line of the shell in each line of a file. That it cannot be read or written stops nobody from working. */
export class ShellHistoryFile implements ShellHistory {
	readonly #path: string;

	constructor(path: string) {
		this.#path = path;
	}

	/** Cuts the file to the newest lines. */
	async load(): Promise<readonly string[]> {
		try {
			const lines = (await readFile(this.#path, 'utf8')).split('\n').filter((line) => line !== '');
			const kept = lines.slice(-mostLines);
			if (kept.length < lines.length) await writeFile(this.#path, kept.map((line) => `${line}\n`).join(''), { mode: forOwnerAlone });
			return kept;
		} catch {
			return [];
		}
	}

	async append(line: string): Promise<void> {
		try {
			const file = await open(this.#path, 'a', forOwnerAlone);
			try {
				// A file from elsewhere may have been readable by others.
				await file.chmod(forOwnerAlone);
				await file.writeFile(`${line}\n`);
			} finally {
				await file.close();
			}
		} catch {
			// The line is in the memory of this session all the same.
		}
	}
}
