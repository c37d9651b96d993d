import type { TlsPolicyPlace } from '../../app/administration/list-tls-policy.ts';
import { cipherSuites, parseCipherSuite } from '../../domain/cipher-suite.ts';
import type { InterfaceKind } from '../../domain/interface.ts';
import { leastRoleOf } from '../../domain/role.ts';
import type { TlsPolicySetting } from '../../domain/tls-policy.ts';
import { parseTlsProtocol, tlsProtocols } from '../../domain/tls-protocol.ts';
import { option, type Parameter, word } from '../bind-words.ts';
import { choice } from '../parameter-types.ts';
import { defineCommand, type ShellCall } from '../shell-command.ts';
import type { ShellContext } from '../shell-context.ts';
import { done, type ShellCell } from '../shell-output.ts';
import { interfaceFilter, interfaceWords, isWanted, toReference } from './interface-words.ts';

interface Setting {
	readonly setting: TlsPolicySetting;
	readonly name: string;
	/** Title of the column. */
	readonly title: string;
	readonly value: Parameter<string>;
	readonly things: string;
}

const settings: readonly Setting[] = [
	{
		setting: 'ciphers',
		name: 'Ciphers',
		title: 'Cipher',
		things: 'cipher suites',
		value: word(
			{
				label: 'IANA cipher suite name',
				choices: cipherSuites.filter(({ status }) => status !== 'forbidden').map(({ name }) => name),
				accepts: () => true,
				parse: (field, value) => parseCipherSuite(value, field).name,
			},
			'The cipher suite by its IANA name.',
		),
	},
	{
		setting: 'protocols',
		name: 'Protocols',
		title: 'Protocol',
		things: 'versions of TLS',
		value: word({ ...choice(tlsProtocols), parse: (field, value) => parseTlsProtocol(value, field) }, 'The version of TLS.'),
	},
];

const effective = option('Shows what rules in the end, and the level that it comes from.');
const force = option('Accepts what is weak.');

/** `Ciphers` and `Protocols` of a level that is one place. */
export function tlsPolicyContexts(place: Exclude<TlsPolicyPlace, { level: 'interface' }>, whose: string): readonly ShellContext[] {
	return settings.map(({ setting, name, title, value, things }) => {
		const heads = [
			[title, 'Note'],
			[title, 'Level', 'Note'],
		];
		return {
			name,
			description: `The ${things} of ${whose}; an empty list inherits from the level above.`,
			children: [],
			commands: [
				defineCommand({
					name: 'get',
					description: `Shows the ${things} that are set here.`,
					leastRole: leastRoleOf('tls-policy', 'read'),
					parameters: { effective },
					heads,
					async run(call, { effective: wantsEffective }) {
						const rows = await readRows(call, setting, place, wantsEffective);
						return { kind: 'table', head: heads[wantsEffective ? 1 : 0] ?? [], rows };
					},
				}),
				defineCommand({
					name: 'add',
					description: `Adds one of the ${things}. From the first one on, the list replaces what it would inherit.`,
					leastRole: leastRoleOf('tls-policy', 'write'),
					parameters: { value, force },
					run: async ({ useCases, origin }, values) =>
						done(await useCases.tlsPolicy.add(origin, setting, place, values.value, { force: values.force })),
				}),
				defineCommand({
					name: 'delete',
					description: `Takes one of the ${things} out. An empty list inherits again.`,
					leastRole: leastRoleOf('tls-policy', 'write'),
					parameters: { value },
					run: async ({ useCases, origin }, values) => done(await useCases.tlsPolicy.remove(origin, setting, place, values.value)),
				}),
			],
		};
	});
}

/** `Ciphers` and `Protocols` of single interfaces. */
export function interfaceTlsPolicyContexts(kind: InterfaceKind): readonly ShellContext[] {
	return settings.map(({ setting, name, title, value, things }) => {
		const heads = [
			['Interface IP', 'Port', title, 'Note'],
			['Interface IP', 'Port', title, 'Level', 'Note'],
		];
		return {
			name,
			description: `The ${things} of single ${kind} interfaces; an empty list inherits from the level above.`,
			children: [],
			commands: [
				defineCommand({
					name: 'get',
					description: `Shows the ${things} that are set for interfaces.`,
					leastRole: leastRoleOf('tls-policy', 'read'),
					parameters: { ...interfaceFilter, effective },
					heads,
					async run(call, { effective: wantsEffective, ...filter }) {
						const rows: ShellCell[][] = [];
						for (const { address, port } of (await call.useCases.interfaces.list(kind)).filter((row) => isWanted(row, filter))) {
							const place = { level: 'interface', interface: { kind, address, port } } as const;
							for (const cells of await readRows(call, setting, place, wantsEffective)) rows.push([address, port, ...cells]);
						}
						return { kind: 'table', head: heads[wantsEffective ? 1 : 0] ?? [], rows };
					},
				}),
				defineCommand({
					name: 'add',
					description: `Adds one of the ${things} for an interface. From the first one on, its list replaces what it would inherit.`,
					leastRole: leastRoleOf('tls-policy', 'write'),
					parameters: { ...interfaceWords, value, force },
					run: async ({ useCases, origin }, values) => {
						const place = { level: 'interface', interface: toReference(kind, values) } as const;
						return done(await useCases.tlsPolicy.add(origin, setting, place, values.value, { force: values.force }));
					},
				}),
				defineCommand({
					name: 'delete',
					description: `Takes one of the ${things} of an interface out. An empty list inherits again.`,
					leastRole: leastRoleOf('tls-policy', 'write'),
					parameters: { ...interfaceWords, value },
					run: async ({ useCases, origin }, values) => {
						const place = { level: 'interface', interface: toReference(kind, values) } as const;
						return done(await useCases.tlsPolicy.remove(origin, setting, place, values.value));
					},
				}),
			],
		};
	});
}

async function readRows(
	{ useCases }: ShellCall,
	setting: TlsPolicySetting,
	place: TlsPolicyPlace,
	wantsEffective: boolean,
): Promise<ShellCell[][]> {
	if (!wantsEffective) return (await useCases.tlsPolicy.list(setting, place)).map(({ value, note }) => [value, note]);
	const { sourceText, entries } = await useCases.tlsPolicy.effective(setting, place);
	return entries.map(({ value, note }) => [value, sourceText, note]);
}
