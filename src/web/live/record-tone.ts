import type { AccessRecord } from './tail.ts';

export type RecordTone = 'good' | 'warning' | 'bad';

/** Good, bad, or a first answer that asks for a password, as most devices wait for. */
export function toTone({ status, reason }: Pick<AccessRecord, 'status' | 'reason'>): RecordTone {
	if (status < 400) return 'good';
	return status === 401 && (reason === 'password.absent' || reason === 'password.digest-stale') ? 'warning' : 'bad';
}
