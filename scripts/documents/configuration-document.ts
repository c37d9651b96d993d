import { describeConfiguration } from '../../src/runtime/describe-configuration.ts';
import { type GeneratedDocument, toDocument } from './document.ts';

/** Every key of the configuration file, from its schema. */
export const configurationDocument: GeneratedDocument = {
	path: 'docs/configuration.md',
	generate: () => toDocument('Configuration', [describeConfiguration().trim()]),
};
