import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addDevice } from '../app/administration/add-device.ts';
import type { Administration } from '../app/administration/administration.ts';
import { changeDeviceType } from '../app/administration/change-device-type.ts';
import { setTag } from '../app/administration/change-tag.ts';
import { importDtaf } from '../app/administration/import-dtaf.ts';
import type { Line, NewDeviceProfile } from '../domain/device-profile.ts';
import { type MacAddress, requireMacAddress } from '../domain/mac-address.ts';
import { requireCustomTagName } from '../domain/tag.ts';
import { packSample } from '../dtaf/pack-sample.ts';
import { openArchive } from '../dtaf/read-archive.ts';
import { issueCertificate } from '../qa/test-ca.ts';
import { installTestCas, makeTestCas, type QaDevice } from './demo-test-cas.ts';
import { doOnce } from './do-once.ts';

/** Files of a device certificate that the demo's test CA has issued. */
export interface DemoCertificate {
	readonly chainFile: string;
	readonly keyFile: string;
}

/** What there is to try. */
export interface DemoData {
	/** The data directory. */
	readonly directory: string;
	readonly caDirectory: string;
	/** Of a type that asks for certificates alone. */
	readonly certified: { readonly mac: MacAddress; readonly typeUri: string; readonly certificate: DemoCertificate };
	/** Of a type that takes a certificate or a password. */
	readonly mixed: { readonly mac: MacAddress; readonly typeUri: string; readonly userName: string; readonly password: string };
	/** Of a type that asks for a password, by Digest. */
	readonly digest: { readonly mac: MacAddress; readonly typeUri: string; readonly userName: string; readonly password: string };
}

export const samplesDirectory = join(import.meta.dirname, '..', '..', 'dtaf-samples');
const samples = ['Sample-IP-DECT-2000', 'Sample-IP-DECT-2000_MAC', 'Sample-Desk-Phone_UA', 'Sample-Mixed_MAC'] as const;
const certifiedMac = requireMacAddress('00:13:d1:00:00:01');
const mixedMac = requireMacAddress('00:13:d1:00:00:02');
const digestMac = requireMacAddress('00:13:d1:00:00:03');
const serviceProviderId = 'Example Telecom';
const groupId = 'Head Office';

/**
 * Fills a data directory with test CAs of every shape, their trust anchors, the samples and a few devices. Each step looks first whether
 * it was done, so that an interrupted start goes on where it was.
 */
export async function prepareDemoData(administration: Administration, directory: string): Promise<DemoData> {
	const caDirectory = join(directory, 'test-ca');
	const now = administration.clock.now();
	await Promise.all([makeTestCas(caDirectory, now), importSamples(administration)]);
	const qaDevices = await installTestCas(administration, caDirectory);
	const passwords = await loadPasswords(directory);
	await addDevices(administration, passwords);
	await addQaDevices(administration, qaDevices);
	return {
		directory,
		caDirectory,
		certified: {
			mac: certifiedMac,
			typeUri: 'sample-ip-dect-mac',
			certificate: await issueOnce(directory, caDirectory, certifiedMac, now),
		},
		mixed: { mac: mixedMac, typeUri: 'sample-mixed-mac', userName: 'mixed-1', password: passwords.mixed },
		digest: { mac: digestMac, typeUri: 'sample-ip-dect', userName: 'sample-dect', password: passwords.digest },
	};
}

async function importSamples(administration: Administration): Promise<void> {
	for (const sample of samples) {
		const archive = await openArchive(await packSample(join(samplesDirectory, sample)));
		const name = archive.descriptor.type.name;
		if ((await administration.store.deviceTypes.findByName(name)) === undefined) await importDtaf(administration, archive, {});
	}
	await setTag(administration, { kind: 'set', setName: '' }, { name: requireCustomTagName('NTP_SERVER'), value: 'ntp.example.net' });
}

interface DemoPasswords {
	readonly mixed: string;
	readonly digest: string;
}

/** Made once: a demo that everybody knows the password of would be found on the Internet. */
async function loadPasswords(directory: string): Promise<DemoPasswords> {
	const file = join(directory, 'demo', 'passwords.json');
	const made: DemoPasswords = { mixed: newPassword(), digest: newPassword() };
	await doOnce(file, () => Promise.resolve(), `${JSON.stringify(made)}\n`);
	const read: unknown = JSON.parse(await readFile(file, 'utf8'));
	return isPasswords(read) ? read : made;
}

function isPasswords(value: unknown): value is DemoPasswords {
	return (
		typeof value === 'object' &&
		value !== null &&
		'mixed' in value &&
		'digest' in value &&
		typeof value.mixed === 'string' &&
		typeof value.digest === 'string'
	);
}

function newPassword(): string {
	return randomBytes(12).toString('base64url');
}

async function addDevices(administration: Administration, passwords: DemoPasswords): Promise<void> {
	const own = { useCustomUserNamePassword: true, credentials: { userName: 'mixed-1', password: passwords.mixed } };
	await addOnce(administration, 'Sample IP-DECT 2000 MAC', { name: 'dect-1', mac: certifiedMac, lines: toLines('dect-1', 3) });
	await addOnce(administration, 'Sample Mixed MAC', { name: 'mixed-1', mac: mixedMac, lines: toLines('mixed-1', 1), ...own });
	await addOnce(administration, 'Sample IP-DECT 2000', { name: 'dect-2', mac: digestMac, lines: toLines('dect-2', 2) });
	await addOnce(administration, 'Sample Desk Phone UA', { name: 'phone-1', mac: requireMacAddress('00:13:d1:00:00:04') });
	const shared = { userName: 'sample-dect', password: passwords.digest };
	await changeDeviceType(administration, 'Sample IP-DECT 2000', { accessDeviceCredentials: shared });
}

/** Two for the certificates of each test CA: what `dms qa run` plays. */
async function addQaDevices(administration: Administration, devices: readonly QaDevice[]): Promise<void> {
	const typeName = 'Sample IP-DECT 2000 MAC';
	for (const { recipe, mac, nextMac } of devices) {
		await addOnce(administration, typeName, { name: `qa-${recipe}`, mac });
		await addOnce(administration, typeName, { name: `qa-${recipe}-next`, mac: nextMac });
	}
}

async function addOnce(
	administration: Administration,
	typeName: string,
	device: Partial<NewDeviceProfile> & { readonly name: string },
): Promise<void> {
	const key = { serviceProviderId, groupId, name: device.name };
	if ((await administration.store.devices.findByKey(key)) !== undefined) return;
	await addDevice(administration, typeName, { enabled: true, useCustomUserNamePassword: false, lines: [], tags: [], ...device, ...key });
}

function toLines(device: string, count: number): readonly Line[] {
	return Array.from({ length: count }, (_, index) => ({
		linePort: `${device}-${index + 1}@sip.example.net`,
		isPrimary: index === 0,
		authUser: `${device}-${index + 1}`,
		authPassword: newPassword(),
		displayName: `Handset ${index + 1}`,
		extension: String(1001 + index),
	}));
}

async function issueOnce(directory: string, caDirectory: string, mac: MacAddress, now: Date): Promise<DemoCertificate> {
	const output = join(directory, 'demo', mac);
	await doOnce(join(directory, 'demo', `${mac}-issued`), () => issueCertificate(caDirectory, { mac, output, now }).then(() => undefined));
	return { chainFile: join(output, 'chain.pem'), keyFile: join(output, 'key.pem') };
}
