const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** A client may make methods up. */
export function toMethodLabel(method: string): string {
	return methods.has(method) ? method : 'other';
}

/** `2xx`. */
export function toStatusClass(status: number): string {
	return `${Math.floor(status / 100)}xx`;
}
