/** Whether a certificate says that it has no end: RFC 5280 4.1.2.5, the last second of the year 9999. @param notAfter ISO 8601. */
export function isEndless(notAfter: string): boolean {
	return notAfter.startsWith('9999-12-31T23:59:59');
}
