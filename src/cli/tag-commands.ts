import type { Command } from 'commander';
import { deleteTag, setTag } from '../app/administration/change-tag.ts';
import { type ListedTag, listTags } from '../app/administration/list-tags.ts';
import type { TagPlace } from '../app/administration/tag-place.ts';
import { DmsError } from '../domain/errors.ts';
import { requireCustomTagName } from '../domain/tag.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { type ScopeOptions, toDeviceReference } from './device-reference-option.ts';
import { toExamples } from './help-examples.ts';
import { parseFlag } from './option-values.ts';

interface PlaceOptions extends ScopeOptions {
	readonly set?: string;
	readonly region?: string;
	readonly type?: string;
	readonly device?: string;
}

const head = ['Tag Name', 'Tag Value', 'Actual Tag Value', 'Tag Level', 'Tag Set Name', 'Region Name', 'Overridable', 'In Effect'];

export function addTagCommands(program: Command, run: Runner): void {
	const tag = program.command('tag').description('custom tags: in the system default set, in a tag set, of a scope, of a device');
	withPlace(tag.command('list'))
		.description('tags of a place; of a device or a scope those of every level above it, and which one wins')
		.action(
			run(async (session, options: PlaceOptions) => {
				const tags = await listTags(await session.store(), toPlace(options));
				return session.wantsJson ? session.output.json(tags) : session.output.table(head, tags.map(toCells));
			}),
		)
		.addHelpText('after', toExamples('dms tag list', 'dms tag list --set north --json', 'dms tag list --device acme/hq/dect-2'));
	withPlace(tag.command('set'))
		.description('add a tag, or give it another value')
		.argument('<name>', 'tag name, with or without percent signs')
		.argument('<value>', 'value; it may hold further tags')
		.option('--overridable <true|false>', 'whether a level below may have another value (tag sets only)', parseFlag)
		.action(run(setAt))
		.addHelpText(
			'after',
			toExamples(
				'dms tag set %NTP_SERVER% ntp.example.net',
				'dms tag set %TIME_ZONE% CET-1CEST --set north --region nordic',
				'dms tag set %SIP_DOMAIN% hq.example.net --type "Sample IP-DECT 2000" --service-provider acme --group hq',
				'dms tag set %PROV_INTERVAL% 60 --device dect-1',
			),
		);
	withPlace(tag.command('delete'))
		.description('delete a tag from a place; the value of the level above counts then')
		.argument('<name>', 'tag name, with or without percent signs')
		.action(
			run(async (session, text: string, options: PlaceOptions) => {
				const name = requireCustomTagName(text);
				await deleteTag(await session.administration(), toPlace(options), name);
				await session.done({ deleted: name }, `tag ${name} is deleted`);
			}),
		)
		.addHelpText('after', toExamples('dms tag delete %PROV_INTERVAL% --device dect-1'));
}

function withPlace(command: Command): Command {
	return command
		.option('--set <name>', 'in this tag set; without a place: the system default set')
		.option('--region <name>', 'in this region of the set')
		.option('--type <name>', 'of this device type in a service provider or group')
		.option('--service-provider <id>', 'service provider')
		.option('--group <id>', 'group of the service provider')
		.option('--device <name>', 'of this device');
}

/** @throws DmsError `usage.invalid` for options that name two places, or none. */
function toPlace({ set, region, type, device, ...scope }: PlaceOptions): TagPlace {
	const places = [set, type, device].filter((place) => place !== undefined);
	if (places.length > 1) throw new DmsError('usage.invalid', '--set, --type and --device exclude each other');
	if (device !== undefined) return { kind: 'device', device: toDeviceReference(device, scope) };
	const { serviceProvider, group } = scope;
	if (type !== undefined) {
		if (serviceProvider === undefined) throw new DmsError('usage.invalid', '--type needs --service-provider, and --group for a group');
		const scopeOfType = { serviceProviderId: serviceProvider, ...(group === undefined ? {} : { groupId: group }) };
		return { kind: 'scope', typeName: type, scope: scopeOfType };
	}
	if (serviceProvider !== undefined || group !== undefined)
		throw new DmsError('usage.invalid', '--service-provider needs --type or --device');
	return { kind: 'set', setName: set ?? '', ...(region === undefined ? {} : { regionName: region }) };
}

async function setAt(
	session: CommandSession,
	text: string,
	value: string,
	{ overridable, ...options }: PlaceOptions & { readonly overridable?: boolean },
): Promise<void> {
	const name = requireCustomTagName(text);
	const tag = { name, value, ...(overridable === undefined ? {} : { overridable }) };
	await setTag(await session.administration(), toPlace(options), tag);
	await session.done({ name }, `tag ${name} is set`);
}

function toCells(tag: ListedTag): readonly string[] {
	return [
		tag.name,
		tag.value,
		tag.actualValue ?? '',
		tag.level,
		tag.tagSetName ?? '',
		tag.regionName ?? '',
		tag.overridable === undefined ? '' : String(tag.overridable),
		String(tag.inEffect),
	];
}
