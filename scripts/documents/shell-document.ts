import { type Role, roles } from '../../src/domain/role.ts';
import { builtIns } from '../../src/shell/built-ins.ts';
import type { ShellCommand } from '../../src/shell/shell-command.ts';
import type { ShellContext } from '../../src/shell/shell-context.ts';
import { createShellTree } from '../../src/shell/shell-tree.ts';
import { type GeneratedDocument, toDocument, toTable } from './document.ts';

const introduction = `\`dms shell\` has the contexts of the BroadWorks command line under their names, for what is configured there: interfaces, TLS, trust anchors,
client identities, access control. Device types, devices and tags are the business of the [other commands](command-line.md).

\`\`\`
dms shell                                            # at a terminal: history, Tab completes
dms shell -c 'Interface; CTI; CTIServer; get'        # one line
dms shell < script.txt                               # a script
\`\`\`

* A **context** is entered by \`cd\` with a relative or absolute path, or by its name; \`..\` is the one above. Contexts and verbs can be cut to the
  first letters where these fit one alone; \`;\` separates commands, and of a line that cannot be read nothing is done.
* \`help\` lists what there is, \`help <verb>\` shows the grammar of a verb. An attribute is \`name value\` or \`name=value\`, in any order; an option
  begins with \`-\`. \`"..."\` and \`'...'\` keep what they enclose.
* A change answers \`...Done\`, with a line \`*** Warning: ... ***\` for all that is worth knowing of it, and is in force at once. A refusal is one line
  with its [code](errors.md), and nothing was changed.
* Each change leaves an audit entry (\`dms audit list\`): who, in which context, the command with secrets masked, what stood there before and after.`;

const pasted = `A line that is copied with its prompt runs in the context of the prompt, and leaves the session there: \`XSP|ADP_CLI/Interface/CTI/CTIServer> get\`,
\`AS_CLI/System/ClientIdentity> add bwcticlient.webex.com\`. The name of the server in front says nothing here, there is only one. What is tolerated:

| as it stands on pages | is read as |
| --- | --- |
| \`CTIServerSSLSettings/Protocols\` | \`CTIServer/SSLSettings/Protocols\` |
| \`keyFile</path/to/key>\` | \`keyFile /path/to/key\`; what \`<...>\` encloses is one word |
| \`get Interface IP Port ... ======= 10.0.0.1 8012 true\` | \`get\`: the table that it printed, from its head on, is dropped |
| \`TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305\` | the same with \`_SHA256\` |`;

const scripts = `From standard input or \`-c\`, empty lines and those that begin with \`#\` are passed over. The first line that is refused ends the script with the
exit code 1; with \`--keep-going\` the others are done and the exit code is 1 all the same. Questions are answered with yes, and secrets come from
files (\`passphraseFile\`). \`--json\` prints one JSON value for each answer: a table as a list of objects, a change as \`{"done":true,"warnings":[...]}\`.`;

interface ContextCommands {
	readonly path: string;
	readonly context: ShellContext;
}

function listContexts(context: ShellContext, path = ''): readonly ContextCommands[] {
	const below = context.children.flatMap((child) => listContexts(child, path === '' ? child.name : `${path}/${child.name}`));
	return context.commands.length === 0 ? below : [{ path, context }, ...below];
}

/** `add <interfaceIp> [<port>] <value> [-force]` */
function toUsage({ name, parameters }: ShellCommand): string {
	const terms = Object.entries(parameters).map(([parameter, { kind, isRequired }]) => {
		const term = { word: `<${parameter}>`, attribute: `${parameter} <value>`, option: `-${parameter}` }[kind];
		return isRequired ? term : `[${term}]`;
	});
	return `\`${[name, ...terms].join(' ')}\``;
}

const toCommandRow = (command: ShellCommand): string[] => [toUsage(command), command.leastRole, command.description];

/** Of `cd <path>: goes to a context` and its like; every role has them. */
function toBuiltInRow({ aliases, description }: (typeof builtIns)[number]): string[] {
	const [usage = '', text = ''] = description.split(': ');
	return [[usage, ...aliases].map((each) => `\`${each}\``).join(', '), '', text];
}

function toSection({ path, context }: ContextCommands): string {
	return [`### ${path}`, context.description, toTable(['command', 'needs', 'what it does'], context.commands.map(toCommandRow))].join(
		'\n\n',
	);
}

function toRoleRow(commands: readonly ShellCommand[], role: Role): string[] {
	const verbs = new Set(commands.filter(({ leastRole }) => leastRole === role).map(({ name }) => `\`${name}\``));
	return [role, verbs.size === 0 ? 'no other verb' : [...verbs].join(', ')];
}

/** Every context with its verbs, from the tree that the shell itself walks. */
export const shellDocument: GeneratedDocument = {
	path: 'docs/shell.md',
	generate() {
		const { root, everywhere } = createShellTree();
		const contexts = listContexts(root);
		const commands = [...contexts.flatMap(({ context }) => context.commands), ...everywhere];
		return toDocument('The command contexts', [
			introduction,
			'## Lines from guides',
			pasted,
			'## Scripts',
			scripts,
			'## Roles',
			'`--role` limits a session; without it a session may do everything. Each role may do what those before it may.',
			toTable(
				['role', 'may also'],
				roles.map((role) => toRoleRow(commands, role)),
			),
			'## Everywhere',
			toTable(['command', 'needs', 'what it does'], [...everywhere.map(toCommandRow), ...builtIns.map(toBuiltInRow)]),
			'## Contexts',
			...contexts.map(toSection),
		]);
	},
};
