import { expect } from 'vitest';
import { type ClientRequest, fetchSecure } from '../helpers/https-client.ts';
import { type Minted, mint } from '../tls/client-certificates.ts';

/** A certificate of a device, as the CA issues it. */
export function mintDeviceIdentity(mac: string, issuer: Minted): NonNullable<ClientRequest['identity']> {
	const { key, certificate } = mint({ name: mac.toUpperCase(), issuer });
	return { key, cert: certificate };
}

/** Fetches what a device of the sample type boots with; again until what has just been set up has reached the worker. */
export async function fetchConfig(port: number, mac: string, options: Omit<ClientRequest, 'path'>): Promise<void> {
	const path = `/dms/sample-ip-dect-mac/${mac}-config.xml`;
	const statusOf = async () => (await fetchSecure(port, { ...options, path })).status;
	await expect.poll(statusOf, { message: `the status of ${path}`, timeout: 10_000 }).toBe(200);
}
