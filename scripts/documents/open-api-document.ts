import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toOpenApi } from '../../src/admin/open-api.ts';
import { createRoutes } from '../../src/admin/route-table.ts';
import type { GeneratedDocument } from './document.ts';

const readVersion = (): string => {
	const file = join(import.meta.dirname, '..', '..', 'package.json');
	return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
};

/** The description of the administration API, as the server gives it. */
export const openApiDocument: GeneratedDocument = {
	path: 'docs/openapi.json',
	generate: () => `${JSON.stringify(toOpenApi(createRoutes(), readVersion()), null, '\t')}\n`,
};
