import type { Clock, Store } from '../../domain/ports.ts';

/** Who administers what: every change is one transaction with an audit entry of this actor. */
export interface Administration {
	readonly store: Store;
	readonly clock: Clock;
	/** `cli:<user of the operating system>` or a person of the admin plane. */
	readonly actor: string;
}

/** The outcome of a change, and what the audit says about it. */
export interface AuditedChange<Value> {
	readonly value: Value;
	/** What was changed, by the name an administrator knows. */
	readonly subject: string;
	/** In words, without secrets. */
	readonly detail?: string;
}

/** Applies a change and its audit entry in one transaction. @throws whatever `apply` throws; then nothing is written. */
export function applyAudited<Value>(
	{ store, actor }: Administration,
	action: string,
	apply: (store: Store) => Promise<AuditedChange<Value>>,
): Promise<Value> {
	return store.transaction(async (transaction) => {
		const { value, subject, detail } = await apply(transaction);
		await transaction.audit.append({ actor, action, subject, ...(detail === undefined ? {} : { detail: toAuditText(detail) }) });
		return value;
	});
}

const longestDetail = 1024;

function toAuditText(detail: string): string {
	return detail.length > longestDetail ? `${detail.slice(0, longestDetail - 1)}…` : detail;
}
