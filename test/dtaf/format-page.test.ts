import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brokenArchives } from '../../dtaf-samples/broken/broken-archives.ts';
import { carriedManagementElements } from '../../src/domain/carried-options.ts';
import { errorTable } from '../../src/domain/errors.ts';
import { toFileElements } from '../../src/dtaf/file-elements.ts';
import { toTypeElements } from '../../src/dtaf/type-elements.ts';
import type { WrittenElement } from '../../src/dtaf/xml-tree.ts';
import { deviceType, fileWithBytes } from './arbitraries.ts';

const page = await readFile(join(import.meta.dirname, '..', '..', 'docs', 'dtaf-format.md'), 'utf8');
const codes = Object.keys(errorTable).filter((code) => code.startsWith('dtaf.'));

function namesOf(elements: readonly WrittenElement[]): string[] {
	return elements.flatMap(({ name, value }) => [name, ...(typeof value === 'object' ? namesOf(value) : [])]);
}

describe('the page that describes the format', () => {
	it.each(codes)('tells what %s means', (code) => {
		expect(page).toContain(`\`${code}\``);
	});

	it('names every element that is written', () => {
		const types = fc
			.sample(deviceType, { numRuns: 100, seed: 1 })
			.flatMap((type) => namesOf(toTypeElements({ ...type, callProcessing: [] })));
		const files = fc.sample(fileWithBytes, { numRuns: 100, seed: 1 }).flatMap(({ file }) => toFileElements(file).map(({ name }) => name));
		const names = new Set([...types, ...files, ...carriedManagementElements]);
		expect(names.size).toBeGreaterThan(50);
		expect([...names].filter((name) => !new RegExp(`[\`<]${name}[\`>]`).test(page))).toEqual([]);
	});
});

describe('the broken archives', () => {
	it('leave no code of reading without an example', () => {
		const elsewhere = ['dtaf.too-large', 'dtaf.device-type-exists', 'dtaf.device-type-missing'];
		const shown = new Set<string>(brokenArchives.map(({ code }) => code));
		expect(codes.filter((code) => !shown.has(code) && !elsewhere.includes(code))).toEqual([]);
	});
});
