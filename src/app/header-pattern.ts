import { RE2JS } from 're2js';
import { DmsError } from '../domain/errors.ts';
import { type MacAddress, parseMacAddress } from '../domain/mac-address.ts';

/** How a file finds a MAC address in the headers of a request. */
export interface HeaderPattern {
	/** Lower case; undefined: `User-Agent`, then the MAC headers of the settings. */
	readonly headerName?: string;
	/** Linear-time expression with one capture group (the MAC) or none (the whole match is the MAC). */
	readonly expression: RE2JS;
}

const longestHeader = 1024;
const namedForm = /^([A-Za-z][A-Za-z0-9-]{0,63}):[ \t]*(.+)$/s;

/**
 * `EXPRESSION`, or `Header-Name: EXPRESSION`. OCI-P macFormatInNonRequestURI, whose syntax is not public; ours is RE2.
 * @throws DmsError `value.invalid` for an expression that is none, or has more than one capture group.
 */
export function parseHeaderPattern(text: string): HeaderPattern {
	const named = namedForm.exec(text);
	const source = named?.[2] ?? text;
	const expression = compileExpression(source);
	if (expression.groupCount() > 1) {
		throw new DmsError('value.invalid', `macFormatInNonRequestURI has ${expression.groupCount()} capture groups; one or none is allowed`, {
			field: 'macFormatInNonRequestURI',
		});
	}
	return named?.[1] === undefined ? { expression } : { expression, headerName: named[1].toLowerCase() };
}

function compileExpression(source: string): RE2JS {
	try {
		return RE2JS.compile(source);
	} catch (cause) {
		throw new DmsError('value.invalid', `macFormatInNonRequestURI ${JSON.stringify(source)} is not a regular expression (RE2)`, {
			field: 'macFormatInNonRequestURI',
			cause,
		});
	}
}

/** The first MAC address that the pattern finds, header by header. Text that only looks like one (a serial number, a build id) is what the pattern must tell apart. */
export function findMacInHeaders(
	pattern: HeaderPattern,
	header: (name: string) => string | undefined,
	macHeaders: readonly string[],
): MacAddress | undefined {
	const names = pattern.headerName === undefined ? ['user-agent', ...macHeaders] : [pattern.headerName];
	for (const name of names) {
		const value = header(name);
		if (value === undefined || value.length > longestHeader) continue;
		const mac = findMac(pattern.expression, value);
		if (mac !== undefined) return mac;
	}
	return undefined;
}

function findMac(expression: RE2JS, value: string): MacAddress | undefined {
	const matcher = expression.matcher(value);
	if (!matcher.find()) return undefined;
	const found = matcher.group(expression.groupCount() === 0 ? 0 : 1);
	const parsed = found === null ? undefined : parseMacAddress(found);
	return parsed?.ok ? parsed.value : undefined;
}
