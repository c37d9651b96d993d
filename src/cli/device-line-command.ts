import type { Command } from 'commander';
import { changeDevice } from '../app/administration/change-device.ts';
import { loadDevice } from '../app/administration/find-device.ts';
import type { Line } from '../domain/device-profile.ts';
import { toQualifiedName } from '../domain/device-profile.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { deviceArgument, type ScopeOptions, toDeviceReference, withScope } from './device-reference-option.ts';
import { toLineJson } from './device-view.ts';
import { toExamples } from './help-examples.ts';
import { readLines } from './read-lines.ts';

export function addDeviceLineCommand(device: Command, run: Runner): void {
	withScope(device.command('lines'))
		.description('the lines of a device in their order; with --file, put others in their place')
		.argument('<device>', deviceArgument)
		.option('--file <path>', 'lines.csv or lines.json; - is standard input (CSV)')
		.action(run(lines))
		.addHelpText(
			'after',
			`${toExamples('dms device lines dect-1', 'dms device lines dect-1 --file lines.csv')}
A CSV file has a header line with linePort and any of the other fields of a line, e.g.
  linePort,authUser,authPassword,displayName
  2001@sip.example.net,2001,secret-1,Reception
A JSON file has an array of objects with the same fields. Lines keep the order of the file.
`,
		);
}

async function lines(session: CommandSession, name: string, options: ScopeOptions & { readonly file?: string }): Promise<void> {
	const reference = toDeviceReference(name, options);
	if (options.file === undefined) return print(session, (await loadDevice(await session.store(), reference)).lines);
	const changed = await readLines(session, options.file);
	const { device } = await changeDevice(await session.administration(), reference, { lines: changed }, 'device lines');
	if (session.wantsJson) return print(session, device.lines);
	return session.output.line(`device ${toQualifiedName(device)} has ${device.lines.length} lines`);
}

function print(session: CommandSession, all: readonly Line[]): Promise<void> {
	if (session.wantsJson) return session.output.json(all.map(toLineJson));
	const rows = all.map((line, index) => [
		String(index + 1),
		line.linePort,
		line.isPrimary ? 'true' : '',
		line.authUser ?? '',
		line.authPassword === undefined ? '' : '********',
		line.displayName ?? '',
		line.extension ?? '',
		line.label ?? '',
	]);
	return session.output.table(['Line', 'Line/Port', 'Primary', 'Auth User', 'Auth Password', 'Display Name', 'Extension', 'Label'], rows);
}
