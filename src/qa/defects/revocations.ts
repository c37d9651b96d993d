import type { DefectRow } from './defect.ts';

/** Good certificates that were taken back, or of which nobody knows. */
export const revocationDefects: readonly DefectRow[] = [
	{
		name: 'revoked',
		breaks: 'the revocation list of its CA has it',
		rule: 'RFC 5280 6.3.3',
		reason: 'certificate.revoked',
		needs: 'revoking-list',
		lists: 'revoking',
	},
	{
		name: 'crl-stale',
		breaks: 'nothing, but the revocation lists should have been replaced a month ago',
		rule: 'RFC 5280 6.3.3 (a)',
		reason: 'certificate.crl-stale',
		needs: 'stale-list',
		lists: 'stale',
	},
	{
		name: 'crl-missing',
		breaks: 'nothing, but there is no revocation list',
		rule: 'RFC 5280 6.3.3',
		reason: 'certificate.crl-missing',
		needs: 'no-list',
	},
	{
		name: 'denied',
		breaks: 'nothing, but an operator has denied it',
		rule: 'the deny list',
		reason: 'certificate.denied',
		needs: 'deny-list',
	},
];
