import type { TagLevel } from '../domain/tag.ts';

/** Why a tag has no value, or not the one that was meant. */
export const tagProblems = {
	undefined: 'no tag of this name is defined',
	'unknown-built-in': 'no built-in tag of this name is known',
	cycle: 'the value contains the tag itself',
	depth: 'values are nested too deep',
	'unassigned-line': 'the device has no such line',
	'line-number-missing': 'the tag needs the number of a line',
	'no-device': 'the file is built for no device',
	'no-value': 'the device, its type or the line has no such value',
	unencodable: 'the encoding of the file lacks a character',
	dropped: 'the format of the file cannot hold a character',
	'charset-declaration': 'the XML declaration names another encoding than the file has',
} as const;
export type TagProblem = keyof typeof tagProblems;

/** Where the value of a tag is defined. */
export interface TagOrigin {
	readonly level: TagLevel;
	/** Empty for the system default set, undefined where the value comes from no set. */
	readonly tagSetName?: string;
	readonly regionName?: string;
}

/** A tag name with what it stands for, and where that comes from. */
export interface ResolvedTag {
	/** With the number of the line in place of `n`. */
	readonly name: string;
	/** Final, before escaping. */
	readonly text: string;
	/** The text stands for a value that there is not (the tag itself, as a rule), and is never escaped. */
	readonly isPlaceholder: boolean;
	/** As it was entered, with the tags in it. */
	readonly enteredValue: string;
	/** Undefined where the tag did not resolve. */
	readonly origin: TagOrigin | undefined;
	/** A password is in the text. */
	readonly isSecret: boolean;
	readonly enteredIsSecret: boolean;
	/** A tag in the value ends in `-n`: under the same name, the text may be another one on the next line of the device. */
	readonly variesByLine: boolean;
	readonly problem: TagProblem | undefined;
}
