import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planDtafImport } from '../app/administration/import-dtaf.ts';
import { DmsError } from '../domain/errors.ts';
import { type MacAddress, requireMacAddress } from '../domain/mac-address.ts';
import type { Clock, Store } from '../domain/ports.ts';
import type { AccessReason } from '../domain/reason.ts';
import { packSample } from '../dtaf/pack-sample.ts';
import { openArchive } from '../dtaf/read-archive.ts';
import { issueCertificate } from '../qa/test-ca.ts';
import { loadConfiguration } from '../runtime/config.ts';
import { openConfiguredStore } from './data-directory.ts';
import { type DemoAnswer, type DemoIdentity, demoFetch } from './demo-client.ts';
import { type DemoData, prepareDemoData, samplesDirectory } from './demo-data.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';

export interface DemoRequest {
	readonly clock: Clock;
	readonly say: (line: string) => void;
	readonly environment: Readonly<Record<string, string | undefined>>;
}

/** What a step of the story must come to. */
interface Expectation {
	readonly status: number;
	readonly reason: AccessReason;
}

/** Plays the whole story once, in a temporary directory on a free port. @returns 0. @throws DmsError `demo.step-failed` at the first step that did not do what it must. */
export async function runDemo({ clock, say, environment }: DemoRequest): Promise<number> {
	const directory = await mkdtemp(join(tmpdir(), 'opendms-demo-'));
	try {
		const configuration = loadConfiguration({ env: environment, overrides: { data: directory, device: { address: '127.0.0.1:0' } } });
		const store = await openConfiguredStore(configuration, clock, true);
		try {
			const data = await prepareDemoData({ store, clock, actor: 'demo' }, directory);
			say('ok  test CAs, four device types and a few devices are in place');
			await tell(new Story({ store, data, clock, directory, say }));
		} finally {
			await store.close();
		}
	} finally {
		await rm(directory, { recursive: true, force: true });
	}
	return 0;
}

async function tell(story: Story): Promise<void> {
	await story.planAnImport();
	await using server = await startDemoServer(story.directory);
	story.say(`ok  the server is ready at ${server.origin}`);
	await story.fetchWithCertificate(server);
	await story.fetchWithPassword(server);
	await story.refuseCertificates(server);
	await story.fetchAgain(server);
	await story.fetchPart(server);
	await server.stop();
	story.say('ok  the server finished its requests and stopped with exit code 0');
}

interface StoryParts {
	readonly store: Store;
	readonly data: DemoData;
	readonly clock: Clock;
	readonly directory: string;
	readonly say: (line: string) => void;
}

class Story {
	readonly directory: string;
	readonly say: (line: string) => void;
	readonly #parts: StoryParts;

	constructor(parts: StoryParts) {
		this.#parts = parts;
		this.directory = parts.directory;
		this.say = parts.say;
	}

