import type { Command } from 'commander';
import type { Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';

export function addSecretCommands(program: Command, run: Runner): void {
	const secret = program.command('secret').description('the key that encrypts passwords and values of tags at rest');
	secret
		.command('rotate')
		.description('make a new key and encrypt every stored secret with it, also while a server runs')
		.action(
			run(async (session) => {
				const resealed = await session.ports.rotateSecretKey({ dataDirectory: session.dataDirectory });
				await session.done({ resealed }, `${resealed} values are encrypted with a new key`);
			}),
		)
		.addHelpText('after', toExamples('dms secret rotate'));
}
