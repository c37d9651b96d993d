import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseSharedTokens, SharedTokens } from '../../../src/app/authentication/shared-tokens.ts';
import { DmsError } from '../../../src/domain/errors.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const [old, next] = [randomBytes(32).toString('hex'), randomBytes(24).toString('base64url')];

function refusal(text: string): DmsError {
	try {
		parseSharedTokens(text, 'PLAY_AUTH_TOKEN');
	} catch (error) {
		if (error instanceof DmsError) return error;
	}
	throw new Error('nothing was refused');
}

describe('shared tokens', () => {
	it.each([
		['one', old, [old]],
		['two, by a comma', `${old},${next}`, [old, next]],
		['two, by lines', `${old}\r\n${next}\n`, [old, next]],
		['white space around', `  ${old} ,\n\n ${next}`, [old, next]],
	])('ok/%s', (_name, text, tokens) => {
		expect(parseSharedTokens(text, 'x')).toEqual(tokens);
	});

	it('takes whatever 128 random bits are written as', () => {
		for (let round = 0; round < 500; round++) {
			for (const text of [randomBytes(16).toString('hex'), randomBytes(24).toString('base64')]) {
				expect(parseSharedTokens(text, 'x')).toEqual([text]);
			}
		}
	});

	it.each([
		['nothing', ' \n', /holds no token/],
		['too short', randomBytes(15).toString('hex'), /has 30 characters; at least 32 are needed/],
		['one letter', 'a'.repeat(64), /has 1 different characters/],
		['a word again and again', 'password'.repeat(8), /different characters|repeats itself/],
		['a longer word again and again', 'correct-horse-77'.repeat(4), /repeats itself/],
		['an alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789', /counts up/],
		['an alphabet backwards', 'zyxwvutsrqponmlkjihgfedcba9876543210', /counts up/],
		['words with spaces', 'this is what my token looks like today', /not visible ASCII/],
		['another alphabet', 'ü'.repeat(40), /not visible ASCII/],
		['far too long', randomBytes(300).toString('hex'), /has 600 characters; the limit is 512/],
		['one good and one bad', `${old},changeme`, /token 2 of 2: has 8 characters/],
		['too many', Array.from({ length: 9 }, () => randomBytes(32).toString('hex')).join(), /holds 9 tokens; the limit is 8/],
	])('reject/%s', (_name, text, message) => {
		const error = refusal(text);
		expect(error).toMatchObject({ code: 'configuration.invalid', hint: expect.stringContaining('openssl rand') });
		expect(error.message).toMatch(message);
		const secrets = text.split(/[,\n]/).filter((token) => token.trim().length > 8);
		for (const secret of secrets) expect(`${error.message}${error.hint}`).not.toContain(secret);
	});

	it('are told from everything else, each of them', () => {
		const tokens = new SharedTokens([old, next]);
		expect([old, next, `${old} `, ''].map((token) => tokens.includes(sha256(token)))).toEqual([true, true, false, false]);
		expect(new SharedTokens([]).includes(sha256(''))).toBe(false);
	});
});
