import type { Command } from 'commander';
import { changeDeviceTypeFile } from '../app/administration/change-device-type-file.ts';
import { findDeviceType, findTypeFile } from '../app/administration/find-device-type.ts';
import { DmsError } from '../domain/errors.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { untilInterrupted } from './read-input.ts';
import { type TypeFileSetOptions, toTypeFileChange, withTypeFileOptions } from './type-file-options.ts';
import { toTypeFileJson } from './type-view.ts';
import { writeOutputFile } from './write-output-file.ts';

export function addTypeFileCommands(type: Command, run: Runner): void {
	const file = type.command('file').description('files of a device type');
	file
		.command('show')
		.description('the content of a file as it is stored, templates with their tags')
		.argument('<type>', 'device type')
		.argument('<file>', 'file format')
		.option('--output <path>', 'write it there instead of standard output')
		.option('--force', 'replace the file if it exists')
		.action(run(showTypeFile))
		.addHelpText('after', toExamples("dms type file show 'Sample IP-DECT 2000' %BWMACADDRESS%-config.xml"));
	withTypeFileOptions(file.command('set'))
		.description('change the options and the content of a file; its format, repository format and category stay')
		.argument('<type>', 'device type')
		.argument('<file>', 'file format')
		.action(run(setTypeFile))
		.addHelpText(
			'after',
			toExamples(
				"dms type file set 'Sample IP-DECT 2000' firmware.bin --content /srv/firmware.bin",
				"dms type file set 'Sample IP-DECT 2000' %BWMACADDRESS%-config.xml --mac-based true --mac-in-cert true --allow-http false",
				"dms type file set 'Sample IP-DECT 2000' %BWMACADDRESS%-config.xml --combine all",
			),
		);
}

async function showTypeFile(
	session: CommandSession,
	typeName: string,
	fileFormat: string,
	{ output, force }: { readonly output?: string; readonly force?: boolean },
): Promise<void> {
	const store = await session.store();
	const type = await findDeviceType(store, typeName);
	const file = findTypeFile(type, fileFormat);
	if (session.wantsJson) return session.output.json(toTypeFileJson(type, file));
	if (file.content === undefined) throw new DmsError('content.not-found', `${file.fileFormat} has no content`);
	const chunks = store.content.read(file.content.sha256);
	if (output !== undefined) {
		const size = await writeOutputFile(output, untilInterrupted(chunks, session), { force: force === true });
		return session.output.note(`${size} bytes in ${output}`);
	}
	for await (const chunk of chunks) {
		if (session.output.isClosed) return;
		await session.output.write(chunk);
	}
}

async function setTypeFile(session: CommandSession, typeName: string, fileFormat: string, options: TypeFileSetOptions): Promise<void> {
	const administration = await session.administration();
	// Named wrongly, it should not first be read.
	findTypeFile(await findDeviceType(administration.store, typeName), fileFormat);
	const change = await toTypeFileChange(session, options);
	const file = await changeDeviceTypeFile(administration, typeName, fileFormat, change);
	const type = await findDeviceType(administration.store, typeName);
	await session.done(toTypeFileJson(type, file), `${type.name}/${file.fileFormat} is changed`);
}
