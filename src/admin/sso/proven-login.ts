import { limits } from '../../domain/limits.ts';
import { checkLogin } from '../../domain/person-rules.ts';

/**
 * The login that a provider names, in the form in which people are kept; undefined where nobody here can have it. It must be ASCII before
 * its case is folded: the Kelvin sign folds to `k`, and a stranger who chose it would become somebody else.
 */
export function parseProvenLogin(name: unknown): string | undefined {
	if (typeof name !== 'string' || name.length > limits.personLogin[1] || !/^[\x21-\x7e]+$/.test(name)) return undefined;
	try {
		return checkLogin(name);
	} catch {
		return undefined;
	}
}

/** What stands before the last `@` when exactly this domain or realm follows it; undefined otherwise. */
export function withoutDomain(name: string, domain: string): string | undefined {
	const at = name.lastIndexOf('@');
	return at > 0 && name.slice(at + 1) === domain ? name.slice(0, at) : undefined;
}
