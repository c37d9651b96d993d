import type { InterfaceAdministration } from '../app/administration/interface-administration.ts';
import type { Authentication } from '../app/authentication/authentication.ts';
import type { CatalogCache } from '../app/catalog.ts';
import type { DeviceRequest } from '../app/device-request/device-request.ts';
import type { Explanation } from '../app/explain-request.ts';
import type { NodePorts } from '../app/overview/node-status.ts';
import type { Clock, Store } from '../domain/ports.ts';
import type { Page } from './page-files.ts';
import type { SsoProofs } from './sso/sso-proofs.ts';

/** Where the administration plane reports; secrets never get there. */
export interface AdminLog {
	/** The same, with fields that stand in each of its lines. */
	child(fields: Readonly<Record<string, string>>): AdminLog;
	debug(fields: Readonly<Record<string, unknown>>, message: string): void;
	info(fields: Readonly<Record<string, unknown>>, message: string): void;
	warn(fields: Readonly<Record<string, unknown>>, message: string): void;
	error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** What the administration plane counts, and what all of the node has counted. */
export interface AdminMetrics {
	readonly mediaType: string;
	/** A request that was answered. */
	answered(method: string, status: number, durationMs: number): void;
	/** Everything, as Prometheus reads it. */
	text(): Promise<string>;
}

/** Bounds of what is sent here and is no JSON. */
export interface OctetLimits {
	/** Of a device type archive. */
	readonly maxArchiveBytes: number;
	/** Of the content of one file. */
	readonly maxContentBytes: number;
}

/** Everything that the administration plane is made of. */
export interface AdminPlanePorts {
	readonly store: Store;
	readonly clock: Clock;
	readonly catalog: CatalogCache;
	readonly authentication: Authentication;
	readonly log: AdminLog;
	/** Version of the product. */
	readonly version: string;
	/** Whether every listener of the device plane is up. */
	readonly isServing: () => boolean;
	/** Aborted when the listener closes: for answers that would never end by themselves. */
	readonly closing: AbortSignal;
	/** Whether the listener is encrypted. */
	readonly isSecure: boolean;
	/** What a browser shows. */
	readonly page: Page;
	/** Host names besides those of the loopback interface under which a listener without encryption is asked for, lower case. */
	readonly hostNames: ReadonlySet<string>;
	/** What others may prove here. */
	readonly sso: SsoProofs;
	readonly octetLimits: OctetLimits;
	readonly metrics: AdminMetrics;
	/** Whether routes that are open to the machine itself are so here. */
	readonly isOpenLocally: boolean;
	/** What changes of interfaces need besides the store. */
	readonly interfaces: Pick<InterfaceAdministration, 'fixedInterfaces' | 'host' | 'mintSelfSigned'>;
	/** This node, and what its listeners of the configuration show. */
	readonly node: NodePorts;
	/** How the device plane would decide a request that nobody has made. */
	readonly explain: (request: DeviceRequest) => Promise<Explanation>;
}