	async planAnImport(): Promise<void> {
		const archive = await openArchive(await packSample(join(samplesDirectory, 'Sample-IP-DECT-2000_MAC')));
		const same = await planDtafImport(this.#parts.store, archive, { updateFiles: true });
		this.#check('dry run of an archive that is imported already', same.differenceFound ? 'a difference' : 'no difference', 'no difference');
		const renamed = await planDtafImport(this.#parts.store, archive, { rename: 'Another Name' });
		this.#check('dry run under another name, with the same URI', renamed.refusal?.code ?? 'accepted', 'device-access-uri.exists');
	}

	async fetchWithCertificate(server: DemoServer): Promise<void> {
		const answer = await demoFetch(server, this.#certifiedPath(), { identity: await this.#identity() });
		await this.#expect('a device with its factory certificate gets its own configuration', answer, { status: 200, reason: 'granted' });
		this.#check('the configuration names the device', String(answer.body.includes(this.#parts.data.certified.mac)), 'true');
	}

	async fetchWithPassword(server: DemoServer): Promise<void> {
		const { mac, typeUri, userName, password } = this.#parts.data.mixed;
		const path = `/dms/${typeUri}/${mac}-config.xml`;
		const answer = await demoFetch(server, path, { userInfo: `${userName}:${password}` });
		await this.#expect('without a certificate, the password in the URL is the fallback', answer, { status: 200, reason: 'granted' });
		const challenged = await demoFetch(server, path, {});
		await this.#expect('without either, the device is asked for a password', challenged, { status: 401, reason: 'password.absent' });
		const refused = await demoFetch(server, this.#certifiedPath(), { userInfo: `${userName}:${password}` });
		await this.#expect('a file for certificates alone takes no password', refused, { status: 403, reason: 'certificate.absent' });
	}

	async refuseCertificates(server: DemoServer): Promise<void> {
		const { certified, mixed } = this.#parts.data;
		const unknown = requireMacAddress('00:13:d1:00:00:99');
		const rows: readonly (readonly [string, MacAddress, MacAddress, string, AccessReason])[] = [
			['the certificate of another device', certified.mac, mixed.mac, 'none', 'binding.other-device'],
			['a rogue CA with the same names', certified.mac, certified.mac, 'rogue-ca', 'certificate.signature'],
			['an expired certificate', certified.mac, certified.mac, 'expired', 'certificate.expired'],
			['a certificate without a MAC', certified.mac, certified.mac, 'no-mac', 'certificate.no-mac'],
			['a MAC that no device profile has', unknown, unknown, 'none', 'device.unknown'],
		];
		for (const [name, pathMac, mac, defect, reason] of rows) {
			const path = `/dms/${certified.typeUri}/${pathMac}-config.xml`;
			const answer = await demoFetch(server, path, { identity: await this.#identity(mac, defect) });
			await this.#expect(`${name} is refused`, answer, { status: 403, reason });
			this.#check(`${name} gets an empty body`, String(answer.body.length), '0');
		}
	}

	async fetchAgain(server: DemoServer): Promise<void> {
		const identity = await this.#identity();
		const { etag = '' } = (await demoFetch(server, this.#certifiedPath(), { identity })).headers;
		const again = await demoFetch(server, this.#certifiedPath(), { identity, headers: { 'if-none-match': etag } });
		await this.#expect('the second fetch finds nothing new', again, { status: 304, reason: 'not-modified' });
	}

	async fetchPart(server: DemoServer): Promise<void> {
		const path = `/dms/${this.#parts.data.certified.typeUri}/firmware-PCS00A.bin`;
		const whole = await demoFetch(server, path, {});
		const part = await demoFetch(server, path, { headers: { range: 'bytes=1024-2047' } });
		await this.#expect('a range of the firmware', part, { status: 206, reason: 'granted' });
		this.#check('the range is that part of the whole', String(part.body.equals(whole.body.subarray(1024, 2048))), 'true');
	}

	#certifiedPath(): string {
		const { mac, typeUri } = this.#parts.data.certified;
		return `/dms/${typeUri}/${mac}-config.xml`;
	}

	async #identity(mac: MacAddress = this.#parts.data.certified.mac, defect = 'none'): Promise<DemoIdentity> {
		const output = join(this.directory, 'issued', `${mac}-${defect}`);
		await issueCertificate(this.#parts.data.caDirectory, { mac, defect, output, now: this.#parts.clock.now() });
		const [cert, key] = await Promise.all([readFile(join(output, 'chain.pem'), 'utf8'), readFile(join(output, 'key.pem'), 'utf8')]);
		return { cert, key };
	}

	/** The answer and the record that the server has written of it. */
	async #expect(what: string, answer: DemoAnswer, expected: Expectation): Promise<void> {
		const [record] = await this.#parts.store.accessRecords.list({ limit: 1 });
		this.#check(what, `${answer.status} ${record?.reason ?? 'no record'}`, `${expected.status} ${expected.reason}`);
	}

	#check(what: string, found: string, expected: string): void {
		if (found === expected) this.say(`ok  ${what}: ${found}`);
		else throw new DmsError('demo.step-failed', `${what}: expected ${expected}, found ${found}`);
	}
}
