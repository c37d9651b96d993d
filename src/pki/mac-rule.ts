import { RE2JS } from 're2js';
import { DmsError } from '../domain/errors.ts';
import { defaultMacRules, type MacRule, type MacSource } from '../domain/trust-anchor.ts';

/** A rule whose pattern is ready for use. */
export interface CompiledMacRule {
	readonly source: MacSource;
	/** The texts that the pattern finds in a whole attribute: none, one, or two when it does not single one out. */
	readonly capture: (attribute: string) => readonly string[];
}

/** @throws DmsError `value.invalid` naming the first rule that cannot be used. For the moment when an administrator saves rules. */
export function checkMacRules(rules: readonly MacRule[]): void {
	compileMacRules(rules);
}

/** No rules means the default ones. @throws DmsError `value.invalid` */
export function compileMacRules(rules: readonly MacRule[]): readonly CompiledMacRule[] {
	return (rules.length === 0 ? defaultMacRules : rules).map(compileMacRule);
}

function compileMacRule(rule: MacRule, index: number): CompiledMacRule {
	const { source, pattern } = rule;
	if (pattern === undefined) return { source, capture: source === 'san.uri' ? captureUrn : (attribute) => [attribute] };
	const greedy = compilePattern(pattern, source, index);
	const reluctant = compilePattern(`(?U:${pattern})`, source, index);
	return {
		source,
		capture: (attribute) => {
			const first = captureWhole(greedy, attribute);
			if (first === undefined) return [];
			// `.*([0-9a-f]{12}).*` matches an attribute with two addresses in two ways; then it says nothing.
			const second = captureWhole(reluctant, attribute);
			return second === undefined || second === first ? [first] : [first, second];
		},
	};
}

function compilePattern(pattern: string, source: MacSource, index: number): RE2JS {
	const where = `MAC rule ${index + 1} (${source})`;
	let compiled: RE2JS;
	try {
		compiled = RE2JS.compile(pattern);
	} catch (cause) {
		throw new DmsError('value.invalid', `${where}: the pattern is not an RE2 expression: ${JSON.stringify(pattern.slice(0, 80))}`, {
			field: 'macRules',
			cause,
		});
	}
	if (compiled.groupCount() > 1) {
		throw new DmsError('value.invalid', `${where}: the pattern has ${compiled.groupCount()} capture groups; one at most marks the MAC`, {
			field: 'macRules',
			hint: 'Write (?:...) for groups that only bracket.',
		});
	}
	return compiled;
}

/** The attribute must match as a whole: a pattern that may look anywhere finds what a holder wrote into a free text field. */
function captureWhole(pattern: RE2JS, attribute: string): string | undefined {
	const matcher = pattern.matcher(attribute);
	if (!matcher.matches()) return undefined;
	return (pattern.groupCount() === 0 ? attribute : matcher.group(1)) ?? undefined;
}

/** `urn:mac:` as factories write it, `urn:dev:mac:` as RFC 9039 4.1 defines it: an EUI-64, into which an EUI-48 is widened by `fffe`. */
function captureUrn(uri: string): readonly string[] {
	const plain = /^urn:(?:dev:)?mac:(.*)$/i.exec(uri)?.[1];
	if (plain === undefined) return [];
	const widened = /^urn:dev:mac:([0-9a-f]{6})fffe([0-9a-f]{6})$/i.exec(uri);
	return [widened === null ? plain : `${widened[1]}${widened[2]}`];
}
