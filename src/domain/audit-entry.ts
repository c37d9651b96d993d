/** Who changed what. Written in the same transaction as the change. */
export interface AuditEntry {
	readonly id: string;
	readonly at: Date;
	/** `cli:<user of the operating system>`, later also people and services. */
	readonly actor: string;
	/** Noun and verb, e.g. `device add`. */
	readonly action: string;
	/** What was changed, by the name an administrator knows. */
	readonly subject: string;
	/** What was changed, in words; secrets masked. */
	readonly detail?: string;
	/** Where a command of the shell was given, and the command; secrets masked. */
	readonly context?: string;
	readonly command?: string;
	/** What stood there, and what stands there now; secrets masked. */
	readonly before?: string;
	readonly after?: string;
}

/** All that is given must hold. */
export interface AuditFilter {
	/** Part of the name, case-insensitive. */
	readonly actor?: string;
	readonly subject?: string;
	/** What the action begins with, e.g. `device` or `device add`. */
	readonly action?: string;
	readonly since?: Date;
	/** Only entries before it. */
	readonly until?: Date;
}

export interface AuditPage {
	readonly limit: number;
	/** Only entries before this one. */
	readonly beforeId?: string;
}

export interface AuditPageAnswer {
	/** From old to new. */
	readonly entries: readonly AuditEntry[];
	/** Where the page before begins; absent where there is none. */
	readonly nextBeforeId?: string;
}

export type NewAuditEntry = Omit<AuditEntry, 'id' | 'at'>;
