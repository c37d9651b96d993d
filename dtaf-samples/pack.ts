import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DmsError } from '../src/domain/errors.ts';
import { packSample } from '../src/dtaf/pack-sample.ts';
import { brokenArchives } from './broken/broken-archives.ts';

const usage = `usage: node dtaf-samples/pack.ts [--output DIR] [--broken]

Packs each sample folder into DIR/<name>.zip (default: next to the folders).
With --broken it writes the archives that an import must refuse into DIR/broken/ instead.`;

const samples = import.meta.dirname;
const notASample = new Set(['broken']);

async function packSamples(output: string): Promise<void> {
	const folders = (await readdir(samples, { withFileTypes: true })).filter((entry) => entry.isDirectory() && !notASample.has(entry.name));
	await mkdir(output, { recursive: true });
	for (const { name } of folders) await write(join(output, `${name}.zip`), await packSample(join(samples, name)));
}

async function writeBroken(output: string): Promise<void> {
	await mkdir(output, { recursive: true });
	for (const { name, build } of brokenArchives) await write(join(output, `${name}.zip`), build());
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
	await writeFile(path, bytes);
	console.log(`${path}  ${bytes.length} bytes`);
}

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: { output: { type: 'string' }, broken: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
	});
	const output = resolve(values.output ?? samples);
	if (values.help) console.log(usage);
	else if (values.broken) await writeBroken(join(output, 'broken'));
	else await packSamples(output);
}

try {
	await main();
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	if (error instanceof DmsError) for (const finding of error.findings) console.error(`  ${finding}`);
	process.exitCode = 1;
}
