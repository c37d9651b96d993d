/** Certificates that a load presents; one key for all of them. PEM texts. */
export interface Identities {
	readonly key: string;
	/** What each device sends: its certificate, then its issuers. */
	readonly chains: readonly string[];
}

/** One device of a load. */
export interface LoadClient {
	/** Its place in the identities; absent: it has no certificate. */
	readonly identity?: number;
	readonly paths: readonly string[];
	readonly user?: { readonly name: string; readonly password: string };
}

/** What a load process is to do, over and over. */
export interface LoadPlan {
	readonly port: number;
	/** PEM file: the server must have this certificate. */
	readonly trustFile: string;
	/** JSON file of `Identities`. */
	readonly identitiesFile?: string;
	readonly tlsVersion: 'TLSv1.2' | 'TLSv1.3';
	/** `cold`: an operation is a new connection and all paths of the client. `kept-alive`: one request on a connection that is open already. */
	readonly connections: 'cold' | 'kept-alive';
	readonly scheme?: 'basic' | 'digest';
	/** Asks for what has changed since it was fetched before the clock started. */
	readonly isConditional: boolean;
	/** 0: the server closes the connection without an answer. */
	readonly expectedStatus: number;
	readonly clients: readonly LoadClient[];
	/** Connections at a time. */
	readonly concurrency: number;
	/** Operations that begin in a second, of all connections together and evenly spread; absent: one as soon as the one before is done. */
	readonly perSecond?: number;
	/** After so long no operation begins; those that have begun are finished. */
	readonly seconds: number;
	readonly mostOperations: number;
}

/** What came of it. */
export interface LoadResult {
	readonly operations: number;
	/** Of the bodies. */
	readonly bytes: number;
	readonly seconds: number;
	readonly failures: number;
	readonly firstFailure?: string;
	readonly medianMs: number;
	readonly slowestPercentMs: number;
}
