import type { Command } from 'commander';
import type { Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { parsePositive } from './option-values.ts';

const head = ['Time', 'Who', 'Action', 'What', 'Detail'];

export function addAuditCommands(program: Command, run: Runner): void {
	const audit = program.command('audit').description('who changed what');
	audit
		.command('list')
		.description('the newest changes, the oldest of them first')
		.option('--limit <n>', 'how many', parsePositive, 100)
		.action(
			run(async (session, { limit }: { readonly limit: number }) => {
				const entries = (await (await session.store()).audit.list(limit)).toSorted((left, right) => left.at.getTime() - right.at.getTime());
				if (session.wantsJson) return session.output.json(entries);
				const rows = entries.map(({ at, actor, action, subject, detail }) => [at.toISOString(), actor, action, subject, detail ?? '']);
				return session.output.table(head, rows);
			}),
		)
		.addHelpText('after', toExamples('dms audit list', 'dms audit list --limit 10 --json'));
}
