import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EscapeMode } from '../../src/domain/device-type-file.ts';
import { limits } from '../../src/domain/limits.ts';
import { tagColumns, toTagCells } from '../../src/tags/build-report.ts';
import { defaultBuiltInTags } from '../../src/tags/builtin-registry.ts';
import { findCharset } from '../../src/tags/charset.ts';
import { renderText, renderWithReport } from '../../src/tags/render.ts';
import type { RenderContext } from '../../src/tags/render-context.ts';
import { maxTagDepth } from '../../src/tags/resolve.ts';
import { tagProblems } from '../../src/tags/resolved-tag.ts';
import { toTagSetIndex } from '../../src/tags/tag-set-index.ts';
import { compiled, device, renderContext, setTags, tags } from './context.ts';

const page = readFileSync(new URL('../../docs/templates.md', import.meta.url), 'utf8');

interface Example {
	readonly title: string;
	readonly settings: Readonly<Record<string, string>>;
	readonly template: string;
	tags: string;
	output: string | undefined;
	report: string | undefined;
}

/** The fenced blocks of the page: a template, then what belongs to it. */
function readExamples(): readonly Example[] {
	const examples: Example[] = [];
	for (const { 1: kind = '', 2: settings = '', 3: body = '' } of page.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)) {
		const example = examples.at(-1);
		if (kind === 'template') {
			const pairs = settings.trim().split(' ').filter(Boolean);
			examples.push({
				title: body.trim().split('\n').slice(0, 2).join(' '),
				settings: Object.fromEntries(pairs.map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? ''])),
				template: body,
				tags: '',
				output: undefined,
				report: undefined,
			});
		} else if (example !== undefined && (kind === 'tags' || kind === 'output' || kind === 'report')) example[kind] = body;
	}
	return examples;
}

function toContext(lines: string): RenderContext {
	const levels: Record<string, Record<string, string>> = {};
	const regions: { name: string; countries: readonly string[]; tags: ReturnType<typeof setTags> }[] = [];
	for (const line of lines.split('\n').filter(Boolean)) {
		const {
			level = '',
			closed,
			region,
			countries = '',
			name = '',
			value = '',
		} = /^(?<level>[\w ]+?)(?<closed>, not overridable)?(?:, region (?<region>[^(]+) \((?<countries>[^)]+)\))?: (?<name>%\S+%) = (?<value>.*)$/.exec(
			line,
		)?.groups ?? {};
		expect(level, `level of ${line}`).not.toBe('');
		if (region !== undefined) regions.push({ name: region, countries: countries.split(', '), tags: setTags({ [name]: value }) });
		else levels[level] = { ...levels[level], [name]: closed === undefined ? value : `!${value}` };
	}
	return renderContext({
		device: device({
			country: 'DE',
			tags: tags(levels['Device Profile'] ?? {}),
			lines: [
				{
					linePort: 'ada@sip.example.net',
					isPrimary: true,
					firstName: 'Ada',
					lastName: 'Lovelace',
					extension: '1815',
					authUser: 'ada-auth',
					authPassword: 'x5Jq',
				},
				{ linePort: 'bob@sip.example.net', isPrimary: false, firstName: 'Bob', lastName: '& Sons', extension: '1816' },
			],
		}),
		scopeTags: { group: tags(levels['Group'] ?? {}), serviceProvider: tags(levels['Service Provider'] ?? {}) },
		tagSets: { systemDefault: toTagSetIndex({ name: '', tags: setTags(levels['System Default'] ?? {}), regions }) },
	});
}

function rowsOf(heading: string): readonly (readonly string[])[] {
	const table = page.slice(page.indexOf(heading)).split('\n\n')[0] ?? '';
	return table
		.split('\n')
		.slice(2)
		.map((row) =>
			row
				.split('|')
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
}

describe('the page on templates', () => {
	const examples = readExamples();

	it('has examples', () => {
		expect(examples.length).toBeGreaterThan(10);
	});

	it.each(examples.map((example) => [example.title, example] as const))('tells the truth: %s', (_title, example) => {
		const { file, encoding, escape } = example.settings;
		const template = compiled(Buffer.from(example.template), {
			fileName: file,
			charset: encoding,
			escape: escape as EscapeMode | undefined,
		});
		const { bytes, report } = renderWithReport(template, toContext(example.tags));
		expect(bytes.toString(encoding === undefined ? 'utf8' : 'latin1')).toBe(example.output);
		if (example.report === undefined) return;
		const found = [
			...[tagColumns, ...report.tags.map(toTagCells)].map((cells) => cells.join(' | ').replace(/ +/g, ' ').trim()),
			...report.problems.map(({ kind, tagName }) => `${kind} ${tagName}`),
		];
		expect(found).toEqual(example.report.trim().split('\n'));
	});

	it('lists the built-in tags as they are', () => {
		expect(rowsOf('| tag | source | meaning |')).toEqual(
			defaultBuiltInTags.map(({ name, source, meaning }) => [`\`${name}\``, `\`${source}\``, meaning]),
		);
	});

	it('lists every problem with its meaning', () => {
		expect(rowsOf('| problem | meaning |').map(([kind, meaning]) => [kind, meaning])).toEqual(
			Object.entries(tagProblems).map(([kind, meaning]) => [`\`${kind}\``, meaning]),
		);
	});

	it('names encodings and limits that hold', () => {
		for (const name of [
			'UTF-16',
			'US-ASCII',
			'ISO-8859-16',
			'windows-1258',
			'KOI8-U',
			'Shift_JIS',
			'EUC-JP',
			'EUC-KR',
			'GBK',
			'GB18030',
			'Big5',
		]) {
			expect(findCharset(name)?.name).toBe(name);
		}
		expect(page).toContain(`| tag name | ${limits.tagName[1]} characters`);
		expect(page).toContain(`| value of a custom tag | ${limits.tagValue[1]} characters`);
		expect(page).toContain(`| tags inside values | ${maxTagDepth} deep`);
	});

	it('gives the right file name', () => {
		expect(page).toContain(`\`${renderText('%BWMACADDRESS%-config.xml', toContext(''))}\``);
	});
});
