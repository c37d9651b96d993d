import { RecordIds } from '../../src/app/record-ids.ts';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import type { NewDeviceProfile } from '../../src/domain/device-profile.ts';
import type { DeviceType, NewDeviceType } from '../../src/domain/device-type.ts';
import { type ContentReference, type NewDeviceTypeFile, noAuthentication } from '../../src/domain/device-type-file.ts';
import type { NewEvent } from '../../src/domain/event.ts';
import type { InterfaceKind, NewServerInterface } from '../../src/domain/interface.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import type { Store } from '../../src/domain/ports.ts';
import type { ServerCertificate, ServerKeyType } from '../../src/domain/server-certificate.ts';
import { requireCustomTagName, type Tag, type TagSetTag } from '../../src/domain/tag.ts';
import { defaultTrustPolicy, type NewTrustAnchor } from '../../src/domain/trust-anchor.ts';

export function sampleType(name: string, deviceAccessUri?: string, deviceAccessContext?: string): NewDeviceType {
	return {
		name,
		isObsolete: false,
		numberOfPorts: 12,
		profile: 'Intelligent Device Addressing',
		staticLineOrdering: false,
		configurationOption: 'Device Management',
		resetEvent: 'CheckSync',
		cpe: {
			enableMonitoring: false,
			configType: '2 File Configuration',
			deviceManagement: {
				deviceAccessProtocol: 'Https',
				tagMode: 'System And Custom',
				tagSet: 'Handsets',
				allowDeviceProfileCustomTagSet: false,
				allowGroupCustomTagSet: true,
				allowSpCustomTagSet: false,
				sendEmailUponResetFailure: false,
				deviceAccessPort: 443,
				...(deviceAccessUri === undefined ? {} : { deviceAccessUri }),
				...(deviceAccessContext === undefined ? {} : { deviceAccessContext }),
				authenticationDefaults: { ...noAuthentication },
				other: [{ name: 'supportLinks', value: 'Not Supported' }],
			},
		},
		callProcessing: [{ name: 'registrationCapable', value: 'true' }],
		languageMappings: [{ language: 'German', deviceLanguage: 'de' }],
	};
}

export function sampleFile(fileFormat: string, content?: ContentReference): NewDeviceTypeFile {
	return {
		fileFormat,
		remoteFileFormat: fileFormat,
		fileCategory: 'Dynamic Profile',
		fileCustomization: 'Administrator',
		fileSource: 'Custom',
		authentication: { ...noAuthentication, macBasedFileAuthentication: true, macInCert: true },
		allowHttp: false,
		allowHttps: true,
		allowTftp: false,
		enableCaching: false,
		allowUploadFromDevice: true,
		escape: 'xml',
		...(content === undefined ? {} : { content }),
	};
}

export function sampleMac(number: number) {
	return requireMacAddress(`0013d1${number.toString(16).padStart(6, '0')}`);
}

export function sampleTag(name: string, value: string): Tag {
	return { name: requireCustomTagName(name), value };
}

export function sampleSetTag(name: string, value: string): TagSetTag {
	return { ...sampleTag(name, value), overridable: true };
}

/** A device with nothing that is optional. */
export function plainDevice(typeId: string, name: string): NewDeviceProfile {
	return { typeId, name, enabled: true, useCustomUserNamePassword: false, lines: [], tags: [] };
}

/** A device with everything. */
export function fullDevice(typeId: string, number: number): NewDeviceProfile {
	return {
		typeId,
		name: `handset ${number}`,
		serviceProviderId: 'provider',
		groupId: 'group',
		enabled: true,
		mac: sampleMac(number),
		serialNumber: `SN${number}`,
		description: 'Lobby',
		physicalLocation: 'Ground floor',
		netAddress: '10.0.0.1',
		country: 'DE',
		useCustomUserNamePassword: true,
		credentials: { userName: `user-${number}`, password: `device-password-${number}` },
		lines: [
			{
				linePort: `${number}@example.com`,
				isPrimary: true,
				authUser: `auth-${number}`,
				authPassword: `line-password-${number}`,
				displayName: 'Jörg',
				attributes: { 'BWVOICE-PORTAL-NUMBER': '1234' },
			},
			{ linePort: `${number}b@example.com`, isPrimary: false, shared: true },
		],
		tags: [sampleTag('COLOR', 'blue'), sampleTag('EMPTY', '')],
		tagSet: 'Handsets',
		expiredCertificateUntil: new Date('2031-01-02T03:04:05.678Z'),
		pinnedFingerprint: number.toString(16).padStart(64, '0'),
	};
}

