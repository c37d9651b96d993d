import { z } from 'zod';
import type { TagInput } from '../../app/administration/change-tags.ts';
import { findDeviceType } from '../../app/administration/find-device-type.ts';
import { presentFields } from '../../app/administration/present-fields.ts';
import type { OverridePlace } from '../../app/administration/set-file-override.ts';
import { scopeOf } from '../../app/authentication/principal.ts';
import { findDeviceStanding } from '../../app/history/device-standing.ts';
import type { FileStanding } from '../../app/history/file-standing.ts';
import { listBehind } from '../../app/history/list-behind.ts';
import { listDrafts } from '../../app/history/list-drafts.ts';
import { overrideSources } from '../../domain/device-type-file.ts';
import { requireCustomTagName } from '../../domain/tag.ts';
import { invalid } from '../../domain/text-rules.ts';
import { toTagReference } from '../../tags/lex.ts';
import { loadOwn, requireOwnScope } from '../own-device.ts';
import { pathText } from '../path-text.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery } from '../route.ts';
import { flagInQuery, text, wholeInQuery } from '../schemas.ts';
import { toScopedFilter } from '../scoping.ts';
import { deviceId, deviceParameters, devicePath } from './device-path.ts';
import { typeFileChange } from './device-type-input.ts';
import { draftAnswer, toDraftAnswer } from './history-answer.ts';
import { createHistoryRoutes } from './history-routes.ts';
import { lastFetchAnswer, toLastFetchAnswer } from './last-fetch-answer.ts';

const providerPath = '/api/v1/service-providers/{serviceProviderId}';

const overrideChange = z.strictObject({ fileSource: z.enum(overrideSources) }).meta({ id: 'OverrideDraftChange' });
const draftTag = z.strictObject({ name: text, value: text, overridable: z.boolean().exactOptional() });
const tagsDraftChange = z
	.strictObject({
		set: z.array(draftTag).max(1000).default([]),
		remove: z.array(text).max(1000).default([]),
		regionName: text.exactOptional().describe('Of a tag set.'),
		tagSet: text.nullable().exactOptional().describe('Of a device, a group or a service provider; null: none of its own.'),
	})
	.meta({ id: 'TagsDraftChange' });

/** The history of files, of what stands in their place, and of tags; drafts; and which devices have not fetched what they should have. */
export function createHistoryResourceRoutes(): readonly AdminRoute[] {
	return [
		...ofTypeFiles(),
		...overridePlaces.flatMap(ofOverrides),
		...overridePlaces.flatMap(ofTags),
		...tagSetPlaces.flatMap(ofTagSet),
		draftsRoute(),
		standingRoute(),
		behindRoute(),
	];
}

function ofTypeFiles(): readonly AdminRoute[] {
	return createHistoryRoutes({
		path: '/api/v1/device-types/{name}/files/{fileFormat}',
		...{ scope: 'system', readScope: 'none', title: 'a file of a device type' },
		parameters: z.strictObject({ name: text, fileFormat: text }),
		toPlace: ({ parameters }) =>
			Promise.resolve({
				kind: 'file',
				typeName: pathText(parameters, 'name') ?? '',
				fileFormat: pathText(parameters, 'fileFormat') ?? '',
			}),
		change: typeFileChange,
		toChange: (change) => ({ kind: 'file', change }),
		toContentChange: (content) => ({ kind: 'file', change: { content } }),
	});
}

/** A device, a service provider for a type, a group for a type. */
interface PlaceOptions {
	readonly path: `/api/v1/${string}`;
	readonly parameters: z.ZodObject;
	readonly title: string;
}

const overridePlaces: readonly PlaceOptions[] = [
	{ path: devicePath, parameters: deviceParameters, title: 'a device' },
	{
		path: `${providerPath}/device-types/{name}`,
		parameters: z.strictObject({ serviceProviderId: text, name: text }),
		title: 'a service provider for a device type',
	},
	{
		path: `${providerPath}/groups/{groupId}/device-types/{name}`,
		parameters: z.strictObject({ serviceProviderId: text, groupId: text, name: text }),
		title: 'a group for a device type',
	},
];

/** @throws DmsError `device.not-found`, `permission.denied` for what the caller does not administer. */
async function toPlace(call: Caller & { readonly parameters: Readonly<Record<string, unknown>> }): Promise<OverridePlace> {
	const { parameters } = call;
	const id = pathText(parameters, 'deviceId');
	if (id !== undefined) return { device: { key: await loadOwn(call, id) } };
	const groupId = pathText(parameters, 'groupId');
	const scope = { serviceProviderId: pathText(parameters, 'serviceProviderId') ?? '', ...(groupId === undefined ? {} : { groupId }) };
	return { typeName: pathText(parameters, 'name') ?? '', scope: requireOwnScope(call, scope) };
}

function ofOverrides({ path, parameters, title }: PlaceOptions): readonly AdminRoute[] {
	return createHistoryRoutes({
		...{ path: `${path}/files/{fileFormat}`, scope: 'device', title: `what stands in place of a file, of ${title}` },
		parameters: parameters.extend({ fileFormat: text }),
		toPlace: async (call) => ({
			...{ kind: 'override', place: await toPlace(call) },
			fileFormat: pathText(call.parameters, 'fileFormat') ?? '',
		}),
		change: overrideChange,
		toChange: ({ fileSource }) => ({ kind: 'override', source: fileSource }),
		toContentChange: (content) => ({ kind: 'override', source: 'Custom', content }),
	});
}

function ofTags({ path, parameters, title }: PlaceOptions): readonly AdminRoute[] {
	return createHistoryRoutes({
		...{ path: `${path}/tags`, scope: 'device', parameters, title: `the tags of ${title}` },
		toPlace: async (call) => ({ kind: 'tags', place: await toPlace(call) }),
		...{ change: tagsDraftChange, toChange: toTagsChange },
	});
}

