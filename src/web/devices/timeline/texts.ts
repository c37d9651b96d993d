import { toCountText } from '../words.ts';

/** What it has asked for. */
export const timelineTexts = {
	emptyTitle: 'The device has not asked for anything yet',
	emptyText: 'Its requests appear here by themselves, also those that are refused. Restart it, or look among the unknown devices.',
	emptyNoMac: 'Its requests appear here by themselves, as soon as it signs in with its user name.',
	requests: (number: number) => (number === 1 ? '1 request' : `${toCountText(number)} requests`),
	within: (seconds: number) => `within ${toCountText(seconds)} s`,
	refused: (number: number) => `${number} refused`,
	allServed: 'All served',
	offset: (seconds: number) => `+${seconds.toFixed(seconds < 100 ? 1 : 0)} s`,
	aborted: 'the connection was cut',
	why: 'Why?',
	served: 'The file was served',
	taken: 'The upload was taken',
	noProof: 'No proof',
	certificateOf: (anchor: string) => `Certificate of ${anchor}`,
	failedProof: (proof: string) => `${proof} did not hold`,
	proofs: {
		certificate: 'Certificate',
		basic: 'Basic password',
		digest: 'Digest password',
		'mac-header': 'MAC in a header',
		'mac-path': 'MAC in the path',
	},
} as const;
