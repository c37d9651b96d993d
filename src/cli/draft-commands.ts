import type { Command } from 'commander';
import { presentFields } from '../app/administration/present-fields.ts';
import { discardDraft, publishDraft, saveDraft } from '../app/history/change-draft.ts';
import { compareVersions } from '../app/history/compare-versions.ts';
import type { DraftChange } from '../app/history/draft-change.ts';
import type { HistoryPlace } from '../app/history/history-place.ts';
import { listDrafts } from '../app/history/list-drafts.ts';
import { showVersion } from '../app/history/list-revisions.ts';
import { previewDraft } from '../app/history/preview-draft.ts';
import { type OverrideSource, overrideSources, type TypeFileSource } from '../domain/device-type-file.ts';
import { DmsError } from '../domain/errors.ts';
import { checkChoice } from '../domain/limits.ts';
import { requireCustomTagName } from '../domain/tag.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toDeviceReference } from './device-reference-option.ts';
import { toExamples } from './help-examples.ts';
import { printComparison, printLines, showState } from './history-commands.ts';
import { type HistoryPlaceOptions, toHistoryPlace, withHistoryPlace } from './history-place-option.ts';
import { toContentLines, toStateJson, toStateText } from './history-view.ts';
import { collect, parseFlag } from './option-values.ts';
import { toReportJson } from './render-command.ts';
import { storeContent } from './store-content.ts';
import { type TypeFileSetOptions, toTypeFileChange, withTypeFileOptions } from './type-file-options.ts';

interface DraftSaveOptions extends HistoryPlaceOptions, Omit<TypeFileSetOptions, 'source'> {
	readonly source?: OverrideSource;
	readonly tag?: readonly string[];
	readonly deleteTag?: readonly string[];
	readonly region?: string;
	readonly overridable?: boolean;
	readonly useSet?: string;
}

interface PreviewOptions extends HistoryPlaceOptions {
	readonly for?: string;
	readonly as?: string;
	readonly diff?: boolean;
}

const file = `--type "Sample IP-DECT 2000" --file %BWMACADDRESS%-config.xml`;

/** Changes that nobody is served until they are published. */
export function addDraftCommands(program: Command, run: Runner): void {
	const draft = program.command('draft').description('changes of files, of what stands in their place, and of tags, before they go live');
	draft.command('list').description('all drafts').action(run(list)).addHelpText('after', toExamples('dms draft list'));
	addSaveCommand(draft, run);
	withHistoryPlace(draft.command('show'))
		.description('the content of the draft on standard output, or its tags; its options with --json')
		.action(run(show))
		.addHelpText('after', toExamples(`dms draft show ${file}`));
	withHistoryPlace(draft.command('diff'))
		.description('what the draft changes of what is live')
		.action(
			run(async (session, options: HistoryPlaceOptions) =>
				printComparison(session, await compareVersions(await session.store(), toHistoryPlace(options), { to: 'draft' })),
			),
		)
		.addHelpText('after', toExamples(`dms draft diff ${file}`, 'dms draft diff --set north --json'));
	withHistoryPlace(draft.command('preview'))
		.description('a file as a device would get it if the draft were live, on standard output; it may hold passwords')
		.option('--for <device>', 'the device; it may be left out where --device is given')
		.option('--as <name>', 'file format, or the name as the device asks for it; needed for tags')
		.option('--diff', 'only what differs from what the device gets now')
		.action(run(preview))
		.addHelpText(
			'after',
			toExamples(
				`dms draft preview ${file} --for dect-1`,
				'dms draft preview --set north --for dect-1 --as 0013d1000001-config.xml --diff',
			),
		);
	addEndCommands(draft, run);
}

function addSaveCommand(draft: Command, run: Runner): void {
	withTypeFileOptions(withHistoryPlace(draft.command('save')), overrideSources)
		.description('begin a draft with what is live and change it, or change the draft that is there')
		.option('--tag <name=value>', 'a tag and its value (repeatable)', collect)
		.option('--delete-tag <name>', 'a tag to delete (repeatable)', collect)
		.option('--region <name>', 'of the tag set, for these tags')
		.option('--overridable <true|false>', 'whether a level below may have another value (tag sets only)', parseFlag)
		.option('--use-set <name>', 'tag set of the device, or of the type in the scope; empty: none of its own')
		.action(run(save))
		.addHelpText(
			'after',
			toExamples(
				`dms draft save ${file} --content new.xml`,
				'dms draft save --set north --tag NTP_SERVER=ntp.north.example.net --delete-tag OLD',
				'dms draft save --device dect-1 --file handsets.xml --source Custom --content special.xml',
			),
		);
}

function addEndCommands(draft: Command, run: Runner): void {
	withHistoryPlace(draft.command('publish'))
		.description('make the draft live; refused where something else was published since it was begun')
		.option('--force', 'also then: what was published meanwhile is replaced')
		.action(
			run(async (session, { force, ...options }: HistoryPlaceOptions & { readonly force?: boolean }) => {
				const published = await publishDraft(await session.administration(), toHistoryPlace(options), { force: force === true });
				const { title, number, changed } = published;
				const outcome = changed ? `is live as revision ${number}` : 'was what is live already';
				await session.done({ title, revision: number, changed }, `${title}: the draft ${outcome}`);
			}),
		)
		.addHelpText('after', toExamples(`dms draft publish ${file}`, 'dms draft publish --set north --force'));
	withHistoryPlace(draft.command('discard'))
		.description('throw the draft away')
		.action(
			run(async (session, options: HistoryPlaceOptions) => {
				const { title } = await discardDraft(await session.administration(), toHistoryPlace(options));
				await session.done({ title, discarded: true }, `${title}: the draft is discarded`);
			}),
		)
		.addHelpText('after', toExamples(`dms draft discard ${file}`));
}

