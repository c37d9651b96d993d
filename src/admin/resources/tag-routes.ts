import { z } from 'zod';
import { changeTags, loadPlacedTags, type PlacedTags, toShownTagValue } from '../../app/administration/change-tags.ts';
import { type ListedTag, listTags } from '../../app/administration/list-tags.ts';
import type { TagPlace } from '../../app/administration/tag-place.ts';
import type { Action } from '../../domain/permission.ts';
import type { Store } from '../../domain/ports.ts';
import { tagLevels } from '../../domain/tag.ts';
import { guardedBy } from '../guarded-administration.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';
import { toVersionTag } from '../versions.ts';

/** Where the tags of a group of routes are, and how a call names them. */
export interface TagRoutesOptions<Parameters extends z.ZodObject> {
	/** Without `/tags`. */
	readonly path: `/api/v1/${string}`;
	readonly scope: RouteFacts['scope'];
	readonly parameters: Parameters;
	/** What the summary calls the place. */
	readonly title: string;
	/** @throws DmsError for a place that the caller does not administer. */
	readonly toPlace: (call: Caller & { readonly parameters: z.output<Parameters> }) => Promise<TagPlace>;
}

const mostTags = 10_000;
const tagInput = z
	.strictObject({
		name: text.describe('With or without percent signs.'),
		value: text.describe('`********` in place of a password stands for the one that is there.'),
		overridable: z.boolean().exactOptional().describe('Of a tag set: whether a level below may have another value.'),
	})
	.meta({ id: 'TagInput' });

const newTags = z.strictObject({ tags: z.array(tagInput).max(mostTags) }).meta({ id: 'NewTags' });
const tagsChange = z
	.strictObject({ set: z.array(tagInput).max(mostTags).default([]), remove: z.array(text).max(mostTags).default([]) })
	.meta({ id: 'TagsChange' });

export const tagsAnswer = z
	.object({
		tags: z.array(z.object({ name: z.string(), value: z.string(), overridable: z.boolean().optional() })),
		version: z.int().optional().describe('Of the device.'),
		updatedAt: z.string().nullable(),
	})
	.meta({ id: 'Tags' });

const definition = {
	value: z.string().describe('As it was entered; a password is masked.'),
	level: z.enum(tagLevels),
	tagSetName: z.string().optional().describe('Empty: the system default set.'),
	regionName: z.string().optional(),
	overridable: z.boolean().optional(),
};
const effectiveAnswer = z
	.object({
		items: z.array(
			z.object({
				name: z.string(),
				...definition,
				actualValue: z.string().describe('With the tags in it resolved; a password is masked.'),
				overridden: z.array(z.object(definition)).describe('Definitions that do not win, from general to specific.'),
			}),
		),
	})
	.meta({ id: 'EffectiveTags' });

/** Tags of one place: read, replace, change some of them, delete all of them. */
export function createTagRoutes<Parameters extends z.ZodObject>(options: TagRoutesOptions<Parameters>): readonly AdminRoute[] {
	return [readRoute(options), replaceRoute(options), changeRoute(options), deleteRoute(options)];
}

/** What is in effect for a device, or for the devices of a group, and where each value comes from. */
export function createEffectiveTagRoute<Parameters extends z.ZodObject>(options: TagRoutesOptions<Parameters>): AdminRoute {
	const { parameters, scope, title } = options;
	const path = `${options.path}/tags/effective` as const;
	return defineRoute(
		{
			...{ method: 'GET', path, scope, tag: 'Tags', permission: toPermissionOf(path, 'read'), status: 200 },
			summary: `Tags in effect for ${title}: value, level, and where it is overridden`,
		},
		{ parameters, query: noQuery, body: noBody, answer: effectiveAnswer },
		async (call) => ({ body: { items: toEffective(await listTags(call.ports.store, await options.toPlace(call))) } }),
	);
}

function readRoute<Parameters extends z.ZodObject>({ parameters, toPlace, ...options }: TagRoutesOptions<Parameters>): AdminRoute {
	return defineRoute(
		{ ...toFacts(options, 'read'), method: 'GET', summary: `Tags of ${options.title}; passwords are masked`, status: 200 },
		{ parameters, query: noQuery, body: noBody, answer: tagsAnswer },
		async (call) => toAnswer(await loadPlacedTags(call.ports.store, await toPlace(call))),
	);
}

function replaceRoute<Parameters extends z.ZodObject>({ parameters, toPlace, ...options }: TagRoutesOptions<Parameters>): AdminRoute {
	return defineRoute(
		{ ...toFacts(options, 'update'), method: 'PUT', ifMatch: 'required', summary: `Replace all tags of ${options.title}`, status: 200 },
		{ parameters, query: noQuery, body: newTags, answer: tagsAnswer },
		async (call) => {
			const place = await toPlace(call);
			return toAnswer(await changeTags(guardTags(call, 'required', place), place, { all: call.body.tags }));
		},
	);
}

function changeRoute<Parameters extends z.ZodObject>({ parameters, toPlace, ...options }: TagRoutesOptions<Parameters>): AdminRoute {
	return defineRoute(
		{
			...{ ...toFacts(options, 'update'), method: 'PATCH', ifMatch: 'optional', status: 200 },
			summary: `Set and remove some tags of ${options.title}; the others stay`,
		},
		{ parameters, query: noQuery, body: tagsChange, answer: tagsAnswer },
		async (call) => {
			const place = await toPlace(call);
			return toAnswer(await changeTags(guardTags(call, 'optional', place), place, call.body));
		},
	);
}

function deleteRoute<Parameters extends z.ZodObject>({ parameters, toPlace, ...options }: TagRoutesOptions<Parameters>): AdminRoute {
	return defineRoute(
		{ ...toFacts(options, 'delete'), method: 'DELETE', ifMatch: 'optional', summary: `Delete all tags of ${options.title}`, status: 204 },
		{ parameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const place = await toPlace(call);
			await changeTags(guardTags(call, 'optional', place), place, { all: [] });
			return { body: undefined };
		},
	);
}

function toFacts({ path, scope }: Pick<TagRoutesOptions<z.ZodObject>, 'path' | 'scope'>, action: Action) {
	const tagPath = `${path}/tags` as const;
	return { path: tagPath, scope, tag: 'Tags', permission: toPermissionOf(tagPath, action) } as const;
}

function guardTags(call: Caller, need: 'required' | 'optional', place: TagPlace) {
	const tagOf = async (store: Store) => toAnswer(await loadPlacedTags(store, place)).etag;
	return guardedBy(call, need, tagOf);
}

function toAnswer({ tags, version, updatedAt }: PlacedTags) {
	const body = {
		tags: tags.map((tag) => ({ ...tag, value: toShownTagValue(tag) })),
		...(version === undefined ? {} : { version }),
		updatedAt: updatedAt?.toISOString() ?? null,
	};
	return { body, etag: version === undefined ? toRepresentationTag(body) : toVersionTag({ version }) };
}

function toEffective(tags: readonly ListedTag[]): z.input<typeof effectiveAnswer>['items'] {
	return [...Map.groupBy(tags, ({ name }) => name)].flatMap(([name, definitions]) => {
		const winner = definitions.find(({ inEffect }) => inEffect);
		if (winner === undefined) return [];
		const overridden = definitions.filter(({ inEffect }) => !inEffect).map(toDefinition);
		return [{ name, ...toDefinition(winner), actualValue: winner.actualValue ?? winner.value, overridden }];
	});
}

function toDefinition({ name: _name, actualValue: _actualValue, inEffect: _inEffect, ...shown }: ListedTag) {
	return shown;
}
