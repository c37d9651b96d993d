import { hostname, networkInterfaces } from 'node:os';
import type { InterfaceAdministration } from '../app/administration/interface-administration.ts';
import { mintServerCertificate } from '../tls/self-signed.ts';

/** The machine that this process runs on, for those who administer its interfaces. */
export const hostPorts: Pick<InterfaceAdministration, 'host' | 'mintSelfSigned'> = {
	host: {
		addresses: () => Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map(({ address }) => address)),
		names: () => [hostname()],
	},
	mintSelfSigned: mintServerCertificate,
};
