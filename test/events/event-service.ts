import { hash } from 'node:crypto';
import { CatalogCache } from '../../src/app/catalog.ts';
import { CertificateTrust } from '../../src/app/certificate-trust.ts';
import type { NewEvent } from '../../src/domain/event.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import type { Clock, Store } from '../../src/domain/ports.ts';
import { createEventPlane, type EventPlane } from '../../src/events/event-plane.ts';
import { defaultEventLimits, type EventLimits } from '../../src/events/event-plane-ports.ts';
import { toPem } from '../../src/pki/certificate.ts';
import { createLog } from '../../src/runtime/log.ts';
import { connectionOf } from '../../src/tls/device-connection.ts';
import { type DeviceListener, openDeviceListener } from '../../src/tls/device-listener.ts';
import { mintServerCertificate } from '../../src/tls/self-signed.ts';
import { type AttributeSpec, general } from '../helpers/der-writer.ts';
import { toAnchor } from '../helpers/device-service.ts';
import type { ClientIdentity } from '../helpers/https-client.ts';
import { type EntitySpec, ext, keyFor, type Minted, mintCa, mintLeaf } from '../helpers/mint-certificate.ts';

export const mac = (last: number) => requireMacAddress(`0013d1${last.toString(16).padStart(6, '0')}`);

/** OpenSSL judges by the clock of the machine. */
export const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000);
const validity = { notBefore: daysFromNow(-30), notAfter: daysFromNow(365) };

export function mintClientCa(name: string, spec: EntitySpec = {}): Minted {
	return mintCa({ name, ...validity, ...spec });
}

/** The CA of the clients. */
export const clientCa = mintClientCa('Client Root');
export const otherCa = mintClientCa('Other Root');

export interface TestClient extends ClientIdentity {
	/** SHA-256 of the certificate. */
	readonly fingerprint: string;
	readonly serial: number;
}

let lastSerial = 0x77_0000;

/** A certificate of a client application; `dns` and `uris` are its subject alternative names. */
export function mintClient(
	commonNames: readonly string[],
	options: Partial<EntitySpec> & { readonly dns?: readonly string[]; readonly uris?: readonly string[]; readonly ca?: Minted } = {},
): TestClient {
	const { dns = [], uris = [], ca = clientCa, ...spec } = options;
	const names = [...dns.map((name) => general.dns(name)), ...uris.map((uri) => general.uri(uri))];
	const serial = ++lastSerial;
	const leaf = mintLeaf({
		...validity,
		parent: ca,
		subject: commonNames.length === 0 ? [['O', 'Nobody']] : commonNames.map((name): AttributeSpec => ['CN', name]),
		keys: keyFor('event client'),
		serial,
		more: names.length === 0 ? [] : [ext.subjectAltName(...names)],
		...spec,
	});
	const key = leaf.keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
	return { key, cert: toPem(leaf.der), fingerprint: hash('sha256', leaf.der), serial };
}

/** An event plane behind a real TLS listener. */
export interface TestEventService {
	readonly plane: EventPlane;
	readonly listener: DeviceListener;
	readonly port: number;
	readonly clock: Clock & { shiftMs: number };
	/** As a worker stops: the streams first, then the listener. */
	close(): Promise<void>;
}

const credentials = mintServerCertificate({ hosts: ['localhost'], ips: ['127.0.0.1'], now: new Date() }).then(({ ecdsa }) => [
	{ key: ecdsa.key, certificate: ecdsa.cert },
]);

export async function openEventService(
	store: Store,
	options: { readonly limits?: Partial<EventLimits>; readonly port?: number; readonly closing?: AbortSignal } = {},
): Promise<TestEventService> {
	const clock = { shiftMs: 0, now: () => new Date(Date.now() + clock.shiftMs) };
	const plane = createEventPlane({
		store,
		clock,
		connectionOf,
		closingOf: () => options.closing,
		catalog: new CatalogCache(store),
		trust: new CertificateTrust(store, 'CTI'),
		log: createLog({ level: 'error' }),
		sourceName: 'test server',
		limits: { ...defaultEventLimits, ...options.limits },
	});
	const listener = await openDeviceListener({
		host: '127.0.0.1',
		port: options.port ?? 0,
		reusePort: false,
		handler: plane.handler,
		credentials: await credentials,
		anchors: [clientCa.der],
		limits: {
			maxConnections: 2_000,
			maxConnectionsPerAddress: 2_000,
			handshakeTimeoutMs: 10_000,
			headersTimeoutMs: 10_000,
			requestTimeoutMs: 10_000,
			keepAliveTimeoutMs: 5_000,
			stallTimeoutMs: 60_000,
			maxHeaderBytes: 16_384,
			maxRequestsPerConnection: 1_000,
		},
	});
	return {
		plane,
		listener,
		port: listener.port,
		clock,
		async close() {
			await plane.close();
			await listener.close({ graceMs: 1_000 });
		},
	};
}

/** Lets clients of `clientCa` in whose name is listed. */
export async function admitClients(store: Store, names: readonly string[]): Promise<void> {
	await store.trust.addAnchor(toAnchor('clients', clientCa.der, { kind: 'CTI' }));
	await store.settings.save({ allowClientApp: true });
	for (const name of names) await store.clientIdentities.add({ name, deviceTypes: [] });
}

/** An event about the device with this number. */
export function toTestEvent(device: number, change: Partial<NewEvent> = {}): NewEvent {
	return { at: new Date(), type: 'dms.file.served', subject: mac(device), deviceType: 'Type A', data: { file: 'config.xml' }, ...change };
}
