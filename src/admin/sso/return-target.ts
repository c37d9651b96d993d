const maxLength = 512;
/** RFC 3986: a path from the root and a query, in visible ASCII. A second slash or a backslash would begin the name of another host. */
const targetForm = /^\/(?![/\\])[!"$-[\]-~]*$/;

/**
 * Where on the page of this server a browser may be sent after a sign-in; undefined for all that could lead elsewhere, and for paths that a
 * browser would rewrite.
 */
export function parseReturnTarget(text: string): string | undefined {
	if (text.length > maxLength || !targetForm.test(text)) return undefined;
	const url = URL.parse(text, 'http://here.invalid');
	return url?.host === 'here.invalid' && url.pathname + url.search === text && !url.pathname.startsWith('//') ? text : undefined;
}
