import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DmsError } from '../../domain/errors.ts';
import type { Hierarchy } from '../mint.ts';
import { openTestCa } from '../test-ca.ts';

/** The test CA of a folder, and one for each folder in it that is a test CA. @throws DmsError as `openTestCa`, `qa.ca-missing` where there is none. */
export async function openTestCas(directory: string): Promise<readonly Hierarchy[]> {
	const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
	const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(directory, name));
	const found = await Promise.all([directory, ...folders.sort()].map(openWhereThereIsOne));
	const hierarchies = found.filter((hierarchy) => hierarchy !== undefined);
	if (hierarchies.length > 0) return hierarchies;
	throw new DmsError('qa.ca-missing', `${directory} holds no test CA`, {
		hint: `dms ca create ${directory} --recipe all makes one of each shape.`,
	});
}

async function openWhereThereIsOne(directory: string): Promise<Hierarchy | undefined> {
	const names = await readdir(directory).catch((): string[] => []);
	return names.includes('recipe.json') ? openTestCa(directory) : undefined;
}
