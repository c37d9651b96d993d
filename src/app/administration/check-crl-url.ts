import { invalid, quote } from '../../domain/text-rules.ts';

const longestUrl = 1024;

/** An address from which a list can be fetched without asking anybody. @throws DmsError `value.invalid`. */
export function checkCrlUrl(text: string): void {
	const field = 'crlUrl';
	if (text.length > longestUrl) throw invalid(field, `${field} has ${text.length} characters; the limit is ${longestUrl}`);
	const url = /^[\x21-\x7e]+$/.test(text) ? URL.parse(text) : null;
	if (url === null) throw invalid(field, `${field} ${quote(text)} is not a URL`);
	if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid(field, `${field} ${quote(text)} is neither http nor https`);
	// It would stand in tables, in the audit and in backups.
	if (url.username !== '' || url.password !== '') throw invalid(field, `${field} must not contain a user name or a password`);
	if (text.includes('#')) throw invalid(field, `${field} must not have a fragment`);
}
