import { z } from 'zod';
import { discardDraft, publishDraft, type SavedDraft, saveDraft } from '../../app/history/change-draft.ts';
import { compareVersions } from '../../app/history/compare-versions.ts';
import type { DraftChange } from '../../app/history/draft-change.ts';
import type { HistoryPlace } from '../../app/history/history-place.ts';
import { listRevisions } from '../../app/history/list-revisions.ts';
import { previewDraft } from '../../app/history/preview-draft.ts';
import { type RestoredRevision, restoreRevision } from '../../app/history/restore-revision.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Action } from '../../domain/permission.ts';
import type { Store } from '../../domain/ports.ts';
import type { Draft } from '../../domain/revision.ts';
import { administrationOf } from '../administration-of.ts';
import { guardedBy } from '../guarded-administration.ts';
import { octetBody } from '../octets.ts';
import { loadOwn } from '../own-device.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, type Caller, defineRoute, type Method, noBody, noQuery, type RouteFacts } from '../route.ts';
import { flagInQuery, text, wholeInQuery } from '../schemas.ts';
import { contentMediaType, storeContent } from './content.ts';
import { contentDifferenceAnswer } from './content-difference.ts';
import { deviceId } from './device-path.ts';
import { previewAnswer, toPreview } from './file-preview.ts';
import {
	comparisonAnswer,
	draftAnswer,
	historyAnswer,
	restoredAnswer,
	toComparisonAnswer,
	toDifferenceAnswer,
	toDraftAnswer,
	toRevisionAnswer,
} from './history-answer.ts';
import { createHistoryContentRoute, version } from './history-content.ts';

type PathCall = Caller & { readonly parameters: Readonly<Record<string, unknown>> };

/** What has a history, where it is, and what a draft of it may change. */
export interface HistoryRoutesOptions<Change extends z.ZodType> {
	/** Below it are `/history` and `/draft`. */
	readonly path: `/api/v1/${string}`;
	/** Of the routes that change something; those that read need less where `readScope` says so. */
	readonly scope: RouteFacts['scope'];
	readonly readScope?: RouteFacts['scope'];
	readonly parameters: z.ZodObject;
	/** What the summary calls it. */
	readonly title: string;
	/** @throws DmsError for a place that the caller does not administer. */
	readonly toPlace: (call: PathCall) => Promise<HistoryPlace>;
	readonly change: Change;
	readonly toChange: (body: z.output<Change>) => DraftChange;
	/** What a content that is sent changes, where there is one. */
	readonly toContentChange?: (content: { readonly sha256: string; readonly size: number }) => DraftChange;
}

const draftPreviewAnswer = z.object({ file: previewAnswer, difference: contentDifferenceAnswer }).meta({ id: 'DraftPreview' });

/** Revisions, differences between them, restoring one; a draft, its preview, publishing it. */
export function createHistoryRoutes<Change extends z.ZodType>(options: HistoryRoutesOptions<Change>): readonly AdminRoute[] {
	return [
		listRoute(options),
		compareRoute(options),
		restoreRoute(options),
		readDraftRoute(options),
		saveDraftRoute(options),
		...(options.toContentChange === undefined
			? []
			: [
					saveContentRoute(options, options.toContentChange),
					createHistoryContentRoute({ ...options, facts: toFacts(options, 'GET', '/history/content') }),
				]),
		previewRoute(options),
		publishRoute(options),
		discardRoute(options),
	];
}

type AnyHistory = Omit<HistoryRoutesOptions<z.ZodType>, 'toChange' | 'change'>;

const actions: Readonly<Record<Method, Action>> = { GET: 'read', POST: 'create', PUT: 'update', PATCH: 'update', DELETE: 'delete' };

function toFacts({ path, scope, readScope = scope }: AnyHistory, method: Method, part: `/${string}`) {
	const whole = `${path}${part}` as const;
	const permission = toPermissionOf(whole, actions[method]);
	return { method, path: whole, permission, scope: method === 'GET' ? readScope : scope, tag: 'History', status: 200 } as const;
}

function listRoute(options: AnyHistory): AdminRoute {
	return defineRoute(
		{ ...toFacts(options, 'GET', '/history'), summary: `Revisions of ${options.title}, the newest first, and the draft` },
		{
			parameters: options.parameters,
			query: z.strictObject({ limit: wholeInQuery(1, 50, 1000), beforeRevision: z.coerce.number().int().min(1).max(1e9).exactOptional() }),
			body: noBody,
			answer: historyAnswer,
		},
		async (call) => {
			const { limit, beforeRevision } = call.query;
			const page = { limit, ...(beforeRevision === undefined ? {} : { beforeNumber: beforeRevision }) };
			const { title, revisions, draft } = await listRevisions(call.ports.store, await options.toPlace(call), page);
			return { body: { title, items: revisions.map(toRevisionAnswer), draft: draft === undefined ? null : toDraftAnswer(draft) } };
		},
	);
}

function compareRoute(options: AnyHistory): AdminRoute {
	return defineRoute(
		{ ...toFacts(options, 'GET', '/history/differences'), summary: `How two versions of ${options.title} differ; passwords are masked` },
		{
			parameters: options.parameters,
			query: z.strictObject({
				from: version.exactOptional().describe('Left out: the version before the other one.'),
				to: version.default('live'),
			}),
			body: noBody,
			answer: comparisonAnswer,
		},
		async (call) => ({ body: toComparisonAnswer(await compareVersions(call.ports.store, await options.toPlace(call), call.query)) }),
	);
}

