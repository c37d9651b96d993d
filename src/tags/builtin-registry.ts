import { DmsError } from '../domain/errors.ts';
import { limits } from '../domain/limits.ts';
import { type BuiltInSource, type BuiltInTag, builtInSources } from '../domain/tag.ts';
import { eachLineBegin, eachLineEnd } from './lex.ts';

/** Built-in tags by name; the name of a line tag ends in `-n`. */
export type BuiltInRegistry = ReadonlyMap<string, BuiltInTag>;

const maxRows = 1000;
const maxMeaning = 256;

const row = (name: string, source: BuiltInSource, meaning: string): BuiltInTag => ({ name, source, meaning });

/**
 * The table that an installation begins with. Only `%BWMACADDRESS%` and `%BWDEVICEID%` are publicly attested; an
 * administrator may add, rebind and remove rows.
 */
export const defaultBuiltInTags: readonly BuiltInTag[] = [
	row('%BWMACADDRESS%', 'device.macAddress', 'MAC address of the device, twelve hexadecimal digits'),
	row('%BWDEVICEID%', 'device.name', 'Name of the device profile'),
	row('%BWFQDEVICEID%', 'device.qualifiedName', 'Service provider, group and name of the device profile'),
	row('%BWSERIALNUMBER%', 'device.serialNumber', 'Serial number of the device'),
	row('%BWTIMESTAMP%', 'build.timestamp', 'Time of the last change of what the file is built from'),
	row('%BWDEVICEACCESSFQDN%', 'type.accessFqdn', 'Host name of the device type URL'),
	row('%BWDEVICEACCESSPORT%', 'type.accessPort', 'Port of the device type URL'),
	row('%BWDMSCONTEXT%', 'type.accessContext', 'First part of the path of the device type URL'),
	row('%BWDEVICEACCESSURI%', 'type.accessUri', 'Path of the device type below the context'),
	row('%BWLINEPORT-n%', 'line.userPart', 'User part of the line/port'),
	row('%BWHOST-n%', 'line.hostPart', 'Host part of the line/port'),
	row('%BWLINEPORT-PRIMARY%', 'lines.primary', 'Number of the primary line'),
	row('%BWAUTHUSER-n%', 'line.authUser', 'SIP authentication user name'),
	row('%BWAUTHPASSWORD-n%', 'line.authPassword', 'SIP authentication password'),
	row('%BWDISPLAYNAMELINEPORT-n%', 'line.displayName', 'Display name of the line'),
	row('%BWNAME-n%', 'line.name', 'First and last name of the user'),
	row('%BWFIRSTNAME-n%', 'line.firstName', 'First name of the user'),
	row('%BWLASTNAME-n%', 'line.lastName', 'Last name of the user'),
	row('%BWCLID-n%', 'line.callingLineId', 'Calling line identity'),
	row('%BWEXTENSION-n%', 'line.extension', 'Extension'),
	row('%BWE164-n%', 'line.e164', 'Public number'),
	row('%BWUSERID-n%', 'line.userId', 'User id'),
	row('%BWUSEREXTID-n%', 'line.externalUserId', 'External user id'),
	row('%BWSHAREDLINE-n%', 'line.shared', 'true for a shared line, else false'),
	row('%BWAPPEARANCE-LABEL-n%', 'line.label', 'Label of the line'),
	row('%BWTIMEZONE-n%', 'line.timeZone', 'Time zone of the user'),
	row('%BWLANGUAGE-n%', 'line.language', 'Language of the user, as the device type calls it'),
	row('%BWGROUPID-n%', 'line.groupId', 'Group of the user'),
	row('%BWDEPARTMENT-n%', 'line.department', 'Department of the user'),
	row('%BWVOICE-PORTAL-NUMBER-n%', 'line.attribute', 'Number of the voice portal'),
	row('%BWNETWORK-CONFERENCE-SIPURI-n%', 'line.attribute', 'SIP URI of the network conference'),
	row('%BWBLF-URI-n%', 'line.attribute', 'SIP URI of the busy lamp field list'),
	row('%BWGROUP-CALL-PICKUP-BOOL-n%', 'line.attribute', 'Whether the user is in a call pickup group'),
];

export function isLineSource(source: BuiltInSource): source is Extract<BuiltInSource, `line.${string}`> {
	return source.startsWith('line.');
}

/** The rows must have passed `checkBuiltInTags`. */
export function toBuiltInRegistry(rows: readonly BuiltInTag[]): BuiltInRegistry {
	return new Map(rows.map((tag) => [tag.name, tag]));
}

/** Checks a whole table. @throws DmsError `value.invalid` with one finding for each wrong row. */
export function checkBuiltInTags(rows: readonly { name: string; source: string; meaning: string }[]): readonly BuiltInTag[] {
	if (rows.length > maxRows) throw refuseTable([`the table has ${rows.length} rows; the limit is ${maxRows}`]);
	const names = new Set<string>();
	const findings: string[] = [];
	const tags: BuiltInTag[] = [];
	for (const { name, source: sourceName, meaning } of rows) {
		const source = builtInSources.find((known) => known === sourceName);
		const wrong = source === undefined ? `has no known source: ${quote(sourceName)}` : findWrongName(name, source);
		if (wrong !== undefined) findings.push(`${quote(name)} ${wrong}`);
		else if (names.has(name)) findings.push(`${quote(name)} is in the table twice`);
		else if (meaning.length > maxMeaning || /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(meaning)) {
			findings.push(`${quote(name)} has a meaning that is longer than ${maxMeaning} characters or more than one line`);
		} else if (source !== undefined) tags.push({ name, source, meaning });
		names.add(name);
	}
	if (findings.length > 0) throw refuseTable(findings);
	return tags;
}

function findWrongName(name: string, source: BuiltInSource): string | undefined {
	if (name.length > limits.tagName[1]) return `has ${name.length} characters; the limit is ${limits.tagName[1]}`;
	if (!/^%BW[A-Za-z0-9_.-]+%$/.test(name)) return 'must be %BW, then letters, digits, _ . or -, then %';
	if (name === eachLineBegin || name === eachLineEnd) return 'is the mark of a repeated part';
	if (/-[0-9]+%$/.test(name)) return 'ends in the number of a line; write -n';
	if (isLineSource(source) && !name.endsWith('-n%')) return `is bound to ${source} and must end in -n`;
	if (!isLineSource(source) && name.endsWith('-n%')) return `is bound to ${source}, which has no lines, and must not end in -n`;
	return undefined;
}

function refuseTable(findings: readonly string[]): DmsError {
	const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
	return new DmsError('value.invalid', `built-in tags: ${findings[0]}${more}`, { field: 'builtInTags', findings });
}

function quote(text: string): string {
	return JSON.stringify(text.slice(0, 80));
}
