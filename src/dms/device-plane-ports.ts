import type { Socket } from 'node:net';
import type { AccessJournal } from '../app/access-journal.ts';
import type { CatalogCache } from '../app/catalog.ts';
import type { DeviceFiles } from '../app/device-files.ts';
import type { CertificateDemands } from '../app/device-request/certificate-demands.ts';
import type { DecisionPorts } from '../app/device-request/decide-device-request.ts';
import type { PresentedCertificate } from '../app/device-request/device-request.ts';
import type { RecordIds } from '../app/record-ids.ts';
import type { DigestNonces } from '../http/digest-nonces.ts';
import type { RequestLog } from './request-log.ts';

/** What the TLS listener knows of a connection; the same object for all its requests. */
export interface DeviceConnection {
	readonly certificate?: PresentedCertificate;
	/** `TLSv1.2` or `TLSv1.3`. */
	readonly protocol: string;
	/** IANA name. */
	readonly cipherSuite: string;
	/** An IPv4 address without its IPv6 spelling. */
	readonly remoteAddress: string;
	readonly remotePort: number;
}

export interface UploadLimits {
	readonly maxBytes: number;
	readonly keepVersions: number;
}

/** Everything that the device plane is made of. */
export interface DevicePlanePorts extends DecisionPorts {
	readonly catalog: CatalogCache;
	readonly files: DeviceFiles;
	readonly journal: AccessJournal;
	readonly recordIds: RecordIds;
	readonly nonces: DigestNonces;
	readonly uploads: UploadLimits;
	readonly log: RequestLog;
	/** Undefined on a plain connection. */
	connectionOf(socket: Socket): DeviceConnection | undefined;
	/** The interface of a connection, as `toInterfaceText` writes it. */
	interfaceOf(socket: Socket): string | undefined;
	/** What the interface of a connection demands, as of now. */
	demandsOf(socket: Socket): CertificateDemands | undefined;
}