function restoreRoute(options: AnyHistory): AdminRoute {
	return defineRoute(
		{ ...toFacts(options, 'POST', '/history/restore'), summary: `Make an older revision of ${options.title} live again, as a new one` },
		{
			parameters: options.parameters,
			query: noQuery,
			body: z
				.strictObject({
					revision: z.int().min(1),
					expectedRevision: z.int().min(0).exactOptional().describe('The live one that was seen; left out: any.'),
				})
				.meta({ id: 'Restoration' }),
			answer: restoredAnswer,
		},
		async (call) => {
			const { revision, expectedRevision } = call.body;
			return { body: toRestored(await restoreRevision(administrationOf(call), await options.toPlace(call), revision, expectedRevision)) };
		},
	);
}

function readDraftRoute(options: AnyHistory): AdminRoute {
	return defineRoute(
		{ ...toFacts(options, 'GET', '/draft'), summary: `The draft of ${options.title}` },
		{ parameters: options.parameters, query: noQuery, body: noBody, answer: draftAnswer },
		async (call) => {
			const { draft, title } = await listRevisions(call.ports.store, await options.toPlace(call), { limit: 1 });
			if (draft === undefined) throw new DmsError('draft.not-found', `${title} has no draft`);
			return toDraft(draft);
		},
	);
}

function saveDraftRoute<Change extends z.ZodType>(options: HistoryRoutesOptions<Change>): AdminRoute {
	return defineRoute(
		{
			...{ ...toFacts(options, 'PATCH', '/draft'), ifMatch: 'optional' },
			summary: `Begin a draft of ${options.title} with what is live, or go on with it; nobody is served it`,
		},
		{ parameters: options.parameters, query: noQuery, body: options.change, answer: draftAnswer },
		async (call) => {
			const place = await options.toPlace(call);
			return toSaved(await saveDraft(guardDraft(call, place), place, options.toChange(call.body)));
		},
	);
}

function saveContentRoute(options: AnyHistory, toContentChange: NonNullable<AnyHistory['toContentChange']>): AdminRoute {
	return defineRoute(
		{
			...{ ...toFacts(options, 'PUT', '/draft/content'), ifMatch: 'optional' },
			summary: `Give the draft of ${options.title} another content`,
		},
		{ parameters: options.parameters, query: noQuery, body: octetBody(contentMediaType), answer: draftAnswer },
		async (call) => {
			const place = await options.toPlace(call);
			const administration = guardDraft(call, place);
			const content = await storeContent(call, administration);
			return toSaved(await saveDraft(administration, place, toContentChange(content)));
		},
	);
}

function previewRoute(options: AnyHistory): AdminRoute {
	return defineRoute(
		{
			...toFacts(options, 'GET', '/draft/preview'),
			summary: `A file as a device would get it if the draft of ${options.title} were live, passwords masked, and how it differs`,
		},
		{
			parameters: options.parameters,
			query: z.strictObject({
				forDevice: deviceId,
				ofFile: text.exactOptional().describe('File format; may be left out for the draft of a file.'),
			}),
			body: noBody,
			answer: draftPreviewAnswer,
		},
		async (call) => {
			const { forDevice, ofFile } = call.query;
			const device = { key: await loadOwn(call, forDevice) };
			const request = { device, masksSecrets: true, ...(ofFile === undefined ? {} : { fileName: ofFile }) };
			const { file, difference } = await previewDraft(call.ports.store, await options.toPlace(call), request);
			return { body: { file: toPreview(file), difference: toDifferenceAnswer(difference) } };
		},
	);
}

function publishRoute(options: AnyHistory): AdminRoute {
	return defineRoute(
		{ ...{ ...toFacts(options, 'POST', '/draft/publish'), ifMatch: 'optional' }, summary: `Make the draft of ${options.title} live` },
		{
			parameters: options.parameters,
			query: z.strictObject({ force: flagInQuery.exactOptional().describe('Also over what was published since the draft was begun.') }),
			body: noBody,
			answer: restoredAnswer,
		},
		async (call) => {
			const place = await options.toPlace(call);
			return { body: toRestored(await publishDraft(guardDraft(call, place), place, { force: call.query.force === true })) };
		},
	);
}

function discardRoute(options: AnyHistory): AdminRoute {
	return defineRoute(
		{ ...{ ...toFacts(options, 'DELETE', '/draft'), ifMatch: 'optional', status: 204 }, summary: `Discard the draft of ${options.title}` },
		{ parameters: options.parameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const place = await options.toPlace(call);
			await discardDraft(guardDraft(call, place), place);
			return { body: undefined };
		},
	);
}

/** If-Match names the draft, where there is one. */
function guardDraft(call: Caller, place: HistoryPlace) {
	return guardedBy(call, 'optional', async (store: Store) => {
		const { draft } = await listRevisions(store, place, { limit: 1 });
		return draft === undefined ? undefined : toDraft(draft).etag;
	});
}

function toSaved({ draft }: SavedDraft) {
	return toDraft(draft);
}

function toDraft(draft: Draft) {
	const body = toDraftAnswer(draft);
	return { body, etag: toRepresentationTag(body) };
}

function toRestored({ title, number, changed }: RestoredRevision): z.input<typeof restoredAnswer> {
	return { title, revision: number, changed };
}
