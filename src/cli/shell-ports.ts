import type { Readable, Writable } from 'node:stream';
import type { Administration } from '../app/administration/administration.ts';
import type { Role } from '../domain/role.ts';

export interface ShellOptions {
	readonly administration: Administration;
	readonly dataDirectory: string;
	/** Limits the verbs. */
	readonly role: Role;
	/** Instead of those from standard input. */
	readonly commands?: string;
	readonly keepGoing: boolean;
	readonly wantsJson: boolean;
	readonly version: string;
	readonly stdin: Readable;
	readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
	/** Answers. */
	readonly print: (text: string) => Promise<void>;
	/** Errors, one line each. */
	readonly complain: (text: string) => Promise<void>;
}

/** The command contexts. */
export interface ShellPorts {
	/** @returns the exit code: 1 where a line of a script was refused. */
	run(options: ShellOptions): Promise<number>;
}
