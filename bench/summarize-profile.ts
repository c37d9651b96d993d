// node bench/summarize-profile.ts DIR [--top N] [--skip MS]: where the CPU profiles of a folder spend their time.
import { parseArgs } from 'node:util';
import { toProfileSummary } from './profile-summary.ts';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { top: { type: 'string', default: '25' }, skip: { type: 'string', default: '2000' } },
});
const folder = positionals[0];
if (folder === undefined) {
	process.stderr.write('usage: node bench/summarize-profile.ts DIR [--top N] [--skip MS]\n');
	process.exitCode = 2;
} else {
	process.stdout.write(toProfileSummary(folder, { top: Number(values.top), skipMs: Number(values.skip) }));
}
