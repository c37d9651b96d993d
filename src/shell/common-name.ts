/**
 * The common name where the printed name has exactly one, else the whole name: what fits into a column. For people alone, nothing is decided
 * by it.
 */
export function toCommonName(name: string): string {
	const found = [...name.matchAll(/(?:^|, |\+)CN=((?:\\.|[^\\,+])*)/g)];
	const value = found[0]?.[1];
	return found.length === 1 && value !== undefined && !value.startsWith('#') ? value.replace(/\\([ #\\,+"<>;])/g, '$1') : name;
}

/** With a mark glued to it where the certificate has signed itself. */
export function toIssuerText({ subject, issuer }: { readonly subject: string; readonly issuer: string }): string {
	return `${toCommonName(issuer)}${subject === issuer ? '[self-signed]' : ''}`;
}
