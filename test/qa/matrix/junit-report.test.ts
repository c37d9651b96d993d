import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { toJunitXml } from '../../../src/qa/matrix/junit-report.ts';
import type { MatrixReport, MatrixResult } from '../../../src/qa/matrix/matrix-report.ts';

interface Element {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	text: string;
}

/** Every element with its own text, read by a strict parser. */
function readXml(xml: string): readonly Element[] {
	const elements: Element[] = [];
	const open: Element[] = [];
	const parser = new SaxesParser();
	parser.on('error', (error) => {
		throw error;
	});
	parser.on('opentag', ({ name, attributes }) => {
		const element = { name, attributes: attributes as Record<string, string>, text: '' };
		elements.push(element);
		open.push(element);
	});
	parser.on('text', (text) => {
		const last = open.at(-1);
		if (last !== undefined) last.text += text;
	});
	parser.on('closetag', () => void open.pop());
	parser.write(xml).close();
	return elements;
}

const result = (change: Partial<MatrixResult> = {}): MatrixResult => ({
	row: 'maker/expired',
	recipe: 'maker',
	name: 'expired',
	breaks: 'it ended a month ago',
	path: '/dms/maker/0013d1000001.xml',
	tls: 'TLSv1.3',
	expected: { status: 403, reason: 'certificate.expired' },
	found: { outcome: '403', status: 403, reason: 'certificate.expired', detail: 'it ended' },
	differences: [],
	durationMs: 12.5,
	...change,
});

const report = (results: readonly MatrixResult[], skipped: MatrixReport['skipped'] = []): MatrixReport => ({
	url: 'https://localhost:1',
	startedAt: new Date('2026-01-02T03:04:05Z'),
	durationMs: 1500,
	recordsRead: true,
	counts: {
		results: results.length,
		differences: results.filter(({ differences }) => differences.length > 0).length,
		skipped: skipped.length,
	},
	results,
	skipped,
});

describe('the JUnit report', () => {
	it('has a suite for each recipe, a case for each row and version, and failures where there are differences', () => {
		const needs = { row: 'maker/revoked', recipe: 'maker', name: 'revoked', breaks: 'it is revoked', needs: 'a list' };
		const elements = readXml(
			toJunitXml(
				report(
					[
						result(),
						result({ tls: 'TLSv1.2', differences: ['expected 403, came 200'] }),
						result({ recipe: 'other', row: 'other/expired' }),
					],
					[needs],
				),
			),
		);
		expect(elements.map(({ name }) => name)).toEqual([
			'testsuites',
			'testsuite',
			'testcase',
			'system-out',
			'testcase',
			'failure',
			'testcase',
			'skipped',
			'testsuite',
			'testcase',
			'system-out',
		]);
		expect(elements[0]?.attributes).toMatchObject({ tests: '4', failures: '1', skipped: '1', time: '1.500' });
		expect(elements[1]?.attributes).toMatchObject({ name: 'maker', tests: '3', failures: '1', timestamp: '2026-01-02T03:04:05.000Z' });
		expect(elements[2]?.attributes).toMatchObject({ classname: 'maker', name: 'maker/expired TLSv1.3', time: '0.013' });
		expect(elements[5]).toMatchObject({ attributes: { message: 'expected 403, came 200' } });
		expect(elements[5]?.text).toBe(
			'it ended a month ago\nasked: /dms/maker/0013d1000001.xml\ncame: 403\nrecorded: certificate.expired\nit ended',
		);
		expect(elements[7]?.attributes['message']).toBe('needs a list');
	});

	it('keeps what a server has recorded from breaking the file', () => {
		const hostile = 'CN="</failure>"&<x>\u0000\u001b\ud800\ufffe]]>\n';
		const xml = toJunitXml(report([result({ differences: [hostile], found: { outcome: '403', status: 403, detail: hostile } })]));
		const failure = readXml(xml).find(({ name }) => name === 'failure');
		const shown = 'CN="</failure>"&<x>\ufffd\ufffd\ufffd\ufffd]]>\n';
		expect(failure?.attributes['message']).toBe(shown);
		expect(failure?.text).toContain(shown);
	});
});
