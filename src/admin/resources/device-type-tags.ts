import { z } from 'zod';
import { listBuiltInTags } from '../../app/administration/change-built-in-tags.ts';
import { findDeviceType } from '../../app/administration/find-device-type.ts';
import type { DeviceType } from '../../domain/device-type.ts';
import type { Store } from '../../domain/ports.ts';
import type { TagSet } from '../../domain/tag.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { type AdminRoute, defineRoute, noBody, noQuery } from '../route.ts';
import { text } from '../schemas.ts';

const path = '/api/v1/device-types/{name}/tag-names';

const tagName = z
	.object({
		name: z.string().describe('With its percent signs; the tag of a line ends in `-n%`.'),
		level: z.enum(['Built-in', 'System Default', 'System']),
		tagSetName: z.string().optional(),
		meaning: z.string().optional().describe('Of a built-in tag.'),
	})
	.meta({ id: 'TagName' });
type TagNameAnswer = z.input<typeof tagName>;

/** Tags that a template may use whichever device it is built for; without values, which may belong to all. */
export function createDeviceTypeTagRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'GET', path, permission: toPermissionOf(path, 'read'), scope: 'none', tag: 'Device types', status: 200 },
				summary: 'Names of the tags that every template of a device type may use: built-in ones, and those of its tag sets',
			},
			{
				...{ parameters: z.strictObject({ name: text }), query: noQuery, body: noBody },
				answer: z.object({ items: z.array(tagName) }).meta({ id: 'TagNames' }),
			},
			async ({ ports: { store }, parameters: { name } }) => ({
				body: { items: await listTagNames(store, await findDeviceType(store, name)) },
			}),
		),
	];
}

async function listTagNames(store: Store, type: DeviceType): Promise<TagNameAnswer[]> {
	const builtIn = (await listBuiltInTags(store)).map(({ name, meaning }): TagNameAnswer => ({ name, level: 'Built-in', meaning }));
	const { tagMode, tagSet } = type.cpe.deviceManagement;
	if (tagMode === 'None') return builtIn;
	const sets = await store.tagSets.list();
	const systemDefault = sets.find(({ name }) => name === '');
	const own = tagMode === 'System And Custom' && tagSet !== undefined ? sets.find(({ name }) => name === tagSet) : undefined;
	return [...builtIn, ...toNames(systemDefault, 'System Default'), ...toNames(own, 'System')];
}

function toNames(set: TagSet | undefined, level: 'System Default' | 'System'): TagNameAnswer[] {
	if (set === undefined) return [];
	const names = new Set([set, ...set.regions].flatMap(({ tags }) => tags.map(({ name }) => name)));
	return [...names].map((name) => ({ name, level, ...(level === 'System' ? { tagSetName: set.name } : {}) }));
}
