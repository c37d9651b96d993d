import { collectMacs } from './mac-from-certificate.ts';
import type { CompiledMacRule } from './mac-rule.ts';

/** What rules find in a subject that was kept as text. */
export interface SubjectMacs {
	/** Their digits. */
	readonly macs: ReadonlySet<string>;
	/** False where the text was cut: there may be more. */
	readonly isWhole: boolean;
}

/** Parts of a name as `toNameText` writes it; what separates them is escaped within them. */
const part = /((?:[^,+\\]|\\[0-9a-f]{2}|\\.)+)(?:, |\+|$)/gsu;
const escaped = /((?:\\[0-9a-f]{2})+)|\\(.)/gsu;

/** For certificates that are not at hand any more. Rules for alternative names find nothing: these are not part of a subject. */
export function findMacsInSubjectText(text: string, rules: readonly CompiledMacRule[]): SubjectMacs {
	const attributes = [...text.matchAll(part)].map(([, attribute = '']) => toAttribute(attribute));
	const found = collectMacs(rules, (source) =>
		attributes.flatMap(({ type, value }) => (source === `subject.${type}` && value !== undefined ? [value] : [])),
	);
	return { macs: new Set(found.keys()), isWhole: !text.endsWith('…') };
}

/** The value is undefined where it was of no string type, and is written as `#` and its octets. */
function toAttribute(text: string): { readonly type: string; readonly value: string | undefined } {
	const equals = text.indexOf('=');
	const value = text.slice(equals + 1);
	return {
		type: text.slice(0, equals),
		value: value.startsWith('#')
			? undefined
			: value.replace(escaped, (_, octets: string | undefined, character: string) =>
					octets === undefined ? character : Buffer.from(octets.replaceAll('\\', ''), 'hex').toString(),
				),
	};
}
