import type { KeyObject } from 'node:crypto';
import type { Administration } from '../../../src/app/administration/administration.ts';
import type { FixedInterface } from '../../../src/app/administration/find-interface.ts';
import type { InterfaceAdministration } from '../../../src/app/administration/interface-administration.ts';
import type { NewServerInterface } from '../../../src/domain/interface.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { toPem } from '../../../src/pki/certificate.ts';
import { implicit } from '../../helpers/der-writer.ts';
import {
	type EntitySpec,
	ext,
	type KeyKind,
	keyFor,
	type Minted,
	mintCa,
	mintLeaf,
	serverAuth,
	today,
} from '../../helpers/mint-certificate.ts';
import { useSqlite } from '../../helpers/stores.ts';

export const origin = { context: 'DMS_CLI/Interface/CTI/CTIServer', command: 'add 10.0.0.1 8012 true true true' };

/** Stands in the configuration of every test. */
export const fixed: FixedInterface = {
	kind: 'Http',
	address: '127.0.0.1',
	port: 8443,
	secure: true,
	serverCertificate: true,
	clientAuthRequired: false,
	legacyTls: false,
	keyTypes: ['EC', 'RSA'],
};

export function secureInterface(address: string, port: number, change: Partial<NewServerInterface> = {}): NewServerInterface {
	return { kind: 'CTI', address, port, secure: true, serverCertificate: true, clientAuthRequired: true, legacyTls: false, ...change };
}

export function plainInterface(address: string, port: number): NewServerInterface {
	return { ...secureInterface(address, port), kind: 'Http', secure: false, serverCertificate: false, clientAuthRequired: false };
}

/** Administers an empty store on a host with these addresses; certificates are minted with keys that exist already. */
export function toInterfaceAdministration(store: Store): InterfaceAdministration {
	return {
		...toAdministration(store),
		origin,
		fixedInterfaces: [fixed],
		host: {
			addresses: () => ['127.0.0.1', '::1', '10.0.0.1', '2001:DB8::1', 'fe80::1%eth0'],
			names: () => ['dms.example.com', '10.0.0.1', 'no name'],
		},
		mintSelfSigned: async ({ hosts, ips }) => {
			const mint = (kind: KeyKind) => {
				const { der, keys } = mintServer({ keys: keyFor('self-signed', kind) }, { hosts, ips });
				return { key: toKeyPem(keys.privateKey), cert: toPem(der) };
			};
			return { ecdsa: mint('p256'), rsa: mint('rsa2048') };
		},
	};
}

export function toAdministration(store: Store): Administration {
	return { store, clock: { now: () => today }, actor: 'cli:tester' };
}

/** To be called in a `describe`: its tests get a store of the day on which tests judge. */
export function useStoreOfToday(): () => Promise<Store> {
	const open = useSqlite();
	return async () => (await open({ clock: { now: () => today } })).store;
}

export interface ServerNames {
	readonly hosts?: readonly string[];
	readonly ips?: readonly string[];
}

const serverName = { hosts: ['dms.example.com'], ips: ['10.0.0.1'] };

/** A certificate of a server. */
export function mintServer(spec: EntitySpec = {}, names: ServerNames = serverName): Minted {
	const { hosts = [], ips = [] } = names;
	const san = [...hosts.map((host) => implicit(2, Buffer.from(host))), ...ips.map((ip) => implicit(7, toIpBytes(ip)))];
	return mintLeaf({
		name: 'Test Server',
		extensions: [
			ext.basicConstraints(false),
			ext.keyUsage('digitalSignature', 'keyEncipherment'),
			ext.extendedKeyUsage(serverAuth),
			...(san.length === 0 ? [] : [ext.subjectAltName(...san)]),
		],
		...spec,
	});
}

function toIpBytes(ip: string): Buffer {
	if (!ip.includes(':')) return Buffer.from(ip.split('.').map(Number));
	const [head = '', tail = ''] = ip.split('::');
	const groups = (text: string) =>
		text
			.split(':')
			.filter((group) => group !== '')
			.map((group) => group.padStart(4, '0'));
	const [before, after] = [groups(head), groups(tail)];
	return Buffer.from([...before, ...Array<string>(8 - before.length - after.length).fill('0000'), ...after].join(''), 'hex');
}

export function toKeyPem(key: KeyObject): string {
	return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export const serverRoot = mintCa({ name: 'Server Root' });
export const serverIssuing = mintCa({ name: 'Server Issuing', parent: serverRoot });

/** What stands in the store, to tell whether a refusal has left everything as it was. */
export async function snapshot(store: Store): Promise<unknown> {
	const [interfaces, certificates, policy, identities, apps, settings, http, cti, audit, events] = await Promise.all([
		store.interfaces.list(),
		store.interfaces.listActiveCertificates(),
		store.tlsPolicy.list(),
		store.clientIdentities.list(),
		store.interfaces.listWebApps(),
		store.settings.load(),
		store.trust.listAnchors('Http'),
		store.trust.listAnchors('CTI'),
		store.audit.list(100),
		store.events.after(0, 100),
	]);
	return { interfaces, certificates, policy, identities, apps, settings, http, cti, audit, events };
}
