import { describeCommandLine } from '../../src/cli/describe-command-line.ts';
import { type GeneratedDocument, toDocument } from './document.ts';

/** Every command with its options, from the definitions that parse them. */
export const commandLineDocument: GeneratedDocument = {
	path: 'docs/command-line.md',
	generate: () => toDocument('Command line', [describeCommandLine().trim()]),
};
