import { timingSafeEqual } from 'node:crypto';
import { DmsError } from '../../domain/errors.ts';
import { toTokenDigest } from './token-digest.ts';

const leastCharacters = 32;
const mostCharacters = 512;
const mostTokens = 8;
/** By the estimate below, which sees less than there is: 128 random bits as hexadecimal digits pass but for one in a million. */
const leastBits = 80;
const leastDistinct = 8;

/** Secrets that other systems present instead of a token of their own; several at once while one takes the place of another. */
export class SharedTokens {
	readonly #digests: readonly Buffer[];

	/** Tokens as `parseSharedTokens` gives them; with none nothing is accepted. */
	constructor(tokens: readonly string[]) {
		this.#digests = tokens.map((token) => Buffer.from(toTokenDigest(token), 'hex'));
	}

	/** `digest`: SHA-256, hexadecimal. Every token is compared, in constant time. */
	includes(digest: string): boolean {
		const asked = Buffer.from(digest, 'hex');
		return this.#digests.map((known) => timingSafeEqual(known, asked)).includes(true);
	}
}

/**
 * Tokens separated by commas or line ends.
 * @throws DmsError `configuration.invalid` for one that can be guessed; the message never holds it.
 */
export function parseSharedTokens(text: string, origin: string): readonly string[] {
	const tokens = text
		.split(/[,\r\n]+/)
		.map((token) => token.trim())
		.filter((token) => token !== '');
	if (tokens.length === 0) throw refused(origin, 'holds no token');
	if (tokens.length > mostTokens) throw refused(origin, `holds ${tokens.length} tokens; the limit is ${mostTokens}`);
	tokens.forEach((token, index) => {
		const fault = findTokenFault(token);
		if (fault !== undefined) throw refused(origin, tokens.length === 1 ? fault : `token ${index + 1} of ${tokens.length}: ${fault}`);
	});
	return tokens;
}

function refused(origin: string, fault: string): DmsError {
	return new DmsError('configuration.invalid', `${origin}: ${fault}`, {
		field: origin,
		hint: 'Make one with: openssl rand -hex 32',
	});
}

/** Why somebody could guess the token; undefined: nobody can. */
function findTokenFault(token: string): string | undefined {
	if (!/^[\x21-\x7e]*$/.test(token)) return 'has a character that is not visible ASCII';
	if (token.length < leastCharacters) return `has ${token.length} characters; at least ${leastCharacters} are needed`;
	if (token.length > mostCharacters) return `has ${token.length} characters; the limit is ${mostCharacters}`;
	const distinct = new Set(token).size;
	if (distinct < leastDistinct) return `has ${distinct} different characters; at least ${leastDistinct} are needed`;
	if (repeats(token) || runs(token)) return 'repeats itself or counts up; it must be random';
	const bits = estimateBits(token);
	return bits < leastBits ? `has about ${Math.floor(bits)} bits of surprise; at least ${leastBits} are needed` : undefined;
}

/** Shannon's entropy of the characters, in bits. */
function estimateBits(token: string): number {
	const counts = Map.groupBy(token, (character) => character).values();
	const perCharacter = [...counts].map(({ length }) => (length / token.length) * Math.log2(token.length / length));
	return perCharacter.reduce((sum, bits) => sum + bits, 0) * token.length;
}

/** Whether pairs of neighbours come again and again, as they do where a word is repeated. */
function repeats(token: string): boolean {
	const pairs = new Set(Array.from(token.slice(1), (character, index) => `${token[index] ?? ''}${character}`));
	return pairs.size < Math.min(token.length - 1, leastCharacters) / 2;
}

/** Whether most characters follow their neighbour, as in an alphabet. */
function runs(token: string): boolean {
	const steps = Array.from(token.slice(1), (character, index) => character.charCodeAt(0) - token.charCodeAt(index));
	return steps.filter((step) => Math.abs(step) <= 1).length > (steps.length * 2) / 3;
}
