import { requireMacAddress } from '../../domain/mac-address.ts';
import { nextMac } from '../defects/next-mac.ts';
import { expectationOf, findDefect } from '../defects.ts';
import type { Recipe } from '../recipe.ts';
import type { DeviceIdentity } from './certificate-file.ts';
import type { DevicePaths } from './device-paths.ts';
import { type FetchOptions, type FleetAnswer, FleetConnection, type FleetServer, fetchHttp10 } from './fleet-connection.ts';
import type { FleetPlan, Misbehaviour, PlannedDevice } from './fleet-plan.ts';
import type { Expectation, FleetTally } from './fleet-tally.ts';

/** What every device of a fleet has in common. */
export interface FleetScene {
	readonly server: FleetServer;
	readonly plan: FleetPlan;
	/** Of the certificates. */
	readonly recipe: Recipe;
	readonly paths: DevicePaths;
	/** Conditional requests after the boot. */
	readonly polls: number;
	readonly tally: FleetTally;
}

const slowRestMs = 200;
const firmwarePattern = /<firmware>\s*<kws>([^<]*)<\/kws>/;
const usersCheckPattern = /<users>\s*<check>\s*false\s*<\/check>/;

/**
 * Plays one device from its boot to its last poll over one connection; whatever happens ends in the tally, and nothing is thrown.
 * @param arrivedMs when the device was to boot, by `performance.now()`: a wait for a free socket is part of its latency.
 */
export async function playDevice(scene: FleetScene, device: PlannedDevice, identity: DeviceIdentity, arrivedMs: number): Promise<void> {
	const player = new DevicePlayer(scene, device, identity);
	if (device.misbehaviour === undefined) await player.boot(arrivedMs);
	else await player.misbehave(device.misbehaviour);
}

interface Question extends FetchOptions {
	readonly request: string;
	readonly path: string;
	readonly expected: Expectation;
}

class DevicePlayer {
	readonly #scene: FleetScene;
	readonly #device: PlannedDevice;
	readonly #identity: DeviceIdentity;
	readonly #client: string;
	/** What a file of the device itself should get. */
	readonly #ownFile: Expectation;

	constructor(scene: FleetScene, device: PlannedDevice, identity: DeviceIdentity) {
		this.#scene = scene;
		this.#device = device;
		this.#identity = identity;
		this.#client = device.misbehaviour ?? (device.defect === 'none' ? 'good' : device.defect);
		this.#ownFile = expectedOf(expectationOf(findDefect(device.defect), scene.recipe).status);
	}

