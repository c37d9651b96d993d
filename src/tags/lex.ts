/** A tag where it stands in a text: `start` is the index of its first percent sign, `end` the index after its last. */
export interface TagToken {
	readonly name: string;
	readonly start: number;
	readonly end: number;
}

/** A tag name taken apart once, so that rendering does not look at its letters again. */
export interface TagReference {
	/** As written, with percent signs. */
	readonly name: string;
	readonly isBuiltIn: boolean;
	/** The name says that the value is a password. */
	readonly hasSecretName: boolean;
	/** Of `%NAME-2%` and `%NAME-n%`: `%NAME-`. */
	readonly stem?: string;
	/** The number at the end of the name, or the current line where the name ends in `-n`. */
	readonly line?: number | 'current';
}

/** Begins the part of a template that is repeated for each line of the device. Ours; no other system knows it. */
export const eachLineBegin = '%BWEACHLINE-BEGIN%';
export const eachLineEnd = '%BWEACHLINE-END%';

/**
 * The tags of a text in order, found in one pass. A percent sign that begins no tag is literal, and the next one may
 * begin a tag again: `%20%NTP%` holds `%NTP%`. At most 64 characters with both percent signs.
 */
export function* lexTags(text: string): Generator<TagToken> {
	for (const match of text.matchAll(/%[A-Za-z_][A-Za-z0-9_.-]{0,61}%/g)) {
		const [name] = match;
		yield { name, start: match.index, end: match.index + name.length };
	}
}

/** Whole words where others begin like them: `%PING%`, `%BYPASS%` and the keys of a telephone are no secrets. */
const secretName =
	/pass(?:word|wd|code|phrase)|pwd|secret|credential|(?:api|auth|encryption|private|shared|wpa)[_.-]?key|[%_.-](?:community|ha1|pass|pin|psk|pw|token)[%_.-]/i;

/** The name must have the form that `lexTags` finds. */
export function toTagReference(name: string): TagReference {
	const isBuiltIn = name.startsWith('%BW');
	const hasSecretName = secretName.test(name);
	const suffix = /-(n|[1-9][0-9]{0,5})%$/.exec(name);
	if (suffix === null) return { name, isBuiltIn, hasSecretName };
	const line = suffix[1] === 'n' ? 'current' : Number(suffix[1]);
	return { name, isBuiltIn, hasSecretName, stem: name.slice(0, suffix.index + 1), line };
}

/** The name with the number of the line in place of `n`. */
export function toNumberedName(reference: TagReference, line: number | undefined): string {
	if (reference.line !== 'current' || reference.stem === undefined || line === undefined) return reference.name;
	return `${reference.stem}${line}%`;
}
