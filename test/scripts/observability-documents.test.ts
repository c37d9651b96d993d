import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type MetricName, metricRowOf, metricTable } from '../../src/runtime/metric-table.ts';

const docs = join(import.meta.dirname, '..', '..', 'docs');
const read = (...path: readonly string[]) => readFileSync(join(docs, ...path), 'utf8');

interface Dashboard {
	readonly panels: readonly {
		readonly id: number;
		readonly type: string;
		readonly title: string;
		readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
		readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[];
	}[];
	readonly templating: { readonly list: readonly { readonly name: string; readonly query: unknown }[] };
}

interface Rules {
	readonly groups: readonly {
		readonly name: string;
		readonly rules: readonly {
			readonly alert: string;
			readonly expr: string;
			readonly labels: { readonly severity: string };
			readonly annotations: { readonly summary: string; readonly description: string };
		}[];
	}[];
}

const dashboard = JSON.parse(read('grafana', 'opendms-dashboard.json')) as Dashboard;
const rules = parse(read('grafana', 'alert-rules.yaml')) as Rules;
const targets = dashboard.panels.flatMap(({ title, targets: own = [] }) =>
	own.map(({ expr, legendFormat }) => [title, expr, legendFormat] as const),
);
const alerts = rules.groups.flatMap((group) => group.rules);
const expressions = [...targets, ...alerts.map(({ alert, expr, annotations }) => [alert, expr, JSON.stringify(annotations)] as const)];

/** Labels that Prometheus puts on what it scrapes, and that of the buckets. */
const outerLabels = ['instance', 'job', 'le'];
const keywords = new Set(['sum', 'rate', 'increase', 'by', 'topk', 'sort', 'time', 'histogram_quantile', 'absent', 'and', 'le']);

function metricsIn(text: string): readonly string[] {
	return [...text.matchAll(/\b(?:opendms|process|nodejs)_[a-z0-9_]+/g)].map(([name]) => name);
}

/** The name in the table: a histogram is three in Prometheus. */
function toTableName(name: string): MetricName | undefined {
	const whole = name.replace(/_(?:bucket|sum|count)$/, '');
	for (const each of [name, whole]) {
		if (!Object.hasOwn(metricTable, each)) continue;
		const known = each as MetricName;
		return (metricRowOf(known).type === 'histogram') === (each !== name) ? known : undefined;
	}
	return undefined;
}

function labelsOf(name: MetricName): readonly string[] {
	const { labels, ofProcess } = metricRowOf(name);
	return [...labels, ...outerLabels, ...(ofProcess === true ? ['process'] : [])];
}

describe('the dashboard and the alert rules', () => {
	it('hold something to check', () => {
		expect(targets.length).toBeGreaterThan(30);
		expect(alerts.length).toBeGreaterThan(15);
	});

	it.each(expressions)('%s asks for metrics and labels that exist: %s', (_title, expr, told) => {
		const used = metricsIn(expr);
		expect(used.length).toBeGreaterThan(0);
		const known = used.map(toTableName);
		expect(used.filter((_, index) => known[index] === undefined)).toEqual([]);
		const labels = new Set(known.flatMap((name) => (name === undefined ? [] : labelsOf(name))));
		const inBraces = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inner = '']) =>
			[...inner.matchAll(/([a-z_]+)\s*(?:=~|!=|=)/g)].map(([, label]) => label),
		);
		const inBy = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, inner = '']) => inner.split(',').map((label) => label.trim()));
		const inText = [...told.matchAll(/\{\{\s*(?:\$labels\.)?([a-z_]+)\s*\}\}/g)].map(([, label]) => label);
		expect([...inBraces, ...inBy, ...inText].filter((label) => label === undefined || !labels.has(label))).toEqual([]);
	});

	it.each(expressions)('%s has an expression that is whole: %s', (_title, expr) => {
		for (const [open, close] of [
			['(', ')'],
			['{', '}'],
			['[', ']'],
		] as const) {
			expect(expr.split(open).length).toBe(expr.split(close).length);
		}
		const words = [...expr.replaceAll(/"[^"]*"/g, '').matchAll(/\b([a-z_]+)\b(?=\s*\()/g)].map(([, word = '']) => word);
		expect(words.filter((word) => !keywords.has(word))).toEqual([]);
		for (const [, name = ''] of expr.matchAll(/\b(?:rate|increase)\(([a-z0-9_]+)/g)) expect(name).toMatch(/_(?:total|bucket|sum|count)$/);
	});

	it('tell every metric of the table somewhere', () => {
		const told = new Set(expressions.flatMap(([, expr]) => metricsIn(expr).map(toTableName)));
		expect((Object.keys(metricTable) as MetricName[]).filter((name) => !told.has(name))).toEqual([]);
	});

	it('have panels that do not overlap, each with a number of its own', () => {
		const { panels } = dashboard;
		expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
		for (const [index, { gridPos: one }] of panels.entries()) {
			expect(one.x + one.w).toBeLessThanOrEqual(24);
			for (const { gridPos: other } of panels.slice(index + 1)) {
				const isApart = one.x + one.w <= other.x || other.x + other.w <= one.x || one.y + one.h <= other.y || other.y + other.h <= one.y;
				expect(isApart).toBe(true);
			}
		}
		expect(metricsIn(JSON.stringify(dashboard.templating))).toEqual(['opendms_build_info']);
	});

	it('have alerts that say what they are about and how bad it is', () => {
		expect(new Set(alerts.map(({ alert }) => alert)).size).toBe(alerts.length);
		for (const { alert, labels, annotations } of alerts) {
			expect(alert).toMatch(/^OpenDms[A-Z]/);
			expect(['info', 'warning', 'critical']).toContain(labels.severity);
			expect(annotations.summary.length * annotations.description.length).toBeGreaterThan(0);
		}
	});
});
