import { z } from 'zod';
import { changeDevice } from '../../app/administration/change-device.ts';
import type { DeviceProfile, Line } from '../../domain/device-profile.ts';
import { DmsError } from '../../domain/errors.ts';
import { administrationOf } from '../administration-of.ts';
import { loadOwn } from '../own-device.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';
import { readExpectedVersion, toVersionTag } from '../versions.ts';
import { lineAnswer, toLineAnswer } from './device-answer.ts';
import { deviceParameters, devicePath } from './device-path.ts';

const path = `${devicePath}/lines` as const;
const onePath = `${path}/{line}` as const;
const facts = { tag: 'Lines', scope: 'device' } as const satisfies Partial<RouteFacts>;
const oneParameters = deviceParameters.extend({ line: z.coerce.number().int().min(1).max(10_000) });

const texts = {
	userId: text,
	externalUserId: text,
	authUser: text,
	displayName: text,
	firstName: text,
	lastName: text,
	callingLineId: text,
	extension: text,
	e164: text,
	label: text,
	timeZone: text,
	language: text,
	department: text,
};

const lineInput = z
	.strictObject({
		linePort: text.describe('`user@host`, or the user part alone.'),
		isPrimary: z.boolean().default(false),
		...z.strictObject(texts).partial().shape,
		authPassword: text.nullable().optional().describe('Left out: as the line of this linePort has it. Null: none.'),
		shared: z.boolean().optional(),
		attributes: z.record(text, text).optional(),
	})
	.meta({ id: 'LineInput' });

const lineChange = z
	.strictObject({
		linePort: text.optional(),
		isPrimary: z.boolean().optional(),
		...z.strictObject(Object.fromEntries(Object.entries(texts).map(([name, schema]) => [name, schema.nullable()]))).partial().shape,
		authPassword: text.nullable().optional(),
		shared: z.boolean().nullable().optional(),
		attributes: z.record(text, text).nullable().optional(),
	})
	.meta({ id: 'LineChange' });

const linesAnswer = z.object({ items: z.array(lineAnswer), version: z.int().describe('Of the device.') }).meta({ id: 'Lines' });
const newLines = z.strictObject({ lines: z.array(lineInput).max(5000) }).meta({ id: 'NewLines' });

/** Lines of one device in their order; their entity tag is that of the device. */
export function createDeviceLineRoutes(): readonly AdminRoute[] {
	return [readRoute(), replaceRoute(), addRoute(), deleteAllRoute(), changeRoute(), deleteRoute()];
}

function readRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path, permission: toPermissionOf(path, 'read'), status: 200 },
			summary: 'Lines of a device in their order, without their passwords',
		},
		{ parameters: deviceParameters, query: noQuery, body: noBody, answer: linesAnswer },
		async (call) => toAnswer(await loadOwn(call, call.parameters.deviceId)),
	);
}

function replaceRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'PUT', path, permission: toPermissionOf(path, 'update'), ifMatch: 'required', status: 200 },
			summary: 'Put other lines in place; a line whose linePort stays keeps its password unless another one is given',
		},
		{ parameters: deviceParameters, query: noQuery, body: newLines, answer: linesAnswer },
		(call) => changeLines(call, 'required', (lines) => call.body.lines.map((line) => toLine(line, lines))),
	);
}

function addRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'POST', path, permission: toPermissionOf(path, 'create'), ifMatch: 'optional', status: 201 },
			summary: 'Add a line after the last one',
		},
		{ parameters: deviceParameters, query: noQuery, body: lineInput, answer: linesAnswer },
		(call) => changeLines(call, 'optional', (lines) => [...lines, toLine(call.body, [])]),
	);
}

function deleteAllRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path, permission: toPermissionOf(path, 'delete'), ifMatch: 'optional', status: 204 },
			summary: 'Delete all lines of a device',
		},
		{ parameters: deviceParameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			await changeLines(call, 'optional', () => []);
			return { body: undefined };
		},
	);
}

function changeRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'PATCH', path: onePath, permission: toPermissionOf(onePath, 'update'), ifMatch: 'required', status: 200 },
			summary: 'Change one line: fields that are left out stay, null clears',
		},
		{ parameters: oneParameters, query: noQuery, body: lineChange, answer: linesAnswer },
		(call) =>
			changeLines(call, 'required', (lines) => {
				const index = requireLine(lines, call.parameters.line);
				return lines.map((line, at) => (at === index ? { ...line, ...call.body } : line));
			}),
	);
}

function deleteRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: onePath, permission: toPermissionOf(onePath, 'delete'), ifMatch: 'required', status: 200 },
			summary: 'Delete one line; those after it move up',
		},
		{ parameters: oneParameters, query: noQuery, body: noBody, answer: linesAnswer },
		(call) =>
			changeLines(call, 'required', (lines) => {
				const index = requireLine(lines, call.parameters.line);
				return lines.filter((_, at) => at !== index);
			}),
	);
}

/** A line as a request has it: null and undefined are no values. */
type LooseLine = { readonly [Field in keyof Line]?: Line[Field] | null | undefined };

/** What was read is what is changed: another change meanwhile is `precondition.failed`, also where no version was named. */
async function changeLines(
	call: Caller & { readonly parameters: { readonly deviceId: string } },
	need: 'required' | 'optional',
	change: (lines: readonly Line[]) => readonly LooseLine[],
) {
	const existing = await loadOwn(call, call.parameters.deviceId);
	readExpectedVersion(call, existing, need);
	const lines = change(existing.lines).map(withoutAbsent);
	const { device } = await changeDevice(administrationOf(call), { key: existing }, { lines }, 'device lines', existing.version);
	return toAnswer(device);
}

function toLine({ authPassword, ...line }: z.output<typeof lineInput>, existing: readonly Line[]): LooseLine {
	const kept = existing.find(({ linePort }) => linePort === line.linePort)?.authPassword;
	return { ...line, authPassword: authPassword === undefined ? kept : authPassword };
}

function withoutAbsent(line: LooseLine): Line {
	const fields = Object.fromEntries(Object.entries(line).filter(([, value]) => value !== null && value !== undefined));
	return { linePort: '', isPrimary: false, ...fields };
}

/** @throws DmsError `value.invalid`. */
function requireLine(lines: readonly Line[], number: number): number {
	if (number <= lines.length) return number - 1;
	throw new DmsError('value.invalid', `the device has ${lines.length} lines, and none with the number ${number}`, { field: 'line' });
}

function toAnswer(device: DeviceProfile) {
	return { body: { items: device.lines.map(toLineAnswer), version: device.version }, etag: toVersionTag(device) };
}
