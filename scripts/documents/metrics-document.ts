import { type MetricName, metricRowOf, metricTable } from '../../src/runtime/metric-table.ts';
import { type GeneratedDocument, toDocument, toTable } from './document.ts';

function toRow(name: MetricName): readonly string[] {
	const { type, help, labels, ofProcess } = metricRowOf(name);
	const all = ofProcess === true ? [...labels, 'process'] : labels;
	return [`\`${name}\``, type, all.map((label) => `\`${label}\``).join(', '), help];
}

/** Every metric of `/metrics`, from `src/runtime/metric-table.ts`. */
export const metricsDocument: GeneratedDocument = {
	path: 'docs/metrics.md',
	generate: () =>
		toDocument('Metrics', [
			'What `/metrics` tells; [observability](observability.md) says who may read it and what to look at. A histogram `x` is `x_bucket`, `x_sum` and `x_count`.',
			toTable(['metric', 'type', 'labels', 'meaning'], (Object.keys(metricTable) as MetricName[]).map(toRow)),
		]),
};
