export const fileCategories = ['Static', 'Dynamic Group', 'Dynamic Profile', 'Template Only'] as const;
export type FileCategory = (typeof fileCategories)[number];

export const fileCustomizations = ['Disallow', 'Administrator', 'Administrator and User'] as const;
export type FileCustomization = (typeof fileCustomizations)[number];

/** Source of a file at type level. `Manual`: served as it is. `Custom`: a template. */
export const typeFileSources = ['Manual', 'Custom'] as const;
export type TypeFileSource = (typeof typeFileSources)[number];

/** Source of a file below the type. `Default`: what the level above gives. */
export const overrideSources = ['Default', 'Manual', 'Custom'] as const;
export type OverrideSource = (typeof overrideSources)[number];

/** Whether one permitted proof is enough, or every one must hold for the same device. */
export const proofCombinations = ['Any', 'All'] as const;
export type ProofCombination = (typeof proofCombinations)[number];

export const escapeModes = ['xml', 'none', 'url', 'ini'] as const;
export type EscapeMode = (typeof escapeModes)[number];

/** How a device proves itself for a file: on the file, nowhere lower. OCI-P SystemSIPDeviceTypeFileAddRequest22V2. */
export interface FileAuthentication {
	readonly macBasedFileAuthentication: boolean;
	readonly userNamePasswordFileAuthentication: boolean;
	readonly useHttpDigestAuthentication: boolean;
	/** The MAC is in the client certificate. Excludes `macInNonRequestUri`. */
	readonly macInCert: boolean;
	/** The MAC is in a header that `macFormatInNonRequestUri` finds. */
	readonly macInNonRequestUri: boolean;
	/** RE2 expression with one capture group or none, against `User-Agent` and the MAC headers; `Header-Name: expression` names one header. */
	readonly macFormatInNonRequestUri?: string;
	/** Ours: `Any` where the archive does not say. */
	readonly combine: ProofCombination;
	/** Kept as it came; bearer authentication of devices is outside this product's scope. */
	readonly bearerFileAuthentication: boolean;
}

/** Bytes in the store, addressed by what they are. */
export interface ContentReference {
	/** SHA-256, lower-case hexadecimal. */
	readonly sha256: string;
	/** Bytes. */
	readonly size: number;
}

/** OCI-P SystemSIPDeviceTypeFileAddRequest22V2, with our `escape`, `combine` and `maxUploadBytes`. */
export interface DeviceTypeFile {
	readonly id: string;
	/** Name as devices ask for it; may contain tags. Cannot change. */
	readonly fileFormat: string;
	/** Name in the repository. Cannot change. */
	readonly remoteFileFormat: string;
	/** Cannot change. */
	readonly fileCategory: FileCategory;
	readonly fileCustomization: FileCustomization;
	readonly fileSource: TypeFileSource;
	readonly authentication: FileAuthentication;
	readonly allowHttp: boolean;
	readonly allowHttps: boolean;
	/** Kept as it came; TFTP is not served. */
	readonly allowTftp: boolean;
	readonly enableCaching: boolean;
	readonly allowUploadFromDevice: boolean;
	readonly extendedCaptureMode?: boolean;
	/** Undefined: `xml` where the name ends in `.xml` or the content begins with an XML declaration, else `none`. */
	readonly escape?: EscapeMode;
	/** Undefined: the file has no content yet. */
	readonly content?: ContentReference;
	readonly updatedAt: Date;
}

export type NewDeviceTypeFile = Omit<DeviceTypeFile, 'id' | 'updatedAt'>;

/** The fields of a file that may change after it was added. */
export type DeviceTypeFileChange = Partial<Omit<NewDeviceTypeFile, 'fileFormat' | 'remoteFileFormat' | 'fileCategory'>>;

export const noAuthentication: FileAuthentication = {
	macBasedFileAuthentication: false,
	userNamePasswordFileAuthentication: false,
	useHttpDigestAuthentication: false,
	macInCert: false,
	macInNonRequestUri: false,
	combine: 'Any',
	bearerFileAuthentication: false,
};
