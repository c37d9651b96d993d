import type { AccessControl } from '../../src/app/administration/change-access-control.ts';
import type { ListedInterface } from '../../src/app/administration/list-interfaces.ts';
import type { TlsPolicyEntry } from '../../src/app/administration/list-tls-policy.ts';
import type { TrustAnchorRow, TrustUse } from '../../src/app/administration/list-trust-anchors.ts';
import type { ServerCertificateRow } from '../../src/app/administration/update-server-certificate.ts';
import type { ClientIdentity } from '../../src/domain/client-identity.ts';
import { DmsError } from '../../src/domain/errors.ts';
import type { WebApp } from '../../src/domain/interface.ts';
import type { ChangeOutcome, RulingTlsList, ShellFiles, ShellHistory, ShellUseCases } from '../../src/shell/shell-ports.ts';

/** A call of a use case that changes something: `port.method`, then what it was given. */
export type RecordedChange = readonly [name: string, ...values: readonly unknown[]];

/** What the reading use cases answer. */
export interface Rows {
	interfaces: readonly ListedInterface[];
	list: readonly TlsPolicyEntry[];
	effective: RulingTlsList;
	certificates: readonly ServerCertificateRow[];
	identities: readonly ClientIdentity[];
	anchors: readonly TrustAnchorRow[];
	use: TrustUse;
	webApps: readonly WebApp[];
	accessControl: AccessControl;
}

/** Use cases without a store, for tests of the grammar alone: reads answer with `rows`, changes are written down. */
export class RecordedUseCases {
	readonly changes: RecordedChange[] = [];
	outcome: ChangeOutcome = { warnings: [] };
	/** What the next changes throw. */
	refusal: Error | undefined;
	rows: Rows = {
		interfaces: [],
		list: [],
		effective: { sourceText: 'built-in', entries: [] },
		certificates: [],
		identities: [],
		anchors: [],
		use: { devices: 0, examples: [] },
		webApps: [],
		accessControl: {
			allowClientApp: true,
			deviceCertificates: { enabled: true },
			proxyCertificates: { enabled: false, proxies: ['10.0.0.0/8', '192.0.2.1'], form: 'rfc9440', header: 'x-client-cert' },
		},
	};

	get useCases(): ShellUseCases {
		const { rows } = this;
		const change =
			(name: string) =>
			(...values: readonly unknown[]) =>
				this.#record(name, values);
		return {
			interfaces: {
				list: () => Promise.resolve(rows.interfaces),
				add: change('interfaces.add'),
				change: change('interfaces.change'),
				remove: change('interfaces.remove'),
			},
			tlsPolicy: {
				list: () => Promise.resolve(rows.list),
				effective: () => Promise.resolve(rows.effective),
				add: change('tlsPolicy.add'),
				remove: change('tlsPolicy.remove'),
			},
			certificates: {
				list: () => Promise.resolve(rows.certificates),
				update: change('certificates.update'),
				generate: change('certificates.generate'),
				rollBack: change('certificates.rollBack'),
				export: () => Promise.resolve('-----BEGIN CERTIFICATE-----\n'),
			},
			identities: { list: () => Promise.resolve(rows.identities), add: change('identities.add'), remove: change('identities.remove') },
			trust: {
				list: () => Promise.resolve(rows.anchors),
				update: change('trust.update'),
				change: change('trust.change'),
				remove: change('trust.remove'),
				use: () => Promise.resolve(rows.use),
			},
			webApps: { list: () => Promise.resolve(rows.webApps), setClientAuth: change('webApps.setClientAuth') },
			accessControl: {
				load: () => Promise.resolve(rows.accessControl),
				setAllowClientApp: change('accessControl.setAllowClientApp'),
				setCertificates: change('accessControl.setCertificates'),
				setHeaders: change('accessControl.setHeaders'),
			},
			restart: change('restart'),
		};
	}

	#record(name: string, values: readonly unknown[]): Promise<ChangeOutcome> {
		if (this.refusal !== undefined) return Promise.reject(this.refusal);
		this.changes.push([name, ...values]);
		return Promise.resolve(this.outcome);
	}
}

/** Files by their path, in memory. */
export class MemoryFiles implements ShellFiles {
	readonly contents = new Map<string, string>();

	read(path: string): Promise<Uint8Array> {
		const content = this.contents.get(path);
		if (content === undefined) return Promise.reject(new DmsError('file.unreadable', `${path} does not exist`));
		return Promise.resolve(Buffer.from(content));
	}

	writeNew(path: string, content: string): Promise<void> {
		this.contents.set(path, content);
		return Promise.resolve();
	}
}

export class MemoryHistory implements ShellHistory {
	readonly lines: string[] = [];

	load(): Promise<readonly string[]> {
		return Promise.resolve([...this.lines]);
	}

	append(line: string): Promise<void> {
		this.lines.push(line);
		return Promise.resolve();
	}
}