	/** Configuration, users, firmware, then the polls. */
	async boot(arrivedMs: number): Promise<void> {
		const { tally, polls, server } = this.#scene;
		const connection = new FleetConnection(server, this.#identity);
		try {
			const config = await this.#ask(connection, this.#own('config'));
			if (config === undefined) return;
			const answeredMs = performance.now() - arrivedMs;
			tally.recordLatency(this.#ownFile === 'served' ? 'config' : 'refusal', answeredMs);
			if (config.connectMs !== undefined) tally.recordLatency('connect', config.connectMs);
			if (this.#ownFile !== 'served') return;
			if (!(await this.#fetchRest(connection, config))) return;
			tally.recordLatency('boot', performance.now() - arrivedMs);
			for (let poll = 0; poll < polls; poll++) await this.#poll(connection, config);
		} finally {
			await connection.close();
		}
	}

	async misbehave(how: Misbehaviour): Promise<void> {
		const anonymous = how === 'sloppy-digest';
		const connection = new FleetConnection(this.#scene.server, anonymous ? undefined : this.#identity);
		try {
			await this.#acts[how](connection);
		} finally {
			await connection.close();
		}
	}

	readonly #acts: Readonly<Record<Misbehaviour, (connection: FleetConnection) => Promise<unknown>>> = {
		'slow-reader': (connection) => this.#ask(connection, { ...this.#own('config'), restMs: slowRestMs }),
		// A device that was switched off while it booted comes back at once.
		abort: async (connection) => {
			await this.#abort(connection);
			await this.#ask(connection, this.#own('config'));
		},
		// Two further: the next address may be in the certificate itself, as the defect `other-mac` has it.
		'wrong-certificate': (connection) => {
			const other = requireMacAddress(nextMac(requireMacAddress(nextMac(this.#device.mac))));
			return this.#ask(connection, { request: 'config', path: this.#scene.paths.of(other, 'config'), expected: 'refused' });
		},
		'http-1.0': () => {
			const question = this.#own('config');
			return this.#record(question, () => fetchHttp10(this.#scene.server, this.#identity, question.path));
		},
		'sloppy-digest': (connection) => {
			const question = this.#own('config');
			return this.#ask(connection, { ...question, expected: 'refused', headers: { Authorization: toSloppyDigest(question.path) } });
		},
		// A 404 must stay one, or clients end their search; the last name is right but for its case.
		'fallback-chain': async (connection) => {
			const { paths } = this.#scene;
			const { mac } = this.#device;
			for (const name of ['provisioning.xml', `cfg${mac}.xml`, '000000000000.cfg']) {
				await this.#ask(connection, { request: 'other name', path: paths.beside(mac, name), expected: 'missing' });
			}
			await this.#ask(connection, { ...this.#own('config'), path: paths.inUpperCase(mac, 'config') });
		},
	};

	#own(file: 'config' | 'users'): Question {
		return { request: file, path: this.#scene.paths.of(this.#device.mac, file), expected: this.#ownFile };
	}

	/** @returns whether the device got all that its configuration names. */
	async #fetchRest(connection: FleetConnection, config: FleetAnswer): Promise<boolean> {
		const wantsUsers = this.#scene.paths.hasUsers && !usersCheckPattern.test(config.text);
		if (wantsUsers && !(await this.#fetchMore(connection, this.#own('users')))) return false;
		const firmware = firmwarePattern.exec(config.text)?.[1]?.trim() ?? '';
		if (firmware === '') return true;
		const path = this.#scene.paths.beside(this.#device.mac, firmware);
		return this.#fetchMore(connection, { request: 'firmware', path, expected: 'served' });
	}

	async #fetchMore(connection: FleetConnection, question: Question): Promise<boolean> {
		const answer = await this.#ask(connection, question);
		if (answer !== undefined) this.#scene.tally.recordLatency(question.request, answer.durationMs);
		return answer !== undefined;
	}

	/** Without an ETag there is nothing to compare, and the file is served again. */
	async #poll(connection: FleetConnection, { headers: { etag } }: FleetAnswer): Promise<void> {
		const question = { ...this.#own('config'), request: 'poll' };
		await this.#fetchMore(
			connection,
			etag === undefined ? question : { ...question, expected: 'current', headers: { 'If-None-Match': etag } },
		);
	}

	#ask(connection: FleetConnection, question: Question): Promise<FleetAnswer | undefined> {
		return this.#record(question, () => connection.fetch(question.path, question));
	}

	/** @returns the answer where it is the expected one. */
	async #record(question: Question, send: () => Promise<FleetAnswer>): Promise<FleetAnswer | undefined> {
		const { tally } = this.#scene;
		const { request, path, expected } = question;
		const { mac } = this.#device;
		const facts = { mac, client: this.#client, request, path, expected };
		let answer: FleetAnswer;
		try {
			answer = await send();
		} catch (cause) {
			tally.record({ ...facts, outcome: toErrorOutcome(cause) });
			return undefined;
		}
		tally.bytes += answer.bytes;
		return tally.record({ ...facts, outcome: this.#toOutcome(question, answer) }) ? answer : undefined;
	}

	async #abort(connection: FleetConnection): Promise<void> {
		const { path } = this.#own('config');
		const outcome = await connection.abort(path).then(() => 'aborted', toErrorOutcome);
		const { mac } = this.#device;
		this.#scene.tally.record({ mac, client: this.#client, request: 'aborted config', path, expected: 'aborted', outcome });
	}

	#toOutcome({ headers = {} }: Question, { status, headers: answered, text }: FleetAnswer): string {
		if (status === 401 && answered['www-authenticate'] !== undefined) return '401 with a challenge';
		if (status !== 200) return String(status);
		if (this.#namesAnother(text)) return '200 with the file of another device';
		const known = headers['If-None-Match'];
		if (known === undefined) return '200';
		return answered.etag === known ? '200 although it has this version' : '200 with another ETag';
	}

	/** Whether a file holds the address of another device of the fleet: the one thing that must never happen. */
	#namesAnother(text: string): boolean {
		const own = this.#scene.plan.indexOf(this.#device.mac);
		return text.matchAll(/(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])/gi).some(([mac]) => {
			const index = this.#scene.plan.indexOf(mac);
			return index !== undefined && index !== own;
		});
	}
}

/** As a client is known to send it: a count of one digit, an empty cnonce, quotes everywhere; and a nonce that nobody gave out. */
function toSloppyDigest(uri: string): string {
	const fields = { username: 'nobody', realm: 'device', nonce: '0', uri, response: '0'.repeat(32), qop: 'auth', nc: '1', cnonce: '' };
	return `Digest ${Object.entries(fields)
		.map(([name, value]) => `${name}="${value}"`)
		.join(', ')}`;
}

function toErrorOutcome(cause: unknown): string {
	const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
	return `error ${code}`;
}

function expectedOf(status: number | null): Expectation {
	if (status === null) return 'unanswered';
	return status === 200 ? 'served' : 'refused';
}
