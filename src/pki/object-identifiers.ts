/** Object identifiers of the extensions that the path validation reads. */
export const extensionOid = {
	subjectKeyIdentifier: '2.5.29.14',
	keyUsage: '2.5.29.15',
	subjectAltName: '2.5.29.17',
	basicConstraints: '2.5.29.19',
	crlNumber: '2.5.29.20',
	reasonCode: '2.5.29.21',
	deltaCrlIndicator: '2.5.29.27',
	issuingDistributionPoint: '2.5.29.28',
	certificateIssuer: '2.5.29.29',
	nameConstraints: '2.5.29.30',
	crlDistributionPoints: '2.5.29.31',
	certificatePolicies: '2.5.29.32',
	policyMappings: '2.5.29.33',
	authorityKeyIdentifier: '2.5.29.35',
	policyConstraints: '2.5.29.36',
	extendedKeyUsage: '2.5.29.37',
	inhibitAnyPolicy: '2.5.29.54',
	netscapeCertType: '2.16.840.1.113730.1.1',
	ocspNoCheck: '1.3.6.1.5.5.7.48.1.5',
} as const;

export const anyPolicy = '2.5.29.32.0';
export const clientAuthentication = '1.3.6.1.5.5.7.3.2';

/** otherName forms that carry the identity of a device: RFC 10031 and RFC 4108. */
export const otherNameOid = {
	macAddress: '1.3.6.1.5.5.7.8.12',
	hardwareModuleName: '1.3.6.1.5.5.7.8.4',
} as const;

export const attributeOid = {
	commonName: '2.5.4.3',
	serialNumber: '2.5.4.5',
	stateOrProvince: '2.5.4.8',
	organizationalUnit: '2.5.4.11',
	emailAddress: '1.2.840.113549.1.9.1',
} as const;

/** Short names of attribute types, for people. */
export const attributeNames: Readonly<Record<string, string>> = {
	'2.5.4.3': 'CN',
	'2.5.4.4': 'SN',
	'2.5.4.5': 'serialNumber',
	'2.5.4.6': 'C',
	'2.5.4.7': 'L',
	'2.5.4.8': 'ST',
	'2.5.4.9': 'STREET',
	'2.5.4.10': 'O',
	'2.5.4.11': 'OU',
	'2.5.4.12': 'title',
	'2.5.4.42': 'GN',
	'2.5.4.46': 'dnQualifier',
	'2.5.4.65': 'pseudonym',
	'2.5.4.97': 'organizationIdentifier',
	'0.9.2342.19200300.100.1.1': 'UID',
	'0.9.2342.19200300.100.1.25': 'DC',
	'1.2.840.113549.1.9.1': 'emailAddress',
};

/** Bits of the key usage extension (RFC 5280 4.2.1.3). */
export const keyUsageBit = { digitalSignature: 1 << 0, keyAgreement: 1 << 4, keyCertSign: 1 << 5, cRLSign: 1 << 6 } as const;

/** Bits of the Netscape certificate type, which old factory certificates still have. */
export const netscapeBit = { sslClient: 1 << 0 } as const;
