import type { IncomingMessage, ServerResponse } from 'node:http';
import { AccessJournal } from '../app/access-journal.ts';
import { CatalogCache } from '../app/catalog.ts';
import { CertificateTrust } from '../app/certificate-trust.ts';
import { DeviceFiles, defaultDeviceFileLimits } from '../app/device-files.ts';
import { RecordIds } from '../app/record-ids.ts';
import { createDevicePlane } from '../dms/device-plane.ts';
import type { Clock, Store } from '../domain/ports.ts';
import { DigestNonces } from '../http/digest-nonces.ts';
import type { Configuration } from '../runtime/config.ts';
import type { Log } from '../runtime/log.ts';
import { connectionOf } from '../tls/device-connection.ts';
import { type DeviceListener, openDeviceListener } from '../tls/device-listener.ts';
import type { HttpListener } from '../tls/http-listener.ts';
import { openPlainListener } from '../tls/plain-listener.ts';
import type { ServerCredential } from '../tls/secure-context.ts';

export interface DeviceServiceOptions {
	readonly configuration: Configuration;
	readonly store: Store;
	readonly credentials: readonly ServerCredential[];
	readonly clock: Clock;
	readonly log: Log;
	/** Several processes share the addresses. */
	readonly reusePort: boolean;
}

/** The device plane of one process, with its listeners open. */
export interface DeviceService {
	readonly port: number;
	readonly httpPort?: number;
	/** Lets running requests finish. */
	close(): Promise<void>;
}

/** Plugs the adapters into the device plane and opens its listeners. @throws DmsError `listener.*` and what the store throws. */
export async function openDeviceService(options: DeviceServiceOptions): Promise<DeviceService> {
	const { configuration, store, log } = options;
	const journal = new AccessJournal(store.accessRecords);
	const trust = new CertificateTrust(store);
	// Trust that cannot be read stops the start, not the first device.
	await trust.trust();
	const nonces = new DigestNonces({ secret: await store.digestNonces.secret(), uses: store.digestNonces });
	const handler = createHandler(options, { journal, trust, nonces });
	const device = await openSecureListener(options, handler);
	const endTrustUpdates = followTrust(store, device, log);
	const plain = await openHttpListener(options, handler).catch(async (cause: unknown) => {
		endTrustUpdates();
		await device.close({ graceMs: 0 });
		throw cause;
	});
	return {
		port: device.port,
		...(plain === undefined ? {} : { httpPort: plain.port }),
		async close() {
			endTrustUpdates();
			const grace = { graceMs: configuration.limits.stopGraceMs };
			await Promise.all([device.close(grace), plain?.close(grace)]);
			await journal.drain();
		},
	};
}

interface SharedParts {
	readonly journal: AccessJournal;
	readonly trust: CertificateTrust;
	readonly nonces: DigestNonces;
}

function createHandler({ configuration, store, clock, log }: DeviceServiceOptions, { journal, trust, nonces }: SharedParts) {
	const { maxRenderedBytes, maxUploadBytes, uploadVersions } = configuration.limits;
	const plane = createDevicePlane({
		store,
		clock,
		log,
		journal,
		connectionOf,
		judge: trust,
		catalog: new CatalogCache(store),
		files: new DeviceFiles(store, { ...defaultDeviceFileLimits, maxRenderedBytes }),
		recordIds: new RecordIds(),
		nonces,
		uploads: { maxBytes: maxUploadBytes, keepVersions: uploadVersions },
	});
	return (request: IncomingMessage, response: ServerResponse): void => {
		plane(request, response).catch((cause: unknown) => {
			log.error({ err: cause }, 'a device request could not be answered');
			response.destroy();
		});
	};
}

async function openSecureListener(options: DeviceServiceOptions, handler: (request: IncomingMessage, response: ServerResponse) => void) {
	const { configuration, store, credentials, reusePort, log } = options;
	return openDeviceListener({
		...configuration.device.address,
		reusePort,
		handler,
		credentials,
		anchors: await installedAnchors(store),
		limits: configuration.limits,
		// A client that just goes away, such as a health probe, is no evidence of anything.
		onHandshakeFailure: (event) => log[event.code === 'ECONNRESET' ? 'debug' : 'info'](event, 'a TLS handshake failed'),
	});
}

async function openHttpListener(
	{ configuration, reusePort }: DeviceServiceOptions,
	handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<HttpListener | undefined> {
	const { httpAddress } = configuration.device;
	if (httpAddress === undefined) return undefined;
	return openPlainListener({ ...httpAddress, reusePort, handler, limits: configuration.limits });
}

async function installedAnchors(store: Store): Promise<readonly Uint8Array[]> {
	const anchors = await store.trust.listAnchors();
	return anchors.filter((anchor) => anchor.enabled).map((anchor) => anchor.certificate);
}

/** New handshakes see new anchors; requests on open connections ask our own engine, which sees them at once. */
function followTrust(store: Store, listener: DeviceListener, log: Log): () => void {
	return store.changes.subscribe((topic) => {
		if (topic !== 'trust') return;
		installedAnchors(store)
			.then((anchors) => listener.replaceTrust(anchors))
			.catch((cause: unknown) => log.error({ err: cause }, 'changed trust anchors could not be taken into use'));
	});
}
