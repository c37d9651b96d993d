import { type ConfigurationKey, listConfigurationKeys } from './configuration-keys.ts';

/** The body of `docs/configuration.md` in Markdown, without its title: every key from the schema that checks it. */
export function describeConfiguration(): string {
	const keys = [...listConfigurationKeys().keys.values()];
	const sectionNames = [...new Set(keys.map(sectionOf))];
	const sections = sectionNames.map((name) => {
		const rows = keys.filter((key) => sectionOf(key) === name).map(toRow);
		return [`## ${name === '' ? 'Top level' : `\`${name}\``}`, '', ...tableHead, ...rows].join('\n');
	});
	return [introduction, ...sections].join('\n\n');
}

const introduction = `One YAML file, named by \`--config\` or \`DMS_CONFIG\`; without one the defaults hold. Each key can be overridden by its environment variable, and that
by the command line. An unknown key, an unknown \`DMS_\` variable or an invalid value stops the start with a message that names it. An empty variable
counts as not set. Relative paths start at the folder of the file, in variables and on the command line at the current folder. Secrets are never
values: a key names the file that holds them. \`docs/opendms.example.yaml\` is a file to begin with.

What administrators change while the server runs (further interfaces, their certificates and TLS policy, trust anchors, device types, devices, tags, lockout policy) is not here but in the store.`;

const tableHead = ['| key | unit | default | environment variable | meaning |', '| --- | --- | --- | --- | --- |'];

function sectionOf(key: ConfigurationKey): string {
	return key.path.includes('.') ? key.path.slice(0, key.path.lastIndexOf('.')) : '';
}

function toRow({ path, variable, notes, defaultValue, range }: ConfigurationKey): string {
	const unit = range === undefined ? notes.unit : `${notes.unit}, ${range.join(' to ')}`;
	const standard = notes.defaultText ?? (defaultValue === undefined ? 'none' : `\`${defaultValue}\``);
	const variables = [variable, notes.alias].filter((name) => name !== undefined).map((name) => `\`${name}\``);
	return `| ${[`\`${path}\``, unit, standard, variables.join(' or '), notes.description].join(' | ')} |`;
}
