// Writes the documents that are made from what runs. With `--check` it writes nothing and fails where a document is not up to date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { commandLineDocument } from './documents/command-line-document.ts';
import { configurationDocument } from './documents/configuration-document.ts';
import type { GeneratedDocument } from './documents/document.ts';
import { errorsDocument } from './documents/errors-document.ts';
import { eventTypesDocument } from './documents/event-types-document.ts';
import { metricsDocument } from './documents/metrics-document.ts';
import { openApiDocument } from './documents/open-api-document.ts';
import { pageTypesDocument } from './documents/page-types-document.ts';
import { permissionsDocument } from './documents/permissions-document.ts';
import { reasonsDocument } from './documents/reasons-document.ts';
import { shellDocument } from './documents/shell-document.ts';

const documents: readonly GeneratedDocument[] = [
	commandLineDocument,
	configurationDocument,
	errorsDocument,
	eventTypesDocument,
	reasonsDocument,
	metricsDocument,
	shellDocument,
	openApiDocument,
	permissionsDocument,
	pageTypesDocument,
];

const root = join(import.meta.dirname, '..');

const readCurrent = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const stale: string[] = [];
for (const document of documents) {
	const file = join(root, document.path);
	const text = await document.generate();
	if (readCurrent(file) === text) continue;
	stale.push(document.path);
	if (values.check) continue;
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, text);
}

if (stale.length === 0) console.log(`${documents.length} generated documents are up to date`);
else if (values.check) console.error(`not up to date: ${stale.join(', ')}; run: npm run docs:generate`);
else console.log(`written: ${stale.join(', ')}`);
process.exitCode = values.check && stale.length > 0 ? 1 : 0;