/** A DER-like blob; the store does not look into it. */
export function sampleAnchor(alias: string, fill: number, kind: InterfaceKind = 'Http'): NewTrustAnchor {
	return {
		kind,
		alias,
		enabled: true,
		certificate: new Uint8Array(300).fill(fill),
		fingerprint: fill.toString(16).padStart(64, '0'),
		subject: `CN=${alias}`,
		issuer: `CN=${alias}`,
		notBefore: new Date('2020-01-01T00:00:00Z'),
		notAfter: new Date('2050-01-01T00:00:00Z'),
		ouis: [],
		macRules: [{ source: 'subject.CN', pattern: 'IP-DECT-(.*)' }],
		policy: defaultTrustPolicy,
		crls: [new Uint8Array([1, 2, 3]), new Uint8Array([255, 0, 128])],
	};
}

/** Certificate and key are texts that look like PEM; the store does not look into them. */
export function sampleServerCertificate(keyType: ServerKeyType, number: number): ServerCertificate {
	return {
		keyType,
		key: `-----BEGIN PRIVATE KEY-----\nserver-key-in-clear-${keyType}-${number}\n-----END PRIVATE KEY-----\n`,
		certificate: `-----BEGIN CERTIFICATE-----\nserver-certificate-${keyType}-${number}\n-----END CERTIFICATE-----\n`,
		fingerprint: `${keyType === 'EC' ? 'ec' : 'a5'}${number.toString(16).padStart(62, '0')}`,
		subject: `CN=server ${number}`,
		issuer: 'CN=authority',
		notBefore: new Date('2026-01-01T00:00:00Z'),
		notAfter: new Date('2027-01-01T00:00:00.001Z'),
	};
}

export function sampleInterface(address: string, port: number, change: Partial<NewServerInterface> = {}): NewServerInterface {
	return {
		kind: 'Http',
		address,
		port,
		secure: true,
		serverCertificate: true,
		clientAuthRequired: false,
		legacyTls: false,
		...change,
	};
}

let records = 0;
const ids = new RecordIds();

/** Ids sort by time, as those of the server do. */
export function sampleRecord(fields: Partial<AccessRecord> = {}): AccessRecord {
	const number = ++records;
	const at = new Date(1_700_000_000_000 + number * 1000);
	return {
		id: ids.next(at),
		at,
		requestId: `request-${number}`,
		method: 'GET',
		path: '/dms/type/file.cfg',
		status: 200,
		reason: 'granted',
		failedProofs: [],
		bytes: 1234,
		aborted: false,
		remoteAddress: '127.0.0.1',
		remotePort: 40_000,
		durationMs: 1.25,
		...fields,
	};
}

export function sampleEvent(fields: Partial<NewEvent> = {}): NewEvent {
	return { at: new Date(1_700_000_000_000), type: 'dms.configuration.changed', data: { area: 'trust' }, ...fields };
}

export function putText(store: Store, text: string): Promise<ContentReference> {
	return store.content.put([Buffer.from(text)], 1_000_000);
}

export async function readText(store: Store, { sha256 }: ContentReference): Promise<string> {
	return Buffer.from(await store.content.readWhole(sha256, 1_000_000)).toString();
}

export async function addType(store: Store, name = 'Spectralink IP-DECT'): Promise<DeviceType> {
	return store.deviceTypes.add(sampleType(name, name.replaceAll(' ', '-')));
}
