import { type Command, Option } from 'commander';
import { listBuiltInTags, removeBuiltInTag, setBuiltInTag } from '../app/administration/change-built-in-tags.ts';
import { changeSettings } from '../app/administration/change-settings.ts';
import { presentFields } from '../app/administration/present-fields.ts';
import { defaultSettings } from '../app/catalog.ts';
import type { Settings } from '../domain/settings.ts';
import { type BuiltInTag, builtInSources } from '../domain/tag.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { collect } from './option-values.ts';

export function addSettingCommands(program: Command, run: Runner): void {
	const setting = program.command('setting').description('settings that take effect while the server runs');
	setting
		.command('show')
		.description('realm and MAC headers')
		.action(run(async (session) => print(session, { ...defaultSettings, ...(await (await session.store()).settings.load()) })))
		.addHelpText('after', toExamples('dms setting show'));
	setting
		.command('set')
		.description('change them')
		.option('--realm <text>', 'realm of Basic and Digest challenges')
		.option('--mac-header <name>', 'header besides User-Agent in which a MAC address may stand (repeatable)', collect)
		.action(
			run(async (session, { realm, macHeader }: { readonly realm?: string; readonly macHeader?: readonly string[] }) =>
				print(session, await changeSettings(await session.administration(), presentFields({ realm, macHeaders: macHeader }))),
			),
		)
		.addHelpText('after', toExamples('dms setting set --realm example.net', 'dms setting set --mac-header macaddress --mac-header x-mac'));
	addBuiltInTagCommands(setting, run);
}

function addBuiltInTagCommands(setting: Command, run: Runner): void {
	const tags = setting.command('builtin-tags').description('built-in tags and what they stand for');
	tags
		.command('list')
		.description('the table in force')
		.action(run(async (session) => printTags(session, await listBuiltInTags(await session.store()))))
		.addHelpText('after', toExamples('dms setting builtin-tags list'));
	tags
		.command('set')
		.description('add a tag, or bind one to another source; a tag of a line ends in -n')
		.argument('<name>', 'e.g. %BWCLID-n%')
		.addOption(new Option('--source <source>', 'where its value comes from').choices(builtInSources).makeOptionMandatory())
		.option('--meaning <text>', 'what it stands for, for people')
		.action(
			run(async (session, name: string, { source, meaning }: { readonly source: string; readonly meaning?: string }) => {
				await setBuiltInTag(await session.administration(), { name, source, ...presentFields({ meaning }) });
				await session.done({ name, source }, `${name} stands for ${source}`);
			}),
		)
		.addHelpText('after', toExamples('dms setting builtin-tags set %BWCLID-n% --source line.callingLineId'));
	tags
		.command('remove')
		.description('take a tag out of the table; templates then show it as it is')
		.argument('<name>', 'e.g. %BWCLID-n%')
		.action(
			run(async (session, name: string) => {
				await removeBuiltInTag(await session.administration(), name);
				await session.done({ removed: name }, `${name} is removed`);
			}),
		)
		.addHelpText('after', toExamples('dms setting builtin-tags remove %BWDEPARTMENT-n%'));
}

function print(session: CommandSession, { realm, macHeaders }: Settings): Promise<void> {
	if (session.wantsJson) return session.output.json({ realm, macHeaders });
	return session.output.properties([
		['realm', realm],
		['macHeaders', macHeaders.join(', ')],
	]);
}

function printTags(session: CommandSession, tags: readonly BuiltInTag[]): Promise<void> {
	if (session.wantsJson) return session.output.json(tags);
	return session.output.table(
		['Tag Name', 'Source', 'Meaning'],
		tags.map(({ name, source, meaning }) => [name, source, meaning]),
	);
}
