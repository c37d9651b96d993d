import type { Command } from 'commander';
import { addTagSet, deleteTagSet, deleteTagSetRegion, setScopeTagSet, setTagSetRegion } from '../app/administration/change-tag-set.ts';
import { DmsError } from '../domain/errors.ts';
import type { TagSet } from '../domain/tag.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { collect } from './option-values.ts';

export function addTagSetCommands(program: Command, run: Runner): void {
	const tagSet = program.command('tag-set').description('named tag sets and their regions');
	tagSet
		.command('list')
		.description('all tag sets; the one without a name is the system default')
		.action(
			run(async (session) => {
				const sets = await (await session.store()).tagSets.list();
				if (session.wantsJson) return session.output.json(sets.map(toJson));
				const rows = sets.map((set) => [
					set.name === '' ? '(system default)' : set.name,
					String(set.tags.length),
					set.regions.map(({ name, countries }) => `${name} (${countries.join(' ')})`).join(', '),
				]);
				return session.output.table(['Tag Set Name', 'Tags', 'Regions'], rows);
			}),
		)
		.addHelpText('after', toExamples('dms tag-set list'));
	tagSet
		.command('add')
		.description('make an empty tag set')
		.argument('<name>', 'name')
		.action(
			run(async (session, name: string) => {
				const set = await addTagSet(await session.administration(), name);
				await session.done(toJson(set), `tag set ${set.name} is added`);
			}),
		)
		.addHelpText('after', toExamples('dms tag-set add north', 'dms tag set %NTP_SERVER% ntp.north.example.net --set north'));
	tagSet
		.command('delete')
		.description('delete a tag set with its tags')
		.argument('<name>', 'name')
		.action(
			run(async (session, name: string) => {
				await deleteTagSet(await session.administration(), name);
				await session.done({ deleted: name }, `tag set ${name} is deleted`);
			}),
		)
		.addHelpText('after', toExamples('dms tag-set delete north'));
	tagSet
		.command('use')
		.description('choose the tag set that a service provider or a group has for a device type')
		.argument('[name]', 'tag set')
		.requiredOption('--type <name>', 'device type')
		.requiredOption('--service-provider <id>', 'service provider')
		.option('--group <id>', 'group of the service provider')
		.option('--none', 'none of its own: the one of the level above')
		.action(run(use))
		.addHelpText('after', toExamples('dms tag-set use north --type "Sample IP-DECT 2000" --service-provider acme --group hq'));
	addRegionCommands(tagSet, run);
}

function addRegionCommands(tagSet: Command, run: Runner): void {
	const region = tagSet.command('region').description('countries for which a tag set has other values');
	region
		.command('set')
		.description('add a region to a tag set, or give it other countries')
		.argument('<set>', 'tag set; "" is the system default')
		.argument('<region>', 'name of the region')
		.requiredOption('--country <code>', 'two letters (repeatable)', collect)
		.action(
			run(async (session, setName: string, name: string, { country }: { readonly country: readonly string[] }) => {
				const set = await setTagSetRegion(await session.administration(), setName, { name, countries: country });
				await session.done(toJson(set), `region ${name} of tag set ${setName} has ${country.length} countries`);
			}),
		)
		.addHelpText('after', toExamples('dms tag-set region set north nordic --country DK --country SE'));
	region
		.command('delete')
		.description('delete a region with its tags')
		.argument('<set>', 'tag set; "" is the system default')
		.argument('<region>', 'name of the region')
		.action(
			run(async (session, setName: string, name: string) => {
				const set = await deleteTagSetRegion(await session.administration(), setName, name);
				await session.done(toJson(set), `region ${name} of tag set ${setName} is deleted`);
			}),
		)
		.addHelpText('after', toExamples('dms tag-set region delete north nordic'));
}

interface UseOptions {
	readonly type: string;
	readonly serviceProvider: string;
	readonly group?: string;
	readonly none?: boolean;
}

async function use(session: CommandSession, name: string | undefined, { type, serviceProvider, group, none }: UseOptions): Promise<void> {
	if ((name === undefined) !== (none === true)) throw new DmsError('usage.invalid', 'either a tag set or --none is needed');
	const scope = { serviceProviderId: serviceProvider, ...(group === undefined ? {} : { groupId: group }) };
	await setScopeTagSet(await session.administration(), type, scope, name ?? null);
	await session.done({ deviceType: type, ...scope, tagSet: name ?? null }, `tag set ${name ?? '(none)'} is used for ${type}`);
}

function toJson({ name, tags, regions, updatedAt }: TagSet): object {
	return {
		name,
		numberOfTags: tags.length,
		regions: regions.map((region) => ({ name: region.name, countries: region.countries, numberOfTags: region.tags.length })),
		updatedAt,
	};
}
