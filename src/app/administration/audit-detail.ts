/** Fields whose values no audit entry may show. */
const secretFields: ReadonlySet<string> = new Set(['credentials', 'accessDeviceCredentials', 'password']);

/** `field=value` for each field that a change sets; secrets masked, lists counted, `null` as cleared. */
export function toAuditDetail(change: object): string {
	return Object.entries(change)
		.filter(([, value]) => value !== undefined)
		.map(([field, value]) => `${field}=${toAuditValue(field, value)}`)
		.join(', ');
}

function toAuditValue(field: string, value: unknown): string {
	if (value === null) return '(cleared)';
	if (secretFields.has(field)) return '(secret)';
	if (Array.isArray(value)) return `(${value.length})`;
	return JSON.stringify(value);
}
