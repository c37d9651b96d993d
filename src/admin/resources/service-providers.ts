import { z } from 'zod';
import { setScopeTagSet } from '../../app/administration/change-tag-set.ts';
import { toShownTagValue } from '../../app/administration/change-tags.ts';
import { findDeviceType, findTypeFile } from '../../app/administration/find-device-type.ts';
import type { OverridePlace } from '../../app/administration/set-file-override.ts';
import type { Scope } from '../../domain/device-profile.ts';
import type { Store } from '../../domain/ports.ts';
import { guardedBy } from '../guarded-administration.ts';
import { requireOwnScope } from '../own-device.ts';
import { pathText } from '../path-text.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';
import { createFileOverrideRoutes, overrideAnswer, toOverrideAnswer } from './file-overrides.ts';
import { createEffectiveTagRoute, createTagRoutes, tagsAnswer } from './tag-routes.ts';

const facts = { tag: 'Service providers and groups', scope: 'device' } as const satisfies Partial<RouteFacts>;
const path = '/api/v1/service-providers/{serviceProviderId}';

const settingsAnswer = z
	.object({
		deviceType: z.string(),
		serviceProviderId: z.string(),
		groupId: z.string().nullable(),
		tagSet: z.string().nullable(),
		tags: tagsAnswer.shape.tags,
		files: z.array(overrideAnswer),
		updatedAt: z.string().nullable(),
	})
	.meta({ id: 'ScopeSettings' });
const tagSetChoice = z.strictObject({ tagSet: text.nullable().describe('Null: none of its own.') }).meta({ id: 'TagSetChoice' });

interface ScopeRoutes {
	readonly path: `/api/v1/${string}`;
	readonly title: string;
	readonly parameters: z.ZodObject;
}

/** What a service provider or a group has set for a device type. */
export function createServiceProviderRoutes(): readonly AdminRoute[] {
	return [
		...createRoutesOf({
			path: `${path}/device-types/{name}`,
			title: 'a service provider for a device type',
			parameters: z.strictObject({ serviceProviderId: text, name: text }),
		}),
		...createRoutesOf({
			path: `${path}/groups/{groupId}/device-types/{name}`,
			title: 'a group for a device type',
			parameters: z.strictObject({ serviceProviderId: text, groupId: text, name: text }),
		}),
	];
}

function createRoutesOf(routes: ScopeRoutes): readonly AdminRoute[] {
	const { path: root, parameters, title } = routes;
	const tagOptions = {
		...{ path: root, scope: facts.scope, parameters, title },
		toPlace: async (call: ScopedCall) => ({ kind: 'scope', ...toPlace(call) }) as const,
	};
	return [
		settingsRoute(routes),
		tagSetRoute(routes),
		...createTagRoutes(tagOptions),
		createEffectiveTagRoute(tagOptions),
		...createFileOverrideRoutes({
			...{ path: root, scope: facts.scope, parameters: parameters.extend({ fileFormat: text }), title },
			open: async (call, fileFormat) => {
				const place = toPlace(call);
				return { place, find: (store) => findOverride(store, place, fileFormat) };
			},
		}),
	];
}

function settingsRoute({ path: root, parameters, title }: ScopeRoutes): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path: root, permission: toPermissionOf(root, 'read'), status: 200 },
			summary: `Tags, tag set and files of ${title}; passwords are masked`,
		},
		{ parameters, query: noQuery, body: noBody, answer: settingsAnswer },
		async (call) => toAnswer(call.ports.store, toPlace(call)),
	);
}

function tagSetRoute({ path: root, parameters, title }: ScopeRoutes): AdminRoute {
	const tagSetPath = `${root}/tag-set` as const;
	return defineRoute(
		{
			...{ ...facts, method: 'PUT', path: tagSetPath, permission: toPermissionOf(tagSetPath, 'update'), status: 200 },
			...{ ifMatch: 'optional', summary: `Choose the tag set of ${title}` },
		},
		{ parameters, query: noQuery, body: tagSetChoice, answer: settingsAnswer },
		async (call) => {
			const place = toPlace(call);
			const administration = guardedBy(call, 'optional', async (store) => (await toAnswer(store, place)).etag);
			await setScopeTagSet(administration, place.typeName, place.scope, call.body.tagSet);
			return toAnswer(call.ports.store, place);
		},
	);
}

type ScopedCall = Caller & { readonly parameters: Readonly<Record<string, unknown>> };
type ScopePlace = Extract<OverridePlace, { readonly scope: Scope }>;

/** @throws DmsError `permission.denied` outside the caller's scope. */
function toPlace(call: ScopedCall): ScopePlace {
	const { parameters } = call;
	const groupId = pathText(parameters, 'groupId');
	const serviceProviderId = pathText(parameters, 'serviceProviderId') ?? '';
	const scope = requireOwnScope(call, { serviceProviderId, ...(groupId === undefined ? {} : { groupId }) });
	return { typeName: pathText(parameters, 'name') ?? '', scope };
}

async function toAnswer(store: Store, { typeName, scope }: ScopePlace) {
	const type = await findDeviceType(store, typeName);
	const { tags, tagSet, fileOverrides, updatedAt } = await store.scopes.find(type.id, scope);
	const body = {
		deviceType: type.name,
		serviceProviderId: scope.serviceProviderId,
		groupId: scope.groupId ?? null,
		tagSet: tagSet ?? null,
		tags: tags.map((tag) => ({ name: tag.name, value: toShownTagValue(tag) })),
		files: fileOverrides.map((override) =>
			toOverrideAnswer(type.files.find(({ id }) => id === override.fileId)?.fileFormat ?? '', override),
		),
		updatedAt: updatedAt?.toISOString() ?? null,
	};
	return { body, etag: toRepresentationTag(body) };
}

async function findOverride(store: Store, { typeName, scope }: ScopePlace, fileFormat: string) {
	const type = await findDeviceType(store, typeName);
	const file = findTypeFile(type, fileFormat);
	const { fileOverrides } = await store.scopes.find(type.id, scope);
	return { file, override: fileOverrides.find(({ fileId }) => fileId === file.id) };
}
