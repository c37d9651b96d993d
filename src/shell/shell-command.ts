import type { CommandOrigin } from '../app/administration/administration.ts';
import type { Role } from '../domain/role.ts';
import type { Named } from './abbreviation.ts';
import { type BoundValues, bindWords, type Parameter, type Parameters } from './bind-words.ts';
import type { ShellOutput } from './shell-output.ts';
import type { ShellFiles, ShellUseCases } from './shell-ports.ts';
import type { ShellWord } from './shell-words.ts';

/** What a command has while it runs. */
export interface ShellCall {
	readonly useCases: ShellUseCases;
	readonly files: ShellFiles;
	readonly origin: CommandOrigin;
	/** Asks a person; without one the answer is yes. */
	confirm(question: string): Promise<boolean>;
	/** Asks a person without showing the answer; undefined without one. */
	askSecret(question: string): Promise<string | undefined>;
}

/** A command whose words were read and found good. */
export interface BoundCommand {
	/** With its words quoted where need be and secrets masked. */
	readonly text: string;
	readonly hasSecret: boolean;
	readonly leastRole: Role;
	run(call: ShellCall): Promise<ShellOutput>;
}

/** A verb of a context. */
export interface ShellCommand extends Named {
	readonly description: string;
	readonly leastRole: Role;
	readonly parameters: Parameters;
	/** Whether it makes no sense without any attribute. */
	readonly needsAttribute: boolean;
	/** Heads of the tables that it prints. */
	readonly heads: readonly (readonly string[])[];
	/** @throws DmsError `usage.invalid`, `value.*`. */
	bind(words: readonly ShellWord[]): BoundCommand;
}

export interface CommandDefinition<Declared extends Record<string, Parameter<unknown>>> extends Named {
	readonly description: string;
	readonly leastRole: Role;
	/** In the order of the words. */
	readonly parameters: Declared;
	readonly needsAttribute?: boolean;
	readonly heads?: readonly (readonly string[])[];
	readonly run: (call: ShellCall, values: BoundValues<Declared>) => Promise<ShellOutput>;
}

/** A command from its parameters, which say what `run` is given. */
export function defineCommand<const Declared extends Record<string, Parameter<unknown>>>(
	definition: CommandDefinition<Declared>,
): ShellCommand {
	const { parameters, needsAttribute = false, heads = [], run, ...named } = definition;
	return {
		...named,
		parameters,
		needsAttribute,
		heads,
		bind(words) {
			const { values, text, hasSecret } = bindWords({ verb: named.name, parameters, needsAttribute, heads }, words);
			return { text, hasSecret, leastRole: named.leastRole, run: (call) => run(call, values) };
		},
	};
}
