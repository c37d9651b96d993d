import { prefixOf } from '../app/catalog.ts';
import type { DeviceType } from '../domain/device-type.ts';
import type { DeviceTypeFile, FileAuthentication } from '../domain/device-type-file.ts';
import { toFileElements } from '../dtaf/file-elements.ts';
import { toTypeElements } from '../dtaf/type-elements.ts';
import type { WrittenElement } from '../dtaf/xml-tree.ts';

/** A device type for JSON, under the element names of the schema, as an inspection of an archive has them; no password. */
export function toTypeJson(type: DeviceType): object {
	const { deviceType = type.name, ...elements } = toObject(toTypeElements(type));
	return {
		deviceType,
		deviceAccessURI: type.cpe.deviceManagement.deviceAccessUri ?? null,
		url: toTypeUrl(type) ?? null,
		isObsolete: type.isObsolete,
		hasPassword: (type.cpe.deviceManagement.accessDeviceCredentials?.password ?? '') !== '',
		...elements,
		languageMappings: type.languageMappings,
		files: type.files.map((file) => toTypeFileJson(type, file)),
		createdAt: type.createdAt,
		updatedAt: type.updatedAt,
	};
}

/** A file of a device type for JSON, under the element names of the schema. */
export function toTypeFileJson(type: DeviceType, file: DeviceTypeFile): object {
	return {
		...toObject(toFileElements(file)),
		isAuthenticated: isAuthenticated(file.authentication),
		content: file.content ?? null,
		accessUrl: toAccessUrl(type, file),
		updatedAt: file.updatedAt,
	};
}

function toObject(elements: readonly WrittenElement[]): Readonly<Record<string, unknown>> {
	return Object.fromEntries(elements.map(({ name, value }) => [name, typeof value === 'object' ? toObject(value) : value]));
}

export function isAuthenticated({ macBasedFileAuthentication, userNamePasswordFileAuthentication }: FileAuthentication): boolean {
	return macBasedFileAuthentication || userNamePasswordFileAuthentication;
}

/** Which proofs a file takes, in a few words. */
export function describeFileAuthentication(authentication: FileAuthentication): string {
	const { macBasedFileAuthentication, userNamePasswordFileAuthentication, useHttpDigestAuthentication, combine } = authentication;
	const place = authentication.macInCert ? 'certificate' : authentication.macInNonRequestUri ? 'header' : 'path';
	const proofs = [
		...(macBasedFileAuthentication ? [`MAC in ${place}`] : []),
		...(userNamePasswordFileAuthentication ? [`password (${useHttpDigestAuthentication ? 'Digest' : 'Basic'})`] : []),
	];
	return proofs.length === 0 ? 'none' : proofs.join(combine === 'All' ? ' and ' : ' or ');
}

/** Parts that only a request knows stand in `[]`. OCI-P SystemSIPDeviceTypeFileGetResponse22V2 accessUrl. */
export function toAccessUrl(type: DeviceType, file: Pick<DeviceTypeFile, 'fileFormat'>): string {
	const url = toTypeUrl(type);
	return url === undefined
		? 'Error Access FQDN Not Provisioned'
		: `${url}${file.fileFormat.replace(/%[A-Za-z_][A-Za-z0-9_.-]*%/g, (tag) => `[${tag}]`)}`;
}

const defaultPorts: Readonly<Record<string, number>> = { Http: 80, Https: 443 };

/** The directory that devices are configured with; undefined while the type has no host name. */
export function toTypeUrl(type: DeviceType): string | undefined {
	const { deviceAccessProtocol, deviceAccessNetAddress, deviceAccessPort } = type.cpe.deviceManagement;
	if (deviceAccessNetAddress === undefined) return undefined;
	const isDefaultPort = deviceAccessPort === undefined || defaultPorts[deviceAccessProtocol] === deviceAccessPort;
	return `${deviceAccessProtocol.toLowerCase()}://${deviceAccessNetAddress}${isDefaultPort ? '' : `:${deviceAccessPort}`}/${prefixOf(type)}/`;
}