const tagSetPlaces: readonly PlaceOptions[] = [
	{ path: '/api/v1/system-tag-set', parameters: noParameters, title: 'the system default set' },
	{ path: '/api/v1/tag-sets/{name}', parameters: z.strictObject({ name: text.min(1) }), title: 'a tag set' },
];

function ofTagSet({ path, parameters, title }: PlaceOptions): readonly AdminRoute[] {
	return createHistoryRoutes({
		...{ path, scope: 'system', parameters, title },
		toPlace: (call) => Promise.resolve({ kind: 'tag-set', name: pathText(call.parameters, 'name') ?? '' }),
		...{ change: tagsDraftChange, toChange: toTagsChange },
	});
}

/** @throws DmsError `tag.name-invalid`, `value.invalid` for a mask. */
function toTagsChange({ set, remove, ...rest }: z.output<typeof tagsDraftChange>) {
	return { kind: 'tags', set: set.map(toTag), delete: remove.map(requireCustomTagName), ...rest } as const;
}

function toTag(tag: TagInput) {
	const name = requireCustomTagName(tag.name);
	const isMask = tag.value === '********' && toTagReference(name).hasSecretName;
	if (isMask) throw invalid('value', `the value of tag ${name} is a mask; leave the tag out, and it stays`);
	return { ...tag, name };
}

function draftsRoute(): AdminRoute {
	const path = '/api/v1/drafts';
	return defineRoute(
		{
			...{ method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'system', tag: 'History', status: 200 },
			summary: 'Drafts that nobody has published, the oldest first',
		},
		{
			...{ parameters: noParameters, query: noQuery, body: noBody },
			answer: z.object({ items: z.array(z.object({ title: z.string(), liveHasMoved: z.boolean(), draft: draftAnswer })) }),
		},
		async ({ ports }) => {
			const drafts = await listDrafts(ports.store);
			return { body: { items: drafts.map(({ title, liveHasMoved, draft }) => ({ title, liveHasMoved, draft: toDraftAnswer(draft) })) } };
		},
	);
}

const verdict = z.enum(['current', 'behind', 'never', 'not-applicable']);
const standing = z
	.object({
		fileFormat: z.string(),
		verdict,
		reason: z.string().optional(),
		expected: z.object({ level: z.string(), etag: z.string(), size: z.int(), lastModified: z.string() }).nullable(),
		fetched: lastFetchAnswer.nullable(),
	})
	.meta({ id: 'FileStanding' });

function standingRoute(): AdminRoute {
	const path = `${devicePath}/standing` as const;
	return defineRoute(
		{
			...{ method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'device', tag: 'History', status: 200 },
			summary: 'Of each file: what the device should have, and what it fetched last',
		},
		{
			...{ parameters: deviceParameters, query: noQuery, body: noBody },
			answer: z.object({ verdict, files: z.array(standing) }).meta({ id: 'DeviceStanding' }),
		},
		async (call) => {
			const device = await loadOwn(call, call.parameters.deviceId);
			const found = await findDeviceStanding(call.ports.store, { key: device });
			return { body: { verdict: found.verdict, files: found.files.map(toStanding) } };
		},
	);
}

function behindRoute(): AdminRoute {
	const path = '/api/v1/behind';
	return defineRoute(
		{
			...{ method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'device', tag: 'History', status: 200 },
			summary: 'Devices that have an older version of a file than they would get now; a page may be short and still not the last one',
		},
		{
			parameters: noParameters,
			query: z.strictObject({
				deviceType: text.exactOptional(),
				serviceProviderId: text.exactOptional(),
				groupId: text.exactOptional(),
				includeNever: flagInQuery.exactOptional().describe('Also devices that have fetched nothing.'),
				exact: flagInQuery.exactOptional().describe('Build every file, also where nothing has changed since.'),
				limit: wholeInQuery(1, 100, 1000),
				cursor: deviceId.exactOptional(),
			}),
			body: noBody,
			answer: z
				.object({
					items: z.array(
						z.object({
							...{ deviceId: z.string(), deviceName: z.string(), deviceType: z.string(), isNew: z.boolean() },
							files: z.array(standing),
						}),
					),
					nextCursor: z.string().nullable(),
				})
				.meta({ id: 'BehindList' }),
		},
		async ({ ports: { store }, principal, query: { deviceType, serviceProviderId, groupId, cursor, includeNever, ...options } }) => {
			const typeId = deviceType === undefined ? undefined : (await findDeviceType(store, deviceType)).id;
			const filter = toScopedFilter(presentFields({ serviceProviderId, groupId, typeId }), scopeOf(principal));
			const page = await listBehind(store, {
				...options,
				filter,
				wanted: includeNever === true ? 'both' : 'behind',
				...(cursor === undefined ? {} : { afterId: cursor }),
			});
			const items = page.devices.map(({ device, deviceType: type, isNew, files }) => ({
				...{ deviceId: device.id, deviceName: device.name, deviceType: type, isNew },
				files: files.map(toStanding),
			}));
			return { body: { items, nextCursor: page.nextAfterId ?? null } };
		},
	);
}

function toStanding({ fileFormat, verdict: found, reason, expected, fetched }: FileStanding): z.input<typeof standing> {
	return {
		...{ fileFormat, verdict: found, ...(reason === undefined ? {} : { reason }) },
		expected: expected === undefined ? null : { ...expected, lastModified: expected.lastModified.toISOString() },
		fetched: fetched === undefined ? null : toLastFetchAnswer(fetched),
	};
}
