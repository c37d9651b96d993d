/** Answers hold what not everybody may see, and no page of a browser is made of them. */
const always = {
	'Cache-Control': 'no-store',
	'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
	'Cross-Origin-Resource-Policy': 'same-origin',
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Frame-Options': 'DENY',
} as const;

/** What every answer has. */
export function toSecurityHeaders({ isSecure }: { readonly isSecure: boolean }): Readonly<Record<string, string>> {
	return isSecure ? { ...always, 'Strict-Transport-Security': 'max-age=31536000' } : always;
}