async function list(session: CommandSession): Promise<void> {
	const drafts = await listDrafts(await session.store());
	if (session.wantsJson) {
		const rows = drafts.map(({ title, draft: { state, subject: _, ...draft }, liveHasMoved }) => ({
			title,
			...draft,
			liveHasMoved,
			...toStateJson(state),
		}));
		return session.output.json(rows);
	}
	const rows = drafts.map(({ title, draft, liveHasMoved }) => [
		title,
		draft.savedAt.toISOString(),
		draft.author,
		`${draft.basedOn}${liveHasMoved ? ' (live has moved)' : ''}`,
		toStateText(draft.state),
	]);
	await session.output.table(['What', 'Saved', 'Who', 'Based On', 'Draft'], rows);
}

async function save(session: CommandSession, options: DraftSaveOptions): Promise<void> {
	const place = toHistoryPlace(options);
	const change = await toDraftChange(session, place, options);
	const { title, draft } = await saveDraft(await session.administration(), place, change);
	const { basedOn, state } = draft;
	await session.done({ title, basedOn, ...toStateJson(state) }, `${title}: the draft is saved, based on revision ${basedOn}`);
}

async function toDraftChange(session: CommandSession, place: HistoryPlace, options: DraftSaveOptions): Promise<DraftChange> {
	const { tag = [], deleteTag = [], region, overridable, useSet, source, ...fileOptions } = options;
	const tagOptions = { tag: options.tag, deleteTag: options.deleteTag, region, overridable, useSet };
	const hasTags = Object.values(tagOptions).some((option) => option !== undefined);
	if (place.kind === 'tag-set' || place.kind === 'tags') {
		refuseOthers({ ...fileOptions, source }, placeOptions, 'these options belong to a file: name it with --file');
		return {
			kind: 'tags',
			set: tag.map((text) => ({ ...toTag(text), ...(overridable === undefined ? {} : { overridable }) })),
			delete: deleteTag.map(requireCustomTagName),
			...presentFields({ regionName: region }),
			...(useSet === undefined ? {} : { tagSet: useSet === '' ? null : useSet }),
		};
	}
	if (hasTags) throw new DmsError('usage.invalid', '--tag, --delete-tag, --region, --overridable and --use-set do not go with --file');
	if (place.kind === 'file') {
		const typeSource = source === undefined ? {} : { source: toTypeSource(source) };
		return { kind: 'file', change: await toTypeFileChange(session, { ...fileOptions, ...typeSource }) };
	}
	refuseOthers(fileOptions, overrideOptions, 'in place of a file of the type only --source and --content can be given');
	const content = options.content === undefined ? undefined : await storeContent(session, options.content);
	return { kind: 'override', ...presentFields({ source: source && checkChoice('source', source, overrideSources), content }) };
}

const placeOptions: ReadonlySet<string> = new Set(['type', 'file', 'set', 'device', 'serviceProvider', 'group']);
const overrideOptions: ReadonlySet<string> = new Set([...placeOptions, 'content']);

function refuseOthers(options: object, allowed: ReadonlySet<string>, message: string): void {
	if (Object.keys(presentFields(options)).some((name) => !allowed.has(name))) throw new DmsError('usage.invalid', message);
}

function toTypeSource(source: OverrideSource): TypeFileSource {
	return checkChoice('source', source, ['Manual', 'Custom']);
}

/** `NAME=VALUE`; the value may be empty and hold further equals signs. */
function toTag(text: string) {
	const end = text.indexOf('=');
	if (end < 0) throw new DmsError('usage.invalid', '--tag takes NAME=VALUE');
	return { name: requireCustomTagName(text.slice(0, end)), value: text.slice(end + 1) };
}

async function show(session: CommandSession, options: HistoryPlaceOptions): Promise<void> {
	const { title, state, by, at } = await showVersion(await session.store(), toHistoryPlace(options), 'draft');
	if (session.wantsJson) return session.output.json({ title, at: at ?? null, author: by?.author ?? null, ...toStateJson(state) });
	await showState(session, state, { title });
}

async function preview(session: CommandSession, { for: name, as, diff, ...options }: PreviewOptions): Promise<void> {
	const chosen = name ?? options.device;
	if (chosen === undefined) throw new DmsError('usage.invalid', '--for names the device to build the file for');
	const scope = name === undefined ? options : {};
	const device = toDeviceReference(chosen, presentFields({ serviceProvider: scope.serviceProvider, group: scope.group }));
	const {
		title,
		file: built,
		difference,
	} = await previewDraft(await session.store(), toHistoryPlace(options), {
		device,
		...presentFields({ fileName: as }),
	});
	if (session.wantsJson) return session.output.json({ title, differs: difference.kind !== 'same', ...toReportJson(built) });
	if (diff !== true) return session.output.write(built.bytes);
	await printLines(session, toContentLines(difference));
	if (difference.kind === 'same') await session.output.note('note: the device would get the same file');
}
