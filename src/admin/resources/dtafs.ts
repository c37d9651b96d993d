import { Readable } from 'node:stream';
import { z } from 'zod';
import { compareImport } from '../../app/administration/compare-import.ts';
import { importDtaf, planDtafImport } from '../../app/administration/import-dtaf.ts';
import { presentFields } from '../../app/administration/present-fields.ts';
import type { ContentDifference } from '../../app/history/line-difference.ts';
import { DmsError } from '../../domain/errors.ts';
import { inspectArchive } from '../../dtaf/inspect-archive.ts';
import { defaultArchiveLimits } from '../../dtaf/limits.ts';
import type { ImportPlan } from '../../dtaf/plan-import.ts';
import { type DtafArchive, openArchive } from '../../dtaf/read-archive.ts';
import { administrationOf } from '../administration-of.ts';
import { acceptedStream, collectOctets, octetBody, type ReceivedOctets, type SentOctets } from '../octets.ts';
import { toPermissionOf } from '../permission-of-path.ts';
import { toProblem } from '../problem.ts';
import { type AdminRoute, type Caller, defineRoute, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { flagInQuery, text } from '../schemas.ts';
import { SingleTurn } from '../single-turn.ts';
import { contentDifferenceAnswer } from './content-difference.ts';
import { contentAnswer } from './device-type-answer.ts';
import { toDifferenceAnswer } from './history-answer.ts';

const path = '/api/v1/dtaf';
const ndjson = 'application/x-ndjson';
const facts = { tag: 'DTAF', scope: 'system', method: 'POST', status: 200 } as const satisfies Partial<RouteFacts>;
const archiveBody = octetBody('application/zip', 'application/octet-stream');

const importQuery = z.strictObject({
	rename: text.exactOptional().describe('Name of the device type instead of the one in the archive.'),
	updateFiles: flagInQuery.exactOptional().describe('Update the files of the device type that is there.'),
});

const fieldValue = z.union([z.string(), z.number(), z.boolean()]).nullable();
const difference = z.object({ field: z.string(), before: fieldValue, after: fieldValue, applied: z.boolean() });
const planAnswer = z
	.object({
		deviceType: z.string(),
		outcome: z.enum(['created', 'created-renamed', 'files-updated', 'refused-exists', 'refused-missing', 'refused-invalid']),
		differenceFound: z.boolean(),
		dryRun: z.boolean(),
		refusal: z.object({ code: z.string(), detail: z.string(), hint: z.string().optional() }).nullable(),
		filesAdded: z.array(z.object({ fileFormat: z.string(), fileCategory: z.string(), content: contentAnswer })),
		filesChanged: z.array(
			z.object({
				fileFormat: z.string(),
				contentChanges: z.boolean(),
				differences: z.array(difference),
				contentDifference: contentDifferenceAnswer
					.exactOptional()
					.describe('Of a plan: how the content there differs from the one in the archive; of the first 20 files.'),
			}),
		),
		filesUnchanged: z.array(z.string()),
		filesKept: z.array(z.string()),
		typeDifferences: z.array(difference),
		tagSetsAdded: z.array(z.string()),
		messages: z.array(z.string()),
	})
	.meta({ id: 'DtafPlan' });
type PlannedChange = z.input<typeof planAnswer>['filesChanged'][number];

/** Device type archives: look into one, plan an import, import. */
export function createDtafRoutes(): readonly AdminRoute[] {
	const turn = new SingleTurn();
	return [inspectRoute(turn), planRoute(turn), importRoute(turn)];
}

function inspectRoute(turn: SingleTurn): AdminRoute {
	const inspectPath = `${path}/inspect` as const;
	return defineRoute(
		{
			...facts,
			path: inspectPath,
			permission: toPermissionOf(inspectPath, 'create'),
			summary: 'What an archive holds; nothing is imported',
		},
		{
			...{ parameters: noParameters, query: noQuery, body: archiveBody },
			answer: z.looseObject({ deviceType: z.string() }).meta({ id: 'DtafInspection' }),
		},
		(call) =>
			turn.run(async () => {
				const archive = await receiveArchive(call);
				return { body: { ...inspectArchive(archive), deviceType: archive.descriptor.type.name } };
			}),
	);
}

function planRoute(turn: SingleTurn): AdminRoute {
	const planPath = `${path}/plan` as const;
	return defineRoute(
		{
			...{ ...facts, path: planPath, permission: toPermissionOf(planPath, 'create') },
			summary: 'What an import would do, field by field; nothing is imported',
		},
		{ parameters: noParameters, query: importQuery, body: archiveBody, answer: planAnswer },
		(call) =>
			turn.run(async () => {
				const archive = await receiveArchive(call);
				const { store } = call.ports;
				const plan = await planDtafImport(store, archive, call.query);
				return { body: toPlanAnswer(plan, true, await compareImport(store, archive, plan)) };
			}),
	);
}

function importRoute(turn: SingleTurn): AdminRoute {
	const importPath = `${path}/import` as const;
	return defineRoute(
		{
			...{ ...facts, path: importPath, permission: toPermissionOf(importPath, 'create'), streams: [ndjson] },
			summary: `Add the device type of an archive, or update the files of one; with Accept: ${ndjson} the answer is a line for each step`,
		},
		{ parameters: noParameters, query: importQuery, body: archiveBody, answer: planAnswer },
		async (call) => {
			if (acceptedStream({ streams: [ndjson] }, call.accept) !== undefined) return { octets: importInSteps(call, turn.take()) };
			return turn.run(async () => ({ body: await importArchive(call, () => undefined) }));
		},
	);
}

type ImportCall = Caller & { readonly body: ReceivedOctets; readonly query: z.output<typeof importQuery> };

/** One line of an answer with progress; the last one has `result` or `problem`. */
type Step =
	| { readonly step: 'receiving'; readonly bytes: number; readonly ofBytes: number | null }
	| { readonly step: 'checked'; readonly deviceType: string; readonly files: number }
	| { readonly step: 'stored'; readonly fileFormat: string }
	| { readonly step: 'done'; readonly result: z.input<typeof planAnswer> }
	| { readonly step: 'failed'; readonly problem: object };

async function importArchive(call: ImportCall, onStep: (step: Step) => void): Promise<z.input<typeof planAnswer>> {
	const archive = await receiveArchive(call, (bytes) => onStep({ step: 'receiving', bytes, ofBytes: call.body.announcedBytes ?? null }));
	const { type, files } = archive.descriptor;
	onStep({ step: 'checked', deviceType: type.name, files: files.length });
	const options = presentFields(call.query);
	const plan = await importDtaf(administrationOf(call), archive, options, (fileFormat) => onStep({ step: 'stored', fileFormat }));
	return toPlanAnswer(plan, false);
}

/** Every MiB that has come is a step, so that a fast upload is not slowed down by its own progress. */
const stepBytes = 1024 * 1024;

/** The import goes on although nobody reads its steps: half an archive is never imported, and a whole one not by halves. */
function importInSteps(call: ImportCall, leave: () => void): SentOctets {
	const lines = new Readable({ objectMode: true, read: () => undefined });
	let told = -stepBytes;
	const write = (step: Step): string => {
		const line = JSON.stringify(step);
		lines.push(`${line}\n`);
		return line;
	};
	const tell = (step: Step): void => {
		if (step.step === 'receiving' && step.bytes < told + stepBytes && step.bytes !== step.ofBytes) return;
		if (step.step === 'receiving') told = step.bytes;
		write(step);
	};
	const outcome = importArchive(call, tell)
		.then(
			(result) => write({ step: 'done', result }),
			(cause: unknown) => void write({ step: 'failed', problem: toFailure(call, cause) }),
		)
		.finally(() => {
			leave();
			lines.push(null);
		});
	return { mediaType: ndjson, chunks: lines, outcome };
}

/** The status of the answer is long sent; what went wrong is in its last line. */
function toFailure({ ports, requestId }: Caller, cause: unknown): object {
	const problem = toProblem(cause, requestId);
	if (problem.status >= 500) ports.log.error({ err: cause }, 'an import failed');
	return problem;
}

/** In memory as it came, whatever its contents grow to. @throws DmsError `request.too-large`, `dtaf.*`. */
async function receiveArchive(
	{ ports, body }: Pick<ImportCall, 'ports' | 'body'>,
	onBytes: (size: number) => void = () => undefined,
): Promise<DtafArchive> {
	const { maxArchiveBytes } = ports.octetLimits;
	const bytes = await collectOctets(body, maxArchiveBytes, onBytes);
	if (bytes.length === 0) throw new DmsError('request.malformed', 'the body is empty');
	return openArchive(bytes, { ...defaultArchiveLimits, maxArchiveBytes });
}

function toPlanAnswer(
	plan: ImportPlan,
	dryRun: boolean,
	contents: ReadonlyMap<string, ContentDifference> = new Map(),
): z.input<typeof planAnswer> {
	return {
		deviceType: plan.deviceType,
		outcome: plan.outcome,
		differenceFound: plan.differenceFound,
		dryRun,
		refusal: plan.refusal ?? null,
		filesAdded: plan.filesToAdd.map(({ fileFormat, fileCategory, content }) => ({ fileFormat, fileCategory, content: content ?? null })),
		filesChanged: plan.filesToChange.map(({ fileFormat, contentChanges, differences }) => ({
			...{ fileFormat, contentChanges },
			differences: differences.map(toDifference),
			...toContentDifference(contents.get(fileFormat)),
		})),
		filesUnchanged: [...plan.filesUnchanged],
		filesKept: [...plan.filesKept],
		typeDifferences: plan.typeDifferences.map(toDifference),
		tagSetsAdded: plan.tagSetsToAdd.map(({ name }) => name),
		messages: [...plan.messages],
	};
}

function toContentDifference(found: ContentDifference | undefined): Pick<PlannedChange, 'contentDifference'> {
	return found === undefined ? {} : { contentDifference: toDifferenceAnswer(found) };
}

function toDifference({ field, before, after, applied }: ImportPlan['typeDifferences'][number]): z.input<typeof difference> {
	return { field, before: before ?? null, after: after ?? null, applied };
}
