interface MetricRow {
	readonly type: 'counter' | 'gauge' | 'histogram';
	readonly help: string;
	readonly labels: readonly string[];
	/** Of a histogram: upper bounds, ascending. */
	readonly buckets?: readonly number[];
	/** Each process of the server has a value of its own, under the label `process`; all others are summed. */
	readonly ofProcess?: true;
	/** The highest value of all reports since the last scrape. */
	readonly isPeak?: true;
}

const counter = (help: string, ...labels: readonly string[]): MetricRow => ({ type: 'counter', help, labels });
const gauge = (help: string, ...labels: readonly string[]): MetricRow => ({ type: 'gauge', help, labels });
const histogram = (help: string, buckets: readonly number[], ...labels: readonly string[]): MetricRow => ({
	...{ type: 'histogram', help, labels, buckets },
});
const ofProcess = (row: MetricRow): MetricRow => ({ ...row, ofProcess: true });
const peakOfProcess = (help: string): MetricRow => ({ ...gauge(help), ofProcess: true, isPeak: true });

const requestSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const workSeconds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5];
const lagSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60];

/** Every metric of the product: what it is, and by what it is told apart. Seconds and bytes, as Prometheus has them. */
export const metricTable = {
	opendms_build_info: gauge('Always 1; the label tells the version.', 'version'),
	opendms_requests_total: counter(
		'Requests that were answered; those of devices once their access record is settled.',
		...['plane', 'method', 'status_class'],
	),
	opendms_device_refusals_total: counter('Requests of devices that were refused, by the reason of the access record.', 'reason'),
	opendms_device_grants_total: counter('Requests of devices that were granted, by the proof that did it.', 'proof'),
	opendms_device_sent_bytes_total: counter('Bytes of bodies for devices, as announced.'),
	opendms_device_decision_duration_seconds: histogram(
		'From the first byte of a request of a device to the decision and the file.',
		requestSeconds,
	),
	opendms_admin_request_duration_seconds: histogram('Requests of administrators, from the first byte to the answer.', requestSeconds),
	opendms_tls_handshakes_total: counter('TLS handshakes that were completed. kind: Http, CTI, admin.', 'kind'),
	opendms_tls_handshake_failures_total: counter('TLS handshakes that failed, by the code of the TLS library.', 'kind', 'code'),
	opendms_connections_refused_total: counter('Connections that were closed at once because there were too many.', 'kind', 'reason'),
	opendms_connections: gauge('Open connections, by kind of interface.', 'kind'),
	opendms_render_duration_seconds: histogram('Templates that were rendered anew; what is kept is not rendered.', workSeconds),
	opendms_store_operation_duration_seconds: histogram(
		'Reads and writes of the store, waiting for others included.',
		workSeconds,
		'operation',
	),
	opendms_access_records_settled_total: counter('Access records that were taken over from the spool into the store.'),
	opendms_access_records_corrupt_total: counter('Lines of the spool that said nothing and were left out.'),
	opendms_access_record_settle_lag_seconds: histogram('How old the oldest access record was each time when some were settled.', lagSeconds),
	opendms_access_record_settle_failures_total: counter('Times when access records could not be settled; they wait in the spool.'),
	opendms_access_record_spool_bytes: gauge('Bytes of all spool files of this node, those that are settled and still written among them.'),
	opendms_event_streams: gauge('Open streams of the event interface.'),
	opendms_event_delivery_lag_seconds: histogram('How old the newest event was each time when events were handed to streams.', lagSeconds),
	opendms_certificate_not_after_timestamp_seconds: gauge(
		'When a certificate expires, in seconds since 1970. usage: server, anchor.',
		...['usage', 'kind', 'name'],
	),
	opendms_crl_next_update_timestamp_seconds: gauge('When the installed revocation list of a trust anchor is stale.', 'kind', 'anchor'),
	opendms_crl_fetch_failed: gauge(
		'1 where the last attempt to fetch the revocation list of a trust anchor failed, else 0.',
		'kind',
		'anchor',
	),
	opendms_certificate_scan_failed: gauge('1 where the certificates could not be read for this scrape; the last known ones are shown.'),
	opendms_workers: gauge('Worker processes, by state.', 'state'),
	opendms_worker_deaths_total: counter('Workers that died and were replaced.'),
	opendms_worker_kills_total: counter('Workers that did not stop in time and were killed.'),
	opendms_worker_starts_total: counter('Workers that came to serve, restarts included.'),
	opendms_password_checks_waiting: gauge('Passwords of people that wait to be checked.'),
	process_resident_memory_bytes: ofProcess(gauge('Resident memory.')),
	process_cpu_seconds_total: ofProcess(counter('Processor time, user and system.')),
	process_start_time_seconds: ofProcess(gauge('When the process started, in seconds since 1970.')),
	nodejs_heap_size_used_bytes: ofProcess(gauge('Memory of objects of JavaScript.')),
	nodejs_external_memory_bytes: ofProcess(gauge('Memory of buffers outside the heap.')),
	nodejs_eventloop_lag_p99_seconds: peakOfProcess(
		'99th percentile of the lag of the event loop, of the worst second since the last scrape.',
	),
	nodejs_eventloop_lag_max_seconds: peakOfProcess('Longest lag of the event loop since the last scrape.'),
	nodejs_eventloop_utilization: peakOfProcess(
		'Share of the time in which the event loop was busy, 0 to 1, of the worst second since the last scrape.',
	),
} as const satisfies Readonly<Record<string, MetricRow>>;

export type MetricName = keyof typeof metricTable;

/** The row, with all that a row may have. */
export function metricRowOf(name: MetricName): MetricRow {
	return metricTable[name];
}
