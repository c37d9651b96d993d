import { type Command, Option } from 'commander';
import { findDeviceType } from '../app/administration/find-device-type.ts';
import { type OverridePlace, setFileOverride } from '../app/administration/set-file-override.ts';
import { checkScope } from '../domain/device-profile-rules.ts';
import { type OverrideSource, overrideSources } from '../domain/device-type-file.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { deviceArgument, type ScopeOptions, toDeviceReference, withScope } from './device-reference-option.ts';
import { toExamples } from './help-examples.ts';
import { storeContent } from './store-content.ts';

interface OverrideOptions {
	readonly source: OverrideSource;
	readonly content?: string;
}

interface TypeInScope {
	readonly serviceProvider: string;
	readonly group?: string;
}

/** Files of a device, and of a device type in a service provider or a group. */
export function addFileCommands(program: Command, run: Runner): void {
	const device = program.commands.find((command) => command.name() === 'device') ?? program.command('device');
	const file = device.command('file').description('another content in place of a file of the type, for one device');
	withOverride(withScope(file.command('set')))
		.description('give a device a content of its own, or the one of the level above again')
		.argument('<device>', deviceArgument)
		.argument('<file>', 'file format')
		.action(
			run((session, name: string, fileFormat: string, options: OverrideOptions & ScopeOptions) =>
				setOverride(session, { device: toDeviceReference(name, options) }, fileFormat, options),
			),
		)
		.addHelpText(
			'after',
			toExamples(
				'dms device file set dect-1 %BWMACADDRESS%-config.xml --source Custom --content special.xml',
				'dms device file set dect-1 %BWMACADDRESS%-config.xml --source Default',
			),
		);
	const scope = program.command('scope').description('what a service provider or a group has set for a device type');
	withTypeInScope(scope.command('show'))
		.description('tags, tag set and files of a device type in a service provider or a group')
		.argument('<type>', 'device type')
		.action(run(showScope))
		.addHelpText('after', toExamples('dms scope show "Sample IP-DECT 2000" --service-provider acme --group hq'));
	const scopeFile = scope.command('file').description('another content in place of a file of the type');
	withOverride(withTypeInScope(scopeFile.command('set')))
		.description('give the devices of a service provider or a group a content of their own')
		.argument('<type>', 'device type')
		.argument('<file>', 'file format')
		.action(
			run((session, typeName: string, fileFormat: string, options: OverrideOptions & TypeInScope) =>
				setOverride(session, { typeName, scope: toScope(options) }, fileFormat, options),
			),
		)
		.addHelpText(
			'after',
			toExamples(
				'dms scope file set "Sample IP-DECT 2000" handsets.xml --service-provider acme --group hq --source Custom --content hq.xml',
			),
		);
}

function withOverride(command: Command): Command {
	return command
		.addOption(
			new Option('--source <source>', 'Default: as the level above; Manual: as it is; Custom: a template')
				.choices(overrideSources)
				.makeOptionMandatory(),
		)
		.option('--content <path>', 'new content, up to 512 MiB; - is standard input');
}

function withTypeInScope(command: Command): Command {
	return command.requiredOption('--service-provider <id>', 'service provider').option('--group <id>', 'group of the service provider');
}

function toScope({ serviceProvider, group }: TypeInScope) {
	return checkScope({ serviceProviderId: serviceProvider, ...(group === undefined ? {} : { groupId: group }) });
}

async function setOverride(session: CommandSession, place: OverridePlace, fileFormat: string, options: OverrideOptions): Promise<void> {
	const content = options.content === undefined ? undefined : await storeContent(session, options.content);
	const override = await setFileOverride(await session.administration(), place, {
		fileFormat,
		source: options.source,
		...(content === undefined ? {} : { content }),
	});
	const { source, content: chosen, updatedAt } = override;
	await session.done({ fileFormat, fileSource: source, content: chosen ?? null, updatedAt }, `${fileFormat}: source ${source}`);
}

async function showScope(session: CommandSession, typeName: string, options: TypeInScope): Promise<void> {
	const store = await session.store();
	const type = await findDeviceType(store, typeName);
	const scope = toScope(options);
	const { tags, tagSet, fileOverrides } = await store.scopes.find(type.id, scope);
	const files = fileOverrides.map(({ fileId, source, content, updatedAt }) => ({
		fileFormat: type.files.find(({ id }) => id === fileId)?.fileFormat ?? '',
		fileSource: source,
		content: content ?? null,
		updatedAt,
	}));
	if (session.wantsJson) {
		return session.output.json({ deviceType: type.name, ...scope, tagSet: tagSet ?? null, tagNames: tags.map(({ name }) => name), files });
	}
	await session.output.properties([
		['deviceType', type.name],
		['serviceProviderId', scope.serviceProviderId],
		['groupId', scope.groupId],
		['tagSet', tagSet],
		['tags', tags.length],
	]);
	await session.output.write('\n');
	return session.output.table(
		['File Format', 'Source', 'Bytes', 'Since'],
		files.map(({ fileFormat, fileSource, content, updatedAt }) => [
			fileFormat,
			fileSource,
			String(content?.size ?? ''),
			updatedAt.toISOString(),
		]),
	);
}
