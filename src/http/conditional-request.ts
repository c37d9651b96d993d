import { listHolds } from './entity-tag.ts';
import { parseHttpDate } from './http-date.ts';

/** The headers of a request that may carry a condition, named as Node names them. */
export interface ConditionHeaders {
	readonly 'if-match'?: string | undefined;
	readonly 'if-none-match'?: string | undefined;
	readonly 'if-modified-since'?: string | undefined;
	readonly 'if-unmodified-since'?: string | undefined;
}

/** What the server has now. */
export interface Representation {
	/** With its quotes; weak ones begin with `W/`. */
	readonly etag?: string;
	readonly lastModified?: Date;
}

export type ConditionVerdict = 'proceed' | 'not-modified' | 'precondition-failed';

/**
 * The preconditions of RFC 9110 13, in the order of 13.2.2; `current` is undefined where nothing exists yet. If-Range is
 * judged with the range. A date that cannot be read is ignored; a list that cannot be read matches nothing.
 */
export function evaluateConditions(method: string, headers: ConditionHeaders, current: Representation | undefined): ConditionVerdict {
	const ifMatch = headers['if-match'];
	const ifUnmodifiedSince = headers['if-unmodified-since'];
	if (ifMatch !== undefined) {
		if (!namesCurrent(ifMatch, current, 'strong')) return 'precondition-failed';
	} else if (ifUnmodifiedSince !== undefined && isModifiedSince(ifUnmodifiedSince, current) === true) {
		return 'precondition-failed';
	}
	const reads = method === 'GET' || method === 'HEAD';
	const ifNoneMatch = headers['if-none-match'];
	if (ifNoneMatch !== undefined) {
		if (!namesCurrent(ifNoneMatch, current, 'weak')) return 'proceed';
		return reads ? 'not-modified' : 'precondition-failed';
	}
	const ifModifiedSince = headers['if-modified-since'];
	if (reads && ifModifiedSince !== undefined && isModifiedSince(ifModifiedSince, current) === false) return 'not-modified';
	return 'proceed';
}

function namesCurrent(list: string, current: Representation | undefined, comparison: 'strong' | 'weak'): boolean {
	if (current === undefined) return false;
	if (list.trim() === '*') return true;
	return current.etag !== undefined && listHolds(list, current.etag, comparison);
}

/** Undefined: cannot be told. An HTTP date has whole seconds, so the fraction of ours does not count. */
function isModifiedSince(dateText: string, current: Representation | undefined): boolean | undefined {
	if (current?.lastModified === undefined) return undefined;
	const date = parseHttpDate(dateText.trim());
	if (date === undefined) return undefined;
	return Math.floor(current.lastModified.getTime() / 1000) * 1000 > date.getTime();
}
