import { z } from 'zod';
import { addTagSet, deleteTagSet, deleteTagSetRegion, findTagSet, setTagSetRegion } from '../../app/administration/change-tag-set.ts';
import { toShownTagValue } from '../../app/administration/change-tags.ts';
import type { Store } from '../../domain/ports.ts';
import type { TagSet } from '../../domain/tag.ts';
import { administrationOf } from '../administration-of.ts';
import { guardedBy } from '../guarded-administration.ts';
import { pathText } from '../path-text.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';
import { createTagRoutes } from './tag-routes.ts';

const path = '/api/v1/tag-sets';
const facts = { tag: 'Tag sets', scope: 'system' } as const satisfies Partial<RouteFacts>;

const shownTag = z.object({ name: z.string(), value: z.string(), overridable: z.boolean() });
const setAnswer = z
	.object({
		name: z.string().describe('Empty: the system default set.'),
		tags: z.array(shownTag),
		regions: z.array(z.object({ name: z.string(), countries: z.array(z.string()), tags: z.array(shownTag) })),
		updatedAt: z.string(),
	})
	.meta({ id: 'TagSet' });
const setSummary = z
	.object({ name: z.string(), numberOfTags: z.int(), regions: z.array(z.string()), updatedAt: z.string() })
	.meta({ id: 'TagSetSummary' });
const region = z.strictObject({ countries: z.array(text).min(1).max(300).describe('Two letters each.') }).meta({ id: 'TagSetRegion' });

/** The system default set, which has no name, and those that have one. */
interface SetRoutes {
	readonly path: `/api/v1/${string}`;
	readonly title: string;
	readonly parameters: z.ZodObject;
}

const nameOf = (parameters: Readonly<Record<string, unknown>>): string => pathText(parameters, 'name') ?? '';
const regionOf = (parameters: Readonly<Record<string, unknown>>): string => pathText(parameters, 'regionName') ?? '';

/** Tag sets, their regions and their tags. */
export function createTagSetRoutes(): readonly AdminRoute[] {
	return [
		listRoute(),
		addRoute(),
		deleteRoute(),
		...createRoutesOf({ path: '/api/v1/system-tag-set', title: 'the system default set', parameters: noParameters }),
		...createRoutesOf({ path: `${path}/{name}`, title: 'a tag set', parameters: z.strictObject({ name: text.min(1) }) }),
	];
}

function createRoutesOf(routes: SetRoutes): readonly AdminRoute[] {
	const { path: root, parameters, title } = routes;
	const regionParameters = parameters.extend({ regionName: text.min(1) });
	return [
		readRoute(routes),
		...createTagRoutes({
			...{ ...facts, path: root, parameters, title },
			toPlace: (call) => Promise.resolve({ kind: 'set', setName: nameOf(call.parameters) }),
		}),
		setRegionRoute(routes),
		deleteRegionRoute(routes),
		...createTagRoutes({
			...{ ...facts, path: `${root}/regions/{regionName}`, parameters: regionParameters, title: `a region of ${title}` },
			toPlace: (call) => Promise.resolve({ kind: 'set', setName: nameOf(call.parameters), regionName: regionOf(call.parameters) }),
		}),
	];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path, permission: 'dms.rest.tag-sets.read', summary: 'Tag sets', status: 200 },
		{ parameters: noParameters, query: noQuery, body: noBody, answer: z.object({ items: z.array(setSummary) }) },
		async ({ ports }) => ({ body: { items: (await ports.store.tagSets.list()).map(toSummary) } }),
	);
}

function addRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'POST', path, permission: 'dms.rest.tag-sets.create', summary: 'Add an empty tag set', status: 201 },
		{ parameters: noParameters, query: noQuery, body: z.strictObject({ name: text }).meta({ id: 'NewTagSet' }), answer: setAnswer },
		async (call) => {
			const set = await addTagSet(administrationOf(call), call.body.name);
			return { ...toAnswer(set), location: `${path}/${encodeURIComponent(set.name)}` };
		},
	);
}

function deleteRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: `${path}/{name}`, permission: 'dms.rest.tag-sets.{name}.delete', status: 204 },
			...{ ifMatch: 'optional', summary: 'Delete a tag set that no device type uses' },
		},
		{ parameters: z.strictObject({ name: text.min(1) }), query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const { name } = call.parameters;
			await deleteTagSet(
				guardedBy(call, 'optional', (store) => loadTag(store, name)),
				name,
			);
			return { body: undefined };
		},
	);
}

function readRoute({ path: onePath, title, parameters }: SetRoutes): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path: onePath, permission: toPermissionOf(onePath, 'read'), status: 200 },
			summary: `All of ${title}: tags and regions; passwords are masked`,
		},
		{ parameters, query: noQuery, body: noBody, answer: setAnswer },
		async ({ ports, parameters: given }) => toAnswer(await findTagSet(ports.store, nameOf(given))),
	);
}

function setRegionRoute({ path: onePath, title, parameters }: SetRoutes): AdminRoute {
	const regionPath = `${onePath}/regions/{regionName}` as const;
	const withRegion = parameters.extend({ regionName: text.min(1) });
	return defineRoute(
		{
			...{ ...facts, method: 'PUT', path: regionPath, permission: toPermissionOf(regionPath, 'update'), status: 200 },
			...{ ifMatch: 'optional', summary: `Add a region to ${title}, or give it other countries; If-Match names the set` },
		},
		{ parameters: withRegion, query: noQuery, body: region, answer: setAnswer },
		async (call) => {
			const name = nameOf(call.parameters);
			const administration = guardedBy(call, 'optional', (store) => loadTag(store, name));
			return toAnswer(await setTagSetRegion(administration, name, { name: regionOf(call.parameters), countries: call.body.countries }));
		},
	);
}

function deleteRegionRoute({ path: onePath, title, parameters }: SetRoutes): AdminRoute {
	const regionPath = `${onePath}/regions/{regionName}` as const;
	const withRegion = parameters.extend({ regionName: text.min(1) });
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: regionPath, permission: toPermissionOf(regionPath, 'delete'), status: 204 },
			...{ ifMatch: 'optional', summary: `Delete a region of ${title} with its tags; If-Match names the set` },
		},
		{ parameters: withRegion, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const name = nameOf(call.parameters);
			const administration = guardedBy(call, 'optional', (store) => loadTag(store, name));
			await deleteTagSetRegion(administration, name, regionOf(call.parameters));
			return { body: undefined };
		},
	);
}

function toSummary({ name, tags, regions, updatedAt }: TagSet): z.input<typeof setSummary> {
	return { name, numberOfTags: tags.length, regions: regions.map((each) => each.name), updatedAt: updatedAt.toISOString() };
}

function toAnswer({ name, tags, regions, updatedAt }: TagSet) {
	const show = (each: TagSet['tags']) => each.map((tag) => ({ ...tag, value: toShownTagValue(tag) }));
	const body = {
		name,
		tags: show(tags),
		regions: regions.map((each) => ({ name: each.name, countries: [...each.countries], tags: show(each.tags) })),
		updatedAt: updatedAt.toISOString(),
	};
	return { body, etag: toRepresentationTag(body) };
}

async function loadTag(store: Store, name: string): Promise<string> {
	return toAnswer(await findTagSet(store, name)).etag;
}
