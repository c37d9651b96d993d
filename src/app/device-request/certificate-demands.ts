/** Where a client certificate is demanded, whatever a file asks for. */
export interface CertificateDemands {
	/** Of the whole interface. */
	readonly clientAuthRequired: boolean;
	/** Of its applications by the first segment of their path, in place of the former. */
	readonly webApps: ReadonlyMap<string, boolean>;
}

/** @param path is decoded and without its leading slash. */
export function isCertificateRequired(demands: CertificateDemands | undefined, path: string): boolean {
	if (demands === undefined) return false;
	const { clientAuthRequired, webApps } = demands;
	if (webApps.size === 0) return clientAuthRequired;
	const end = path.indexOf('/');
	return webApps.get(end < 0 ? path : path.slice(0, end)) ?? clientAuthRequired;
}
