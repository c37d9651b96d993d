import type { NewAuditEntry } from '../../domain/audit-entry.ts';
import type { NewEvent } from '../../domain/event.ts';
import type { Clock, Store } from '../../domain/ports.ts';
import { toAuditState } from './audit-detail.ts';

/** Who administers what: every change is one transaction with an audit entry of this actor. */
export interface Administration {
	readonly store: Store;
	readonly clock: Clock;
	/** `cli:<user of the operating system>` or a person of the admin plane. */
	readonly actor: string;
	/** Where the change comes from, when it was typed into a shell. */
	readonly origin?: CommandOrigin;
	/** Looks first of all, in the transaction of the change, whether things are still as they were seen; throws where they are not. */
	readonly requireUnchanged?: (store: Store) => Promise<void>;
}

/** A command of the shell and the context in which it was given. */
export interface CommandOrigin {
	readonly context: string;
	/** As it was typed, secrets masked. */
	readonly command: string;
}

/** The outcome of a change, and what the audit says about it. */
export interface AuditedChange<Value> {
	readonly value: Value;
	/** What was changed, by the name an administrator knows. */
	readonly subject: string;
	/** In words, without secrets. */
	readonly detail?: string;
	/** What stood there and what stands there now; written as JSON, with secrets masked and bytes counted. */
	readonly before?: unknown;
	readonly after?: unknown;
}

/** Applies a change, its audit entry and its event in one transaction. @throws whatever `apply` throws; then nothing is written. */
export function applyAudited<Value>(
	administration: Administration,
	action: string,
	apply: (store: Store) => Promise<AuditedChange<Value>>,
): Promise<Value> {
	const { store, clock, actor, requireUnchanged } = administration;
	const by = { author: actor, action };
	return store.transaction(async (transaction) => {
		await requireUnchanged?.(transaction);
		const change = await apply(transaction);
		await transaction.audit.append(toAuditEntry(administration, action, change));
		// Last: from here on whoever makes events waits for the end of the transaction.
		if (!privateActions.test(action)) await transaction.events.append([toChangeEvent(clock.now(), actor, action, change.subject)]);
		return change.value;
	}, by);
}

/** One of several changes that are made together or not at all. */
export interface ChangeStep<Value> {
	/** Noun and verb, as the audit has it. */
	readonly action: string;
	readonly apply: (store: Store) => Promise<AuditedChange<Value>>;
}

/** All changes in their order, each with its audit entry and its event, in one transaction. @throws whatever a step throws; then nothing is written. */
export function applyAllAudited<Value>(
	administration: Administration,
	action: string,
	steps: readonly ChangeStep<Value>[],
): Promise<readonly Value[]> {
	const { store, clock, actor, requireUnchanged } = administration;
	return store.transaction(
		async (transaction) => {
			await requireUnchanged?.(transaction);
			const values: Value[] = [];
			const events: NewEvent[] = [];
			for (const step of steps) {
				const change = await step.apply(transaction);
				await transaction.audit.append(toAuditEntry(administration, step.action, change));
				if (!privateActions.test(step.action)) events.push(toChangeEvent(clock.now(), actor, step.action, change.subject));
				values.push(change.value);
			}
			if (events.length > 0) await transaction.events.append(events);
			return values;
		},
		{ author: actor, action },
	);
}

function toAuditEntry(
	{ actor, origin }: Administration,
	action: string,
	{ subject, detail, before, after }: AuditedChange<unknown>,
): NewAuditEntry {
	return {
		actor,
		action,
		subject,
		...(detail === undefined ? {} : { detail: cut(detail, longestDetail) }),
		...(origin === undefined ? {} : { context: cut(origin.context, longestDetail), command: cut(origin.command, longestDetail) }),
		...(before === undefined ? {} : { before: cut(toAuditState(before), longestState) }),
		...(after === undefined ? {} : { after: cut(toAuditState(after), longestState) }),
	};
}

/** Who may administer what is not told to those who listen to devices, and a draft changes nothing for them. */
const privateActions = /^(?:user |token |service-account |draft (?:save|discard)$)/;

function toChangeEvent(at: Date, actor: string, action: string, subject: string): NewEvent {
	const type = action.startsWith('trust ') ? 'dms.trust.changed' : 'dms.configuration.changed';
	return { at, type, subject: cut(subject, longestSubject), data: { action, actor } };
}

const longestSubject = 256;
const longestDetail = 1024;
const longestState = 4096;

function cut(text: string, longest: number): string {
	return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
