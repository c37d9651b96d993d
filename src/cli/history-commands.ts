import type { Command } from 'commander';
import { compareVersions } from '../app/history/compare-versions.ts';
import type { VersionReference } from '../app/history/find-version.ts';
import { listRevisions, showVersion } from '../app/history/list-revisions.ts';
import { restoreRevision } from '../app/history/restore-revision.ts';
import { toRecordText } from '../domain/access-record.ts';
import { DmsError } from '../domain/errors.ts';
import type { RevisionState } from '../domain/revision.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { type HistoryPlaceOptions, parseVersion, toHistoryPlace, withHistoryPlace } from './history-place-option.ts';
import { toDifferenceLines, toRevisionJson, toStateJson, toStateText } from './history-view.ts';
import { parsePositive } from './option-values.ts';
import { untilInterrupted } from './read-input.ts';
import { printTags } from './tag-table.ts';
import { writeOutputFile } from './write-output-file.ts';

interface ShowOptions extends HistoryPlaceOptions {
	readonly revision: VersionReference;
	readonly output?: string;
	readonly force?: boolean;
}

interface DiffOptions extends HistoryPlaceOptions {
	readonly from?: VersionReference;
	readonly to?: VersionReference;
}

const file = `--type "Sample IP-DECT 2000" --file %BWMACADDRESS%-config.xml`;

/** What files, overrides and tags were, and the way back. */
export function addHistoryCommands(program: Command, run: Runner): void {
	const history = program.command('history').description('revisions of files, of what stands in their place, and of tags');
	withHistoryPlace(history.command('list'))
		.description('who changed it when, the newest first; the first one is live')
		.option('--limit <n>', 'how many', parsePositive, 50)
		.action(run(list))
		.addHelpText(
			'after',
			toExamples(`dms history list ${file}`, 'dms history list --set north', 'dms history list --device dect-1 --json'),
		);
	withHistoryPlace(history.command('show'))
		.description('what it was at a revision: the content of a file on standard output, or tags; its options with --json')
		.requiredOption('--revision <n>', 'number of the revision, live or draft', parseVersion)
		.option('--output <path>', 'write the content there instead of standard output')
		.option('--force', 'replace the file if it exists')
		.action(run(show))
		.addHelpText('after', toExamples(`dms history show ${file} --revision 3`, 'dms history show --set north --revision 2 --json'));
	withHistoryPlace(history.command('diff'))
		.description('what differs between two revisions')
		.option('--from <n>', 'number of a revision, live or draft (default: the revision before)', parseVersion)
		.option('--to <n>', 'number of a revision, live or draft (default: live)', parseVersion)
		.action(run(diff))
		.addHelpText('after', toExamples(`dms history diff ${file}`, 'dms history diff --set north --from 2 --to 5'));
	withHistoryPlace(history.command('restore'))
		.description('make an older revision live again, as a new one')
		.requiredOption('--revision <n>', 'number of the revision', parsePositive)
		.action(
			run(async (session, { revision, ...options }: HistoryPlaceOptions & { readonly revision: number }) => {
				const restored = await restoreRevision(await session.administration(), toHistoryPlace(options), revision);
				const { title, number, changed } = restored;
				const outcome = changed ? `is live again as revision ${number}` : 'is what is live already';
				await session.done({ title, restored: revision, revision: number, changed }, `${title}: revision ${revision} ${outcome}`);
			}),
		)
		.addHelpText('after', toExamples(`dms history restore ${file} --revision 3`));
}

async function list(session: CommandSession, { limit, ...options }: HistoryPlaceOptions & { readonly limit: number }): Promise<void> {
	const { title, revisions, draft } = await listRevisions(await session.store(), toHistoryPlace(options), { limit });
	if (session.wantsJson) return session.output.json({ title, revisions: revisions.map(toRevisionJson), hasDraft: draft !== undefined });
	const rows = revisions.map(({ number, at, by, state }) => [
		String(number),
		at.toISOString(),
		by?.author ?? '',
		by?.action ?? '',
		toStateText(state),
	]);
	await session.output.table(['Revision', 'Time', 'Who', 'Action', 'What'], rows);
	if (revisions.length === 0) await session.output.note(`note: ${title} was not changed since it is there`);
	if (draft !== undefined) await session.output.note(`note: there is a draft of ${draft.author}, based on revision ${draft.basedOn}`);
}

async function show(session: CommandSession, { revision, output, force, ...options }: ShowOptions): Promise<void> {
	const store = await session.store();
	const { title, state, by, at } = await showVersion(store, toHistoryPlace(options), revision);
	if (session.wantsJson) {
		const who = { at: at ?? null, author: by?.author ?? null, action: by?.action ?? null };
		return session.output.json({ title, revision, ...who, ...toStateJson(state) });
	}
	await showState(session, state, { title, ...(output === undefined ? {} : { output }), force: force === true });
}

interface ShownState {
	readonly title: string;
	readonly output?: string;
	readonly force?: boolean;
}

/** The content itself where there is one, else the tags. @throws DmsError `content.not-found`. */
export async function showState(
	session: CommandSession,
	state: RevisionState,
	{ title, output, force = false }: ShownState,
): Promise<void> {
	if (!('content' in state)) {
		if (state.kind === 'tags' || state.kind === 'tag-set') return printTags(session, state);
		throw new DmsError('content.not-found', `${title} has no content there (${toStateText(state)})`);
	}
	const chunks = (await session.store()).content.read(state.content.sha256);
	if (output !== undefined) {
		const size = await writeOutputFile(output, untilInterrupted(chunks, session), { force });
		return session.output.note(`${size} bytes in ${output}`);
	}
	for await (const chunk of chunks) {
		if (session.output.isClosed) return;
		await session.output.write(chunk);
	}
}

async function diff(session: CommandSession, { from, to, ...options }: DiffOptions): Promise<void> {
	const versions = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
	await printComparison(session, await compareVersions(await session.store(), toHistoryPlace(options), versions));
}

export async function printComparison(session: CommandSession, comparison: Awaited<ReturnType<typeof compareVersions>>): Promise<void> {
	if (session.wantsJson) return session.output.json(comparison);
	await printLines(session, toDifferenceLines(comparison));
	if (comparison.isSame) await session.output.note(`note: ${comparison.title}: no difference`);
}

/** Lines of a file, tabs and all; other control characters could play with the terminal. */
export async function printLines({ output }: CommandSession, lines: readonly string[]): Promise<void> {
	for (const line of lines) {
		const parts = line.split('\t').map((part) => toRecordText(part, longestPart));
		await output.write(`${parts.join('\t')}\n`);
	}
}

const longestPart = 4096;
