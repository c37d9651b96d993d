import { DmsError } from './errors.ts';
import { checkLength, checkPrintable, type LimitName } from './limits.ts';

/** Segments of RFC 3986 `pchar` without percent-encoding, so that a path has one spelling alone. @throws DmsError `value.*`. */
export function checkDeviceAccessUri(uri: string): void {
	const field = 'deviceAccessURI';
	checkLength(field, uri, 'deviceAccessUri');
	checkSegments(field, uri);
	const stranger = /[^A-Za-z0-9/._~!$&'()*+,;=:@-]/u.exec(uri);
	if (stranger !== null) throw invalid(field, `${field} must not contain ${quote(stranger[0])}`);
}

/** One segment of a path. @throws DmsError `value.*`. */
export function checkContext(context: string): void {
	const field = 'deviceAccessContext';
	checkLength(field, context, 'deviceAccessContext');
	checkSegments(field, context);
	if (!/^[A-Za-z0-9._~-]+$/.test(context)) throw invalid(field, `${field} ${quote(context)} may have letters, digits and . _ ~ - alone`);
}

/** A host name or an address, without scheme, port or path. @throws DmsError `value.*`. */
export function checkNetAddress(address: string): void {
	const field = 'deviceAccessNetAddress';
	checkLength(field, address, 'netAddress');
	if (!/^[A-Za-z0-9._:[\]-]+$/.test(address)) throw invalid(field, `${field} ${quote(address)} is not a host name or an address`);
}

/** A name that devices ask for, perhaps with tags and with sub-directories. @throws DmsError `value.*`. */
export function checkFileName(field: string, name: string): void {
	checkToken(field, name, 'fileFormat');
	checkSegments(field, name);
	const withoutTags = name.replace(/%[A-Za-z_][A-Za-z0-9_.-]*%/g, (tag) => {
		checkLength(`a tag of ${field}`, tag, 'tagName');
		return '';
	});
	if (withoutTags.includes('%')) throw invalid(field, `${field} ${quote(name)} has a percent sign that belongs to no tag`);
	const stranger = /[?#]/.exec(name);
	if (stranger !== null) throw invalid(field, `${field} must not contain ${quote(stranger[0])}`);
}

/** Stops traversal and second spellings of one path. */
function checkSegments(field: string, path: string): void {
	if (path.includes('\\')) throw invalid(field, `${field} must not contain a backslash`);
	for (const segment of path.split('/')) {
		if (segment === '') throw invalid(field, `${field} ${quote(path)} begins or ends with a slash or has an empty segment`);
		if (segment === '.' || segment === '..') throw invalid(field, `${field} ${quote(path)} has a segment ${quote(segment)}`);
	}
}

/** One line of text within a limit, as `collapse` leaves it. @throws DmsError `value.*`. */
export function checkToken(field: string, value: string, limit: LimitName): void {
	checkLength(field, checkCollapsed(field, value), limit);
}

/** A document does not keep such white space, so it would be lost on the first export. @throws DmsError `value.invalid`. */
export function checkCollapsed(field: string, value: string): string {
	if (checkText(field, value) !== collapse(value)) throw invalid(field, `${field} has white space at an end, or twice in a row`);
	return value;
}

/** Characters that no document can carry (half surrogate pairs, U+FFFE, U+FFFF) would be lost on the first export. @throws DmsError `value.invalid`. */
export function checkText(field: string, value: string): string {
	if (!value.isWellFormed() || /[\ufffe\uffff]/.test(value)) throw invalid(field, `${field} contains a character that is no text`);
	return checkPrintable(field, value);
}

export function invalid(field: string, detail: string): DmsError {
	return new DmsError('value.invalid', detail, { field });
}

/** For messages: at most 64 characters, in quotes and with escapes. */
export function quote(value: string): string {
	return JSON.stringify(value.slice(0, 64));
}

/** White space as `xs:token` has it. */
export function collapse(value: string): string {
	return value.replace(/[ \t\r\n]+/g, ' ').trim();
}
