import type { RequestedTrust } from '../app/administration/add-trust-anchor.ts';
import type { CommandOrigin } from '../app/administration/administration.ts';
import type { AccessControl, DeviceCertificateChange, ProxyCertificateChange } from '../app/administration/change-access-control.ts';
import type { RequestedAnchorChange } from '../app/administration/change-trust-anchor.ts';
import type { InterfaceReference } from '../app/administration/find-interface.ts';
import type { ListedInterface } from '../app/administration/list-interfaces.ts';
import type { TlsPolicyEntry, TlsPolicyPlace } from '../app/administration/list-tls-policy.ts';
import type { TrustAnchorRow, TrustUse } from '../app/administration/list-trust-anchors.ts';
import type { ServerCertificateFiles } from '../app/administration/read-server-certificate.ts';
import type { ServerCertificateRow } from '../app/administration/update-server-certificate.ts';
import type { ClientIdentity, NewClientIdentity } from '../domain/client-identity.ts';
import type { InterfaceKind, NewServerInterface, ServerInterfaceChange, WebApp } from '../domain/interface.ts';
import type { TlsPolicySetting } from '../domain/tls-policy.ts';
import type { TrustAnchorKey } from '../domain/trust-anchor.ts';

/** What a change that was made has to say. */
export interface ChangeOutcome {
	/** What is worth knowing of it, e.g. that a cipher has no effect; one line each. */
	readonly warnings: readonly string[];
}

/** The rows of `HttpServer` and `CTIServer`, those of the configuration among them. */
export interface InterfacePort {
	/** Ordered by address and port. */
	list(kind: InterfaceKind): Promise<readonly ListedInterface[]>;
	/** Makes a self-signed server certificate where it is secure; `force` accepts an address that this host does not have. */
	add(origin: CommandOrigin, row: NewServerInterface, options: { readonly force: boolean }): Promise<ChangeOutcome>;
	change(origin: CommandOrigin, reference: InterfaceReference, change: ServerInterfaceChange): Promise<ChangeOutcome>;
	remove(origin: CommandOrigin, reference: InterfaceReference): Promise<ChangeOutcome>;
}

/** The list that rules at a place. */
export interface RulingTlsList {
	/** Where it stands: `built-in`, `system`, `transport`, `Http`, `Http 10.0.0.1:443`. */
	readonly sourceText: string;
	readonly entries: readonly TlsPolicyEntry[];
}

/** The lists of cipher suites and of protocol versions, at four levels. */
export interface TlsPolicyPort {
	/** What was set at this place itself; empty: it inherits. */
	list(setting: TlsPolicySetting, place: TlsPolicyPlace): Promise<readonly TlsPolicyEntry[]>;
	effective(setting: TlsPolicySetting, place: TlsPolicyPlace): Promise<RulingTlsList>;
	/** `force` accepts what is weak. */
	add(
		origin: CommandOrigin,
		setting: TlsPolicySetting,
		place: TlsPolicyPlace,
		value: string,
		options: { readonly force: boolean },
	): Promise<ChangeOutcome>;
	remove(origin: CommandOrigin, setting: TlsPolicySetting, place: TlsPolicyPlace, value: string): Promise<ChangeOutcome>;
}

/** Certificates of the interfaces. */
export interface ServerCertificatePort {
	/** The active generation of every interface of the kind, ordered by address and port. */
	list(kind: InterfaceKind): Promise<readonly ServerCertificateRow[]>;
	update(origin: CommandOrigin, reference: InterfaceReference, files: ServerCertificateFiles): Promise<ChangeOutcome>;
	/** Puts a new self-signed one in its place. */
	generate(origin: CommandOrigin, reference: InterfaceReference): Promise<ChangeOutcome>;
	/** Puts the generation before the active one back. */
	rollBack(origin: CommandOrigin, reference: InterfaceReference): Promise<ChangeOutcome>;
	/** The active certificates with their chains as PEM; never a key. */
	export(reference: InterfaceReference): Promise<string>;
}

/** Clients of the event interface that may come in. */
export interface ClientIdentityPort {
	/** Ordered by name. */
	list(): Promise<readonly ClientIdentity[]>;
	add(origin: CommandOrigin, identity: NewClientIdentity): Promise<ChangeOutcome>;
	remove(origin: CommandOrigin, name: string): Promise<ChangeOutcome>;
}

/** The CAs that the interfaces of a kind trust. */
export interface TrustPort {
	/** Ordered by alias. */
	list(kind: InterfaceKind): Promise<readonly TrustAnchorRow[]>;
	update(origin: CommandOrigin, requested: RequestedTrust): Promise<ChangeOutcome>;
	change(origin: CommandOrigin, key: TrustAnchorKey, change: RequestedAnchorChange): Promise<ChangeOutcome>;
	remove(origin: CommandOrigin, key: TrustAnchorKey): Promise<ChangeOutcome>;
	/** Who came in through it. @throws DmsError `trust-anchor.not-found`. */
	use(key: TrustAnchorKey): Promise<TrustUse>;
}

/** What single applications of an interface demand. */
export interface WebAppPort {
	/** Ordered by address, port and application. */
	list(kind: InterfaceKind): Promise<readonly WebApp[]>;
	/** Undefined: what the interface demands. */
	setClientAuth(
		origin: CommandOrigin,
		reference: InterfaceReference,
		application: string,
		required: boolean | undefined,
	): Promise<ChangeOutcome>;
}

/** How clients and devices may prove who they are. */
export interface AccessControlPort {
	load(): Promise<AccessControl>;
	setAllowClientApp(origin: CommandOrigin, allowed: boolean): Promise<ChangeOutcome>;
	setCertificates(origin: CommandOrigin, change: DeviceCertificateChange): Promise<ChangeOutcome>;
	setHeaders(origin: CommandOrigin, change: ProxyCertificateChange): Promise<ChangeOutcome>;
}

/** The use cases behind the contexts. A change writes its own audit entry from the origin; where it throws a DmsError, nothing was changed. */
export interface ShellUseCases {
	readonly interfaces: InterfacePort;
	readonly tlsPolicy: TlsPolicyPort;
	readonly certificates: ServerCertificatePort;
	readonly identities: ClientIdentityPort;
	readonly trust: TrustPort;
	readonly webApps: WebAppPort;
	readonly accessControl: AccessControlPort;
	/** Asks for a rolling restart of the workers. */
	restart(origin: CommandOrigin): Promise<ChangeOutcome>;
}

/** Files that a command names. */
export interface ShellFiles {
	/** @throws DmsError `file.unreadable`, `content.too-large`. */
	read(path: string, maxBytes: number): Promise<Uint8Array>;
	/** A file that exists is not written over. @throws DmsError `value.invalid`, `file.unreadable`. */
	writeNew(path: string, content: string): Promise<void>;
}

/** Lines that were typed at a terminal, the oldest first, kept where their owner alone can read them. */
export interface ShellHistory {
	load(): Promise<readonly string[]>;
	append(line: string): Promise<void>;
}

/** Everything that the shell needs from outside. */
export interface ShellPorts {
	readonly useCases: ShellUseCases;
	readonly files: ShellFiles;
	readonly history: ShellHistory;
}
