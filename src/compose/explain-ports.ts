import { CatalogCache } from '../app/catalog.ts';
import { CertificateTrust } from '../app/certificate-trust.ts';
import { DeviceFiles } from '../app/device-files.ts';
import type { ExplainPorts } from '../app/explain-request.ts';
import type { Clock, Store } from '../domain/ports.ts';

/** What a decision is made with when nobody is served. */
export function toExplainPorts(store: Store, clock: Clock, catalog = new CatalogCache(store)): ExplainPorts {
	return { store, clock, judge: new CertificateTrust(store, 'Http'), catalog, files: new DeviceFiles(store) };
}
