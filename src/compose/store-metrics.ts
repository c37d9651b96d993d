import type { AccessRecord } from '../domain/access-record.ts';
import type { Clock } from '../domain/ports.ts';
import type { Counter, MetricCounts } from '../runtime/metric-counts.ts';
import type { StoreObserver } from '../store/observed-engine.ts';
import { toMethodLabel, toStatusClass } from './request-labels.ts';

/**
 * Counts what the store does. Requests of devices are counted where their records are settled, which costs the request itself nothing; a command
 * that settles a few of them while the server runs takes those out of the count.
 */
export function toStoreObserver(counts: MetricCounts, clock: Clock): StoreObserver {
	const name = 'opendms_store_operation_duration_seconds';
	const operations = {
		'look-up': counts.histogram(name, ['look-up']),
		read: counts.histogram(name, ['read']),
		write: counts.histogram(name, ['write']),
		transaction: counts.histogram(name, ['transaction']),
	};
	const settled = counts.counter('opendms_access_records_settled_total');
	const lag = counts.histogram('opendms_access_record_settle_lag_seconds');
	const count = toRecordCounter(counts);
	return {
		onOperation: (operation, durationMs) => operations[operation].observe(durationMs / 1000),
		onSettled(records) {
			const [oldest] = records;
			if (oldest === undefined) return;
			settled.add(records.length);
			lag.observe(Math.max(0, clock.now().getTime() - oldest.at.getTime()) / 1000);
			for (const record of records) count(record);
		},
	};
}

function toRecordCounter(counts: MetricCounts): (record: AccessRecord) => void {
	const sentBytes = counts.counter('opendms_device_sent_bytes_total');
	const durations = counts.histogram('opendms_device_decision_duration_seconds');
	const reasons = new Map<string, Counter>();
	const proofs = new Map<string, Counter>();
	const requests = new Map<string, Counter>();
	const find = (known: Map<string, Counter>, key: string, make: () => Counter): Counter => {
		const existing = known.get(key) ?? make();
		known.set(key, existing);
		return existing;
	};
	return ({ method, status, reason, proof = 'none', bytes, durationMs }) => {
		const [label, statusClass] = [toMethodLabel(method), toStatusClass(status)];
		find(requests, label + statusClass, () => counts.counter('opendms_requests_total', ['device', label, statusClass])).add();
		if (status >= 400) find(reasons, reason, () => counts.counter('opendms_device_refusals_total', [reason])).add();
		else find(proofs, proof, () => counts.counter('opendms_device_grants_total', [proof])).add();
		sentBytes.add(bytes);
		durations.observe(durationMs / 1000);
	};
}
