/** A server under load. */
export interface RunningServer {
	/** Devices present a certificate here. */
	readonly port: number;
	/** Devices without a certificate give a password here; the same where one port takes both. */
	readonly passwordPort: number;
	/** Every process that serves belongs to the families of these. */
	readonly roots: readonly number[];
	/** The processes that answer requests. */
	workers(): readonly number[];
	stop(): Promise<void>;
}

/** Who takes part in a row. */
export interface Contestant {
	readonly name: string;
	/** Status of an answer to a client whose certificate is missing or worthless; 0: the connection is closed. */
	readonly refusalStatus: number;
	/** A row goes on without it where it fails. */
	readonly isOptional: boolean;
	/** Undefined: it can take part. */
	readonly absence: string | undefined;
	/** Makes what it serves, once; a start does it too. */
	prepare(): Promise<unknown>;
	/** Resolves when it serves. `row` names files that it leaves behind. */
	start(row: string): Promise<RunningServer>;
}

/** Every contestant serves with as many processes. */
export const workerCount = 2;
/** So that no connection that is kept alive comes to its end in a run. */
export const requestsPerConnection = 1_000_000;
/** In the order of preference, for TLS 1.2. */
export const ciphers = 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384';
