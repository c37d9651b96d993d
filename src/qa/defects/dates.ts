import { addYears, endOfTime } from '../certificate-plan.ts';
import type { DefectRow } from './defect.ts';

const dayMs = 86_400_000;
/** Clear of any tolerance for slow clocks. */
export const marginMs = 30 * dayMs;

export const dateDefects: readonly DefectRow[] = [
	{
		name: 'expired',
		breaks: 'it ended a month ago',
		rule: 'RFC 5280 6.1.3 (a) (2)',
		reason: 'certificate.expired',
		alterPlan: (plan, { now }) => ({ ...plan, notBefore: addYears(now, -2), notAfter: new Date(now.getTime() - marginMs) }),
	},
	{
		name: 'not-yet-valid',
		breaks: 'it begins in a month',
		rule: 'RFC 5280 6.1.3 (a) (2)',
		reason: 'certificate.not-yet-valid',
		alterPlan: (plan, { now }) => ({ ...plan, notBefore: new Date(now.getTime() + marginMs), notAfter: addYears(now, 2) }),
	},
	{
		name: 'no-expiry',
		breaks: 'nothing: a good certificate that ends with the year 9999',
		rule: 'RFC 5280 4.1.2.5',
		reason: 'granted',
		alterPlan: (plan) => ({ ...plan, notAfter: endOfTime }),
	},
];
