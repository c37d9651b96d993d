/** What the shell itself does in every context. */
export const builtIns = [
	{ name: 'cd', aliases: [], description: 'cd <path>: goes to a context; .. is the one above, / the root' },
	{ name: 'help', aliases: ['h', '?'], description: 'help [<verb or context>]: says what there is' },
	{ name: 'exit', aliases: [], description: 'exit: ends the session' },
	{ name: 'quit', aliases: [], description: 'quit: ends the session' },
] as const;
