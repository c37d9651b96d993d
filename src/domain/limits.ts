import { DmsError } from './errors.ts';

/** Limits of the OCI-P schema, in characters unless a name says bytes. */
export const limits = {
	deviceTypeName: [1, 40],
	deviceName: [1, 40],
	serialNumber: [1, 80],
	description: [1, 80],
	physicalLocation: [1, 1024],
	deviceAccessUri: [1, 256],
	deviceAccessContext: [1, 80],
	fileFormat: [1, 128],
	macFormatInNonRequestUri: [1, 256],
	tagName: [3, 64],
	tagValue: [0, 256],
	tagSetName: [1, 30],
	regionName: [1, 64],
	userName: [1, 161],
	password: [1, 60],
	serviceProviderIdBytes: [1, 30],
	groupId: [1, 30],
	netAddress: [1, 80],
	language: [1, 40],
	encoding: [1, 40],
	linePort: [1, 161],
	version: [1, 1024],
	requestUri: [1, 256],
	trustAnchorAlias: [1, 64],
	clientIdentityName: [1, 253],
	webApplication: [1, 80],
	realm: [1, 265],
	personLogin: [1, 64],
	personFullName: [1, 80],
	personProfile: [1, 40],
	personPassword: [12, 256],
	serviceAccountName: [1, 64],
	acl: [1, 256],
	resetString: [1, 80],
} as const satisfies Record<string, readonly [number, number]>;

export type LimitName = keyof typeof limits;

/** @throws DmsError `value.too-long` or `value.too-short`, naming the field, the limit and the value's length. */
export function checkLength(field: string, value: string, limit: LimitName): string {
	const [least, most] = limits[limit];
	const inBytes = limit.endsWith('Bytes');
	const length = inBytes ? utf8Length(value) : [...value].length;
	const unit = inBytes ? 'bytes' : 'characters';
	if (length > most) {
		throw new DmsError('value.too-long', `${field} has ${length} ${unit}; the limit is ${most}`, { field });
	}
	if (length < least) {
		throw new DmsError('value.too-short', `${field} has ${length} ${unit}; at least ${least} are needed`, { field });
	}
	return value;
}

/** @throws DmsError `value.invalid` when the value is not a whole number in the range. */
export function checkWholeNumber(field: string, value: number, least: number, most: number): number {
	if (!Number.isInteger(value) || value < least || value > most) {
		throw new DmsError('value.invalid', `${field} is ${value}; it must be a whole number from ${least} to ${most}`, { field });
	}
	return value;
}

/** @throws DmsError `value.invalid` naming the allowed values. */
export function checkChoice<Choice extends string>(field: string, value: string, choices: readonly Choice[]): Choice {
	const choice = choices.find((candidate) => candidate === value);
	if (choice === undefined) {
		throw new DmsError('value.invalid', `${field} is ${JSON.stringify(value.slice(0, 64))}; it must be one of: ${choices.join(', ')}`, {
			field,
		});
	}
	return choice;
}

/** Control characters have no place in a name: they forge lines in logs and tables. @throws DmsError `value.invalid`. */
export function checkPrintable(field: string, value: string): string {
	if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(value)) {
		throw new DmsError('value.invalid', `${field} contains a control character`, { field });
	}
	return value;
}

/** Collapses white space as `xs:token` does, then checks the length and that no control character is left. */
export function toToken(field: string, value: string, limit: LimitName): string {
	const token = value.replace(/[ \t\r\n]+/g, ' ').trim();
	return checkLength(field, checkPrintable(field, token), limit);
}

function utf8Length(value: string): number {
	let bytes = 0;
	for (const character of value) {
		const point = character.codePointAt(0) ?? 0;
		bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
	}
	return bytes;
}
