import type { Command } from 'commander';
import { type RenderedFile, renderFile } from '../app/administration/render-file.ts';
import { tagColumns, toTagCells } from '../tags/build-report.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { type ScopeOptions, toDeviceReference, withScope } from './device-reference-option.ts';
import { toExamples } from './help-examples.ts';
import { toTable } from './table.ts';

interface RenderOptions extends ScopeOptions {
	readonly device: string;
	readonly file: string;
	readonly report?: boolean;
}

export function addRenderCommand(program: Command, run: Runner): void {
	withScope(program.command('render'))
		.description('a file as a device gets it, on standard output; it may hold passwords')
		.requiredOption('--device <name>', 'device')
		.requiredOption('--file <name>', 'file format, or the name as the device asks for it')
		.option('--report', 'what it is built from: on standard error, or alone as JSON with --json')
		.action(run(render))
		.addHelpText(
			'after',
			toExamples(
				'dms render --device dect-1 --file 0013d1000001-config.xml',
				'dms render --device dect-1 --file %BWMACADDRESS%-config.xml --report > config.xml',
			),
		);
}

async function render(session: CommandSession, { device, file: name, report, ...scope }: RenderOptions): Promise<void> {
	const file = await renderFile(await session.store(), toDeviceReference(device, scope), name);
	if (session.wantsJson) return session.output.json(toReportJson(file));
	await session.output.write(file.bytes);
	if (report !== true) return;
	await session.output.note(
		`${file.deviceType}/${file.fileFormat}: ${file.bytes.length} bytes from level ${file.source.level}, source ${file.source.source}`,
	);
	if (file.report === undefined) return;
	await session.output.noteBlock(toTable(tagColumns, file.report.tags.map(toTagCells)));
	for (const { kind, tagName, lines, detail } of file.report.problems) {
		const where = lines.length === 0 ? '' : `, line ${lines.join(', ')}`;
		await session.output.note(`${kind}: ${tagName ?? '(template)'}${where}: ${detail}`);
	}
}

/** Passwords are masked in the report, and the bytes are left out: they would show them. */
export function toReportJson({ deviceType, fileFormat, source, bytes, report }: RenderedFile): object {
	return {
		deviceType,
		fileFormat,
		sizeBytes: bytes.length,
		source: { level: source.level, source: source.source, content: source.content ?? null, updatedAt: source.updatedAt },
		charset: report?.charset ?? null,
		escape: report?.escape ?? null,
		tags: (report?.tags ?? []).map(({ name, value, actualValue, origin }) => ({ name, value, actualValue, ...origin })),
		problems: report?.problems ?? [],
	};
}
