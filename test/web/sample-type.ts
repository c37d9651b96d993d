import { join } from 'node:path';
import { packSample } from '../../src/dtaf/pack-sample.ts';
import type { WebServer } from './web-server.ts';

export const sampleType = 'Sample IP-DECT 2000 MAC';

/** Imports the archive of the sample type, as an administrator does. */
export async function importSample(server: WebServer): Promise<void> {
	const archive = await packSample(join(import.meta.dirname, '..', '..', 'dtaf-samples', 'Sample-IP-DECT-2000_MAC'));
	const response = await fetch(`${server.origin}/api/v1/dtaf/import`, {
		method: 'POST',
		headers: { authorization: `Bearer ${server.rootToken}`, 'content-type': 'application/zip' },
		body: Buffer.from(archive),
	});
	if (!response.ok) throw new Error(await response.text());
}
