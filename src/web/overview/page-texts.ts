import type { ReasonFamily } from './reason-family.ts';
import type { Span } from './span.ts';

const families: Readonly<Record<ReasonFamily, string>> = {
	served: 'Served',
	certificate: 'Certificate',
	password: 'Password',
	device: 'Device',
	other: 'Other',
};

const spans: Readonly<Record<Span, string>> = { hour: 'Hour', day: 'Day', week: 'Week', month: 'Month' };

/** Texts of the overview. */
export const pageTexts = {
	tiles: {
		label: 'The fleet in numbers',
		devices: 'Devices',
		disabled: (count: number) => (count === 0 ? 'all enabled' : `${toNumber(count)} disabled`),
		addFirst: 'Add the first one',
		behind: 'Behind',
		behindNote: 'fetched an older version last',
		upToDate: 'no device is out of date',
		never: 'Never seen',
		neverNote: 'have fetched nothing yet',
		neverNone: 'every device has fetched',
		partial: (lookedAt: number) => `counting, ${toNumber(lookedAt)} looked at`,
		unknown: 'Unknown',
		unknownNote: 'ask, but are not added',
		unknownNone: 'nobody else asks',
		atLeast: (count: number) => `${toNumber(count)}+`,
	},
	traffic: {
		title: 'Fetches and refusals',
		description: 'Requests of all devices. Choose a bar to see its access records.',
		span: 'How far back',
		spans,
		families,
		served: 'Served',
		refused: 'Refused',
		none: 'No device has asked for anything in this time.',
		noneHint: 'Widen the time, or point a device to this server.',
		summary: (requests: number, refusals: number) => `${toNumber(requests)} requests, ${toNumber(refusals)} refused`,
		chart: (kind: string, total: number, peak: number, peakAt: string) =>
			`${kind}: ${toNumber(total)} in all, at most ${toNumber(peak)} in one bar, at ${peakAt}. The table has every number.`,
		showTable: 'Show as table',
		showChart: 'Show as chart',
		time: 'Time',
		reasons: 'Why',
		reasonsNone: 'Nothing was refused.',
		all: 'All access records',
		since: (time: string) => `Counted since ${time}.`,
		more: (count: number) => `Show ${toNumber(count)} more`,
		fewer: 'Show fewer',
	},
	endings: {
		title: 'What ends next',
		description: 'Certificates of the server, trust anchors and revocation lists, the next to end first.',
		none: 'There is nothing that could end.',
		kinds: { 'server-certificate': 'Server certificate', 'trust-anchor': 'Trust anchor', 'revocation-list': 'Revocation list' },
		ofConfiguration: (fingerprint: string) => `of the configuration, ${fingerprint.slice(0, 8)}`,
		disabled: 'disabled',
		failed: 'cannot be fetched',
		more: (count: number) => `Show ${toNumber(count)} more`,
		fewer: 'Show fewer',
		axis: [
			[0, 'today'],
			[30, '1 month'],
			[365, '1 year'],
			[3650, '10 years'],
		] as const,
	},
	calendar: { next: 'The next twelve months' },
	deviceCertificates: {
		title: 'Certificates of devices',
		description: 'When the certificates end with which devices have come in last, by month (UTC).',
		none: 'No device has shown a certificate yet.',
		expired: (count: number) => (count === 1 ? '1 device has one that has ended' : `${toNumber(count)} devices have one that has ended`),
		later: 'Later, by year',
		never: 'no end',
		devices: (count: number) => (count === 1 ? '1 device' : `${toNumber(count)} devices`),
	},
	anchors: {
		title: 'Devices by trust anchor',
		description: 'Through which anchor devices have come in last.',
		none: 'There is no trust anchor yet, so no device can prove itself by a certificate.',
		add: 'Add a trust anchor',
		more: (count: number) => (count === 1 ? '1 more' : `${toNumber(count)} more`),
		gone: 'not installed any more',
		disabled: 'disabled',
		last: 'last',
	},
	types: {
		title: 'Devices by type',
		none: 'There is no device yet.',
		add: 'Add a device',
		import: 'Import a device type',
		more: (count: number) => `${toNumber(count)} more types`,
	},
	nodes: {
		title: 'Nodes and workers',
		description: 'The node that answers, and the processes that serve devices.',
		serving: 'serving',
		notServing: 'not serving',
		version: 'Version',
		store: 'Store',
		memory: 'Memory',
		spool: 'Spool',
		started: 'Started',
		worker: 'Worker',
		states: { starting: 'starting', serving: 'serving', stopping: 'stopping' },
	},
	changes: {
		title: 'What changed lately',
		none: 'Nothing has been changed yet.',
		all: 'All changes',
	},
	refusals: {
		title: 'Refused lately',
		none: 'Nothing has been refused.',
		all: 'All refusals',
		why: 'Why?',
	},
} as const;

const numbers = new Intl.NumberFormat('en-GB');

/** `12,345`. */
export function toNumber(value: number): string {
	return numbers.format(value);
}
