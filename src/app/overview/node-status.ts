import type { NamedCertificate } from '../expiry-notices.ts';

/** A process of this node that answers devices. */
export interface WorkerState {
	readonly id: number;
	readonly pid: number;
	readonly state: 'starting' | 'serving' | 'stopping';
	readonly startedAt: Date;
	/** As it was last reported; absent before the first report. */
	readonly residentBytes?: number;
}

/** The node that answers, as it is now. */
export interface NodeState {
	/** Of the machine. */
	readonly name: string;
	/** Of the process that answers administrators. */
	readonly pid: number;
	/** Of the product. */
	readonly version: string;
	readonly nodeVersion: string;
	readonly startedAt: Date;
	readonly residentBytes: number;
	readonly store: 'SQLite' | 'PostgreSQL';
	/** Files of access records on their way into the store; the newest ones stay for a while after that. */
	readonly spoolBytes: number;
	readonly workers: readonly WorkerState[];
}

/** What is known of the node besides the store. */
export interface NodePorts {
	state(): NodeState;
	/** Certificates that listeners of the configuration show. */
	readonly ownCertificates: readonly NamedCertificate[];
}
