/** `person:alice` is `alice`; what else has changed something keeps its kind: `service-account:crm`. */
export function toAuthorText(author: string): string {
	return author.startsWith('person:') ? author.slice('person:'.length) : author;
}
