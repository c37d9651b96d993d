import { z } from 'zod';
import { type OverridePlace, setFileOverride } from '../../app/administration/set-file-override.ts';
import type { FileOverride } from '../../domain/device-profile.ts';
import { type DeviceTypeFile, overrideSources } from '../../domain/device-type-file.ts';
import type { Store } from '../../domain/ports.ts';
import { guardedBy, toDigestTag } from '../guarded-administration.ts';
import { octetBody } from '../octets.ts';
import { pathText } from '../path-text.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noQuery, type RouteFacts } from '../route.ts';
import { contentMediaType, storeContent, toContentAnswer } from './content.ts';
import { contentAnswer } from './device-type-answer.ts';

export const overrideAnswer = z
	.object({
		fileFormat: z.string(),
		fileSource: z.enum(overrideSources).describe('`Default`: nothing stands in place of what the level above gives.'),
		content: contentAnswer,
		updatedAt: z.string().nullable(),
	})
	.meta({ id: 'FileOverride' });

const ownSources = ['Manual', 'Custom'] as const;
const fileSource = z.enum(ownSources).describe('`Manual`: as it is. `Custom`: a template.');

/** What stands in one place, as of now. */
interface FoundOverride {
	readonly file: DeviceTypeFile;
	readonly override: FileOverride | undefined;
}

/** Where the overrides of a group of routes are, and how a call names them. */
export interface FileOverrideRoutesOptions {
	/** Without `/files/{fileFormat}`. */
	readonly path: `/api/v1/${string}`;
	readonly scope: RouteFacts['scope'];
	/** With `fileFormat`. */
	readonly parameters: z.ZodObject;
	/** What the summary calls the place. */
	readonly title: string;
	/** @throws DmsError for a place that the caller does not administer. */
	readonly open: (
		call: Caller & { readonly parameters: Readonly<Record<string, unknown>> },
		fileFormat: string,
	) => Promise<{ readonly place: OverridePlace; readonly find: (store: Store) => Promise<FoundOverride> }>;
}

/** Another content in place of a file of the type: read, change its source, take it back; its content. */
export function createFileOverrideRoutes(options: FileOverrideRoutesOptions): readonly AdminRoute[] {
	return [readRoute(options), changeRoute(options), deleteRoute(options), readContentRoute(options), replaceContentRoute(options)];
}

function toFacts({ path, scope }: FileOverrideRoutesOptions, part: '' | '/content' = '') {
	return { path: `${path}/files/{fileFormat}${part}`, scope, tag: 'File overrides', status: 200 } as const;
}

function readRoute(options: FileOverrideRoutesOptions): AdminRoute {
	const facts = toFacts(options);
	return defineRoute(
		{
			...{ ...facts, method: 'GET', permission: toPermissionOf(facts.path, 'read') },
			summary: `What stands in place of a file of the type, of ${options.title}`,
		},
		{ parameters: options.parameters, query: noQuery, body: noBody, answer: overrideAnswer },
		async (call) => {
			const { find } = await options.open(call, formatOf(call));
			return toAnswer(await find(call.ports.store));
		},
	);
}

function changeRoute(options: FileOverrideRoutesOptions): AdminRoute {
	const facts = toFacts(options);
	return defineRoute(
		{
			...{ ...facts, method: 'PATCH', permission: toPermissionOf(facts.path, 'update'), ifMatch: 'required' },
			summary: `Whether the content of ${options.title} is a template`,
		},
		{
			parameters: options.parameters,
			query: noQuery,
			body: z.strictObject({ fileSource }).meta({ id: 'FileOverrideChange' }),
			answer: overrideAnswer,
		},
		async (call) => {
			const fileFormat = formatOf(call);
			const { place, find } = await options.open(call, fileFormat);
			const administration = guardedBy(call, 'required', async (store) => toAnswer(await find(store)).etag);
			await setFileOverride(administration, place, { fileFormat, source: call.body.fileSource });
			return toAnswer(await find(call.ports.store));
		},
	);
}

function deleteRoute(options: FileOverrideRoutesOptions): AdminRoute {
	const facts = toFacts(options);
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', permission: toPermissionOf(facts.path, 'delete'), ifMatch: 'optional', status: 204 },
			summary: `Take back what stands in place of a file of the type, of ${options.title}`,
		},
		{ parameters: options.parameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const fileFormat = formatOf(call);
			const { place, find } = await options.open(call, fileFormat);
			const administration = guardedBy(call, 'optional', async (store) => toAnswer(await find(store)).etag);
			await setFileOverride(administration, place, { fileFormat, source: 'Default' });
			return { body: undefined };
		},
	);
}

function readContentRoute(options: FileOverrideRoutesOptions): AdminRoute {
	const facts = toFacts(options, '/content');
	return defineRoute(
		{
			...{ ...facts, method: 'GET', permission: toPermissionOf(facts.path, 'read'), streams: [contentMediaType] },
			summary: `The content that stands in place of a file of the type, of ${options.title}`,
		},
		{ parameters: options.parameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const fileFormat = formatOf(call);
			const { find } = await options.open(call, fileFormat);
			const { file, override } = await find(call.ports.store);
			return toContentAnswer(call.ports.store, override?.content, file.fileFormat);
		},
	);
}

function replaceContentRoute(options: FileOverrideRoutesOptions): AdminRoute {
	const facts = toFacts(options, '/content');
	return defineRoute(
		{
			...{ ...facts, method: 'PUT', permission: toPermissionOf(facts.path, 'update'), ifMatch: 'required' },
			summary: `Put a content in place of a file of the type, of ${options.title}; If-Match names the SHA-256 of the one that is there`,
		},
		{
			parameters: options.parameters,
			query: z.strictObject({ fileSource: fileSource.default('Custom') }),
			body: octetBody(contentMediaType),
			answer: overrideAnswer,
		},
		async (call) => {
			const fileFormat = formatOf(call);
			const { place, find } = await options.open(call, fileFormat);
			const administration = guardedBy(call, 'required', async (store) => toDigest(await find(store)));
			const content = await storeContent(call, administration);
			await setFileOverride(administration, place, { fileFormat, source: call.query.fileSource, content });
			return { ...toAnswer(await find(call.ports.store)), etag: toDigestTag(content) };
		},
	);
}

function formatOf({ parameters }: { readonly parameters: Readonly<Record<string, unknown>> }): string {
	return pathText(parameters, 'fileFormat') ?? '';
}

export function toOverrideAnswer(fileFormat: string, override: FileOverride | undefined): z.input<typeof overrideAnswer> {
	return {
		fileFormat,
		fileSource: override?.source ?? 'Default',
		content: override?.content ?? null,
		updatedAt: override?.updatedAt.toISOString() ?? null,
	};
}

function toAnswer({ file, override }: FoundOverride) {
	const body = toOverrideAnswer(file.fileFormat, override);
	return { body, etag: toRepresentationTag(body) };
}

function toDigest({ override }: FoundOverride): string | undefined {
	return override?.content === undefined ? undefined : toDigestTag(override.content);
}
