import type { TrustAnchorKey } from '../../domain/trust-anchor.ts';

/** Fields whose values no audit entry may show. */
const secretFields: ReadonlySet<string> = new Set(['credentials', 'accessDeviceCredentials', 'password', 'key', 'passphrase']);

/** `field=value` for each field that a change sets; secrets masked, lists counted, `null` as cleared. */
export function toAuditDetail(change: object): string {
	return Object.entries(change)
		.filter(([, value]) => value !== undefined)
		.map(([field, value]) => `${field}=${toAuditValue(field, value)}`)
		.join(', ');
}

/** `Http/vendor-root`: an alias is unique within its kind alone. */
export function toAnchorText({ kind, alias }: TrustAnchorKey): string {
	return `${kind}/${alias}`;
}

/** JSON of what stands in a place; secrets masked, bytes counted. */
export function toAuditState(state: unknown): string {
	return JSON.stringify(state, function (this: Record<string, unknown>, field: string, value: unknown) {
		if (secretFields.has(field)) return '(secret)';
		// `value` is what the bytes have made of themselves already.
		const held = this[field];
		return held instanceof Uint8Array ? `(${held.length} bytes)` : value;
	});
}

function toAuditValue(field: string, value: unknown): string {
	if (value === null) return '(cleared)';
	if (secretFields.has(field)) return '(secret)';
	if (Array.isArray(value)) return `(${value.length})`;
	return JSON.stringify(value);
}
