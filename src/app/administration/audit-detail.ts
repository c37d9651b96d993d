import type { Tag } from '../../domain/tag.ts';
import type { TrustAnchorKey } from '../../domain/trust-anchor.ts';

/** Fields whose values no audit entry may show. */
const secretFields: ReadonlySet<string> = new Set([
	...['credentials', 'accessDeviceCredentials', 'password', 'authPassword', 'passwordHash', 'key', 'passphrase'],
]);

/** `field=value` for each field that a change sets; secrets masked, lists counted, `null` as cleared. */
export function toAuditDetail(change: object): string {
	return Object.entries(change)
		.filter(([, value]) => value !== undefined)
		.map(([field, value]) => `${field}=${toAuditValue(field, value)}`)
		.join(', ');
}

/** What the fields that a change sets were, and what they are: `before` and `after` of its audit entry. */
export function toAuditedFields(change: object, before: object, after: object): { readonly before?: object; readonly after?: object } {
	const fields = Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]));
	return fields.length === 0 ? {} : { before: pick(before, fields), after: pick(after, fields) };
}

function pick(state: object, fields: readonly string[]): object {
	return Object.fromEntries(Object.entries(state).filter(([field]) => fields.includes(field)));
}

/** `Http/vendor-root`: an alias is unique within its kind alone. */
export function toAnchorText({ kind, alias }: TrustAnchorKey): string {
	return `${kind}/${alias}`;
}

/** JSON of what stands in a place; secrets masked, bytes counted, tags and attributes by their names alone, for any value of theirs may be a secret. */
export function toAuditState(state: unknown): string {
	return JSON.stringify(state, function (this: Record<string, unknown>, field: string, value: unknown) {
		if (secretFields.has(field)) return '(secret)';
		// `value` is what the bytes have made of themselves already.
		const held = this[field];
		if (field === 'tags' && Array.isArray(held)) return held.map(({ name }: Tag) => name);
		if (field === 'attributes' && typeof held === 'object' && held !== null) return Object.keys(held);
		return held instanceof Uint8Array ? `(${held.length} bytes)` : value;
	});
}

function toAuditValue(field: string, value: unknown): string {
	if (value === null) return '(cleared)';
	if (secretFields.has(field)) return '(secret)';
	return Array.isArray(value) ? `(${value.length})` : toAuditState(value);
}
