import { parseIpAddress, requireIpAddress } from '../app/administration/ip-address.ts';
import { DmsError } from '../domain/errors.ts';
import { checkChoice, checkWholeNumber } from '../domain/limits.ts';
import { quote } from '../domain/text-rules.ts';

/** What a word of a command may be. */
export interface ParameterType<Value> {
	/** As the help shows it, e.g. `String {1 to 80 characters}`. */
	readonly label: string;
	/** Offered for completion. */
	readonly choices?: readonly string[];
	/** Whether the word looks like one: an optional word in front of others is left out where it does not. */
	accepts(text: string): boolean;
	/** @throws DmsError `value.*`, `mac.invalid`. */
	parse(field: string, text: string): Value;
	/** The word as history and audit may keep it; absent: as it is. */
	mask?(text: string): string;
}

const anything = (): boolean => true;

export function text(least: number, most: number, choices: readonly string[] = []): ParameterType<string> {
	return {
		label: `String {${least} to ${most} characters}`,
		choices,
		accepts: anything,
		parse(field, value) {
			if (value.length > most) {
				throw new DmsError('value.too-long', `${field} has ${value.length} characters; the limit is ${most}`, { field });
			}
			if (value.length < least) {
				throw new DmsError('value.too-short', `${field} has ${value.length} characters; at least ${least} are needed`, { field });
			}
			return value;
		},
	};
}

/** One of several words; upper and lower case are the same. */
export function choice<Choice extends string>(choices: readonly Choice[]): ParameterType<Choice> {
	const find = (value: string): Choice | undefined => choices.find((each) => each.toLowerCase() === value.toLowerCase());
	return {
		label: `Choice = {${choices.join(', ')}}`,
		choices,
		accepts: (value) => find(value) !== undefined,
		parse: (field, value) => find(value) ?? checkChoice(field, value, choices),
	};
}

const booleanChoice = choice(['false', 'true']);

export const boolean: ParameterType<boolean> = {
	...booleanChoice,
	parse: (field, value) => booleanChoice.parse(field, value) === 'true',
};

export function wholeNumber(least: number, most: number): ParameterType<number> {
	return {
		label: `Integer {${least} to ${most}}`,
		accepts: (value) => /^\d{1,9}$/.test(value),
		parse(field, value) {
			if (!/^\d{1,9}$/.test(value)) {
				throw new DmsError('value.invalid', `${field} is ${quote(value)}; it must be a whole number from ${least} to ${most}`, { field });
			}
			return checkWholeNumber(field, Number(value), least, most);
		},
	};
}

export const port = wholeNumber(1, 65_535);

/** In any form; parsed to the canonical one. */
export const address: ParameterType<string> = {
	label: 'IP address',
	accepts: (value) => parseIpAddress(value) !== undefined,
	parse: requireIpAddress,
};

/** A last label without a letter would be a mistyped IPv4 address. */
const hostName = /^(?=.{1,253}$)(?:[a-z0-9_-]{1,63}\.)*[0-9_-]*[a-z][a-z0-9_-]*$/i;

/** What an interface is called by: its address in any form, or the host name of one that stands in the configuration. */
export const interfaceName: ParameterType<string> = {
	label: 'IP address or host name',
	accepts: (value) => address.accepts(value) || hostName.test(value),
	parse: (field, value) => (hostName.test(value) ? value.toLowerCase() : address.parse(field, value)),
};

/** What BroadWorks has and we refuse. @param why in a few words. */
export function notOffered(why: string, hint: string): ParameterType<never> {
	return {
		label: 'not offered',
		accepts: anything,
		parse(field) {
			throw new DmsError('value.invalid', `${field} is not offered: ${why}`, { field, hint });
		},
	};
}

/** SHA-256 in hexadecimal, colons between the bytes or not; parsed to lower case without them. */
export const sha256: ParameterType<string> = {
	label: 'SHA-256 {64 hexadecimal digits}',
	accepts: anything,
	parse(field, value) {
		const digits = value.replaceAll(':', '').toLowerCase();
		if (!/^[0-9a-f]{64}$/.test(digits))
			throw new DmsError('value.invalid', `${field} is not a SHA-256 of 64 hexadecimal digits`, { field });
		return digits;
	},
};

/** Values with a separator between them; an empty word is an empty list. */
export function list<Value>(each: ParameterType<Value>, separator: string | RegExp = ','): ParameterType<readonly Value[]> {
	return {
		label: `List of ${each.label}`,
		...(each.choices === undefined ? {} : { choices: each.choices }),
		accepts: anything,
		parse: (field, value) => (value === '' ? [] : value.split(separator).map((part) => each.parse(field, part.trim()))),
	};
}

/** What a function makes of a word. */
export function parsed<Value>(label: string, parse: (text: string, field: string) => Value): ParameterType<Value> {
	return { label, accepts: anything, parse: (field, value) => parse(value, field) };
}

export const filePath: ParameterType<string> = { ...text(1, 1024), label: 'File path {1 to 1024 characters}' };

/** A URL may hold a password, which is nobody's to read afterwards. An empty word is none. */
export const url: ParameterType<string | null> = {
	label: 'URL {0 to 1024 characters}',
	accepts: anything,
	parse: (field, value) => text(0, 1024).parse(field, value) || null,
	mask: (value) => value.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)[^/?#]*@/, '$1****@'),
};
