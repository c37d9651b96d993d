import type { Readable, Writable } from 'node:stream';
import type { DeviceRequest } from '../app/device-request/device-request.ts';
import type { Explanation } from '../app/explain-request.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import type { Clock, Store } from '../domain/ports.ts';
import type { TokenLifetimes } from '../domain/token.ts';
import type { FleetPorts } from './fleet-ports.ts';
import type { QaPorts } from './qa-ports.ts';
import type { ShellPorts } from './shell-ports.ts';

/** Where a listener opens. */
export interface Endpoint {
	readonly host: string;
	/** 0: any free port. */
	readonly port: number;
}

export interface ServeOptions {
	readonly dataDirectory: string;
	readonly configFile?: string;
	readonly device?: Endpoint;
	readonly events?: Endpoint;
	readonly admin?: Endpoint;
}

/** One way in which a test certificate can be wrong. */
export interface DefectDescription {
	readonly name: string;
	/** What is wrong with the certificate, for people. */
	readonly breaks: string;
	/** Where the rule stands that is broken. */
	readonly rule: string;
	/** What the judgement gives with all at hand that the device sends. */
	readonly reason: string;
	/** What the server records of a request with such a certificate; null: the TLS library ends the handshake. */
	readonly reasonOnConnection: string | null;
	/** Of a request for a file that asks for certificates alone; null: there is no answer. */
	readonly status: number | null;
	/** What must be so at the server first, for people; null: nothing but the trust anchors. */
	readonly needs: string | null;
	/** Which recipes can have it, for people; null: all. */
	readonly appliesTo: string | null;
}

/** One shape of test CA. */
export interface RecipeDescription {
	readonly name: string;
	readonly title: string;
	readonly ouis: readonly string[];
	/** As `dms trust add --mac-from` takes them; none: the default ones. */
	readonly macRules: readonly string[];
	readonly digestFloor: string | null;
}

export interface TestCaOutcome {
	/** Paths of what was written. */
	readonly files: readonly string[];
	/** Command lines that bring a server into the state in which the files are of use. */
	readonly next: readonly string[];
}

export interface RevokeOptions {
	readonly directory: string;
	readonly serial?: string;
	readonly certificateFile?: string;
}

export interface IssueOptions {
	readonly directory: string;
	readonly mac: MacAddress;
	readonly output: string;
	readonly defect?: string;
	/** Also writes a PKCS#12 file with the password in this file. */
	readonly pkcs12PasswordFile?: string;
}

/** The test CA. */
export interface TestCaPorts {
	create(options: { readonly directory: string; readonly recipe?: string }): Promise<TestCaOutcome>;
	issue(options: IssueOptions): Promise<TestCaOutcome>;
	/** @returns the new revocation list, and the serial number that it has now. */
	revoke(options: RevokeOptions): Promise<TestCaOutcome & { readonly serial: string }>;
	recipes(): Promise<readonly RecipeDescription[]>;
	defects(): readonly DefectDescription[];
}

/** Everything that a command needs from outside, filled by whoever starts the program. */
export interface CommandPorts {
	/** Opens the store of a data directory, made and migrated where need be. */
	openStore(options: { readonly dataDirectory: string }): Promise<Store>;
	/** Resolves when the server has ended, with its exit code. */
	serve(options: ServeOptions): Promise<number>;
	start(options: ServeOptions): Promise<number>;
	demo(): Promise<number>;
	/** @returns how many secrets were encrypted anew. */
	rotateSecretKey(options: { readonly dataDirectory: string }): Promise<number>;
	/** As the configuration of the data directory has them. */
	tokenLifetimes(options: { readonly dataDirectory: string }): TokenLifetimes;
	explain(store: Store, request: DeviceRequest): Promise<Explanation>;
	readonly testCa: TestCaPorts;
	readonly fleet: FleetPorts;
	readonly qa: QaPorts;
	readonly shell: ShellPorts;
	readonly clock: Clock;
	readonly stdin: Readable;
	readonly stdout: CommandStream;
	readonly stderr: CommandStream;
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** Whom the audit names: `cli:<user of the operating system>`. */
	readonly actor: string;
	readonly version: string;
	/** Aborted when the person wants an endless command to end. */
	readonly interrupted: AbortSignal;
}

/** Standard output or standard error. */
export type CommandStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };
