// A process of its own: what a load costs its client must not be counted with the server. Started by load.ts with the plan's file.
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { type Answer, ClientConnection } from './client-connection.ts';
import type { Identities, LoadClient, LoadPlan, LoadResult } from './load-plan.ts';
import { type DigestSession, readDigestChallenge, toBasicHeader, toDigestHeader, toRequestHead } from './request-head.ts';
import { percentile } from './statistics.ts';

/** One for all contestants, and one that devices know: left alone, two new OpenSSLs would agree on a costly one of their own. */
const ecdhCurve = 'P-256';

/** Does operations until it is told to stop. */
interface Lane {
	/** @returns bytes of bodies. */
	operate(): Promise<number>;
}

class Contexts {
	readonly #identities: Identities;
	readonly #trust: Buffer;
	readonly #made = new Map<number, SecureContext>();

	constructor(plan: LoadPlan) {
		this.#trust = readFileSync(plan.trustFile);
		this.#identities =
			plan.identitiesFile === undefined ? { key: '', chains: [] } : (JSON.parse(readFileSync(plan.identitiesFile, 'utf8')) as Identities);
	}

	of({ identity }: LoadClient): SecureContext {
		const number = identity ?? -1;
		const made = this.#made.get(number);
		if (made !== undefined) return made;
		const chain = this.#identities.chains[number];
		const context = createSecureContext({
			ca: this.#trust,
			ecdhCurve,
			...(chain === undefined ? {} : { key: this.#identities.key, cert: chain }),
		});
		this.#made.set(number, context);
		return context;
	}
}

/** Each operation opens a connection, fetches every path of the next client, and closes it. */
function toColdLane(plan: LoadPlan, contexts: Contexts, nextClient: () => LoadClient): Lane {
	return {
		async operate() {
			const client = nextClient();
			let bytes = 0;
			try {
				const connection = await ClientConnection.open({ ...plan, context: contexts.of(client) });
				for (const [index, path] of client.paths.entries()) {
					const isLast = index === client.paths.length - 1;
					const answer = await connection.request(toRequestHead(path, isLast ? ['Connection: close'] : []));
					requireStatus(answer, plan.expectedStatus);
					bytes += answer.bodyBytes;
				}
				await connection.close();
			} catch (error) {
				if (plan.expectedStatus !== 0) throw error;
			}
			return bytes;
		},
	};
}

/** Keeps one connection for all its operations, of one client; opens it before the clock starts. */
async function openKeptLane(plan: LoadPlan, contexts: Contexts, client: LoadClient): Promise<Lane> {
	const path = client.paths[0] ?? '/';
	const connection = await ClientConnection.open({ ...plan, context: contexts.of(client) });
	const first = await connection.request(toRequestHead(path, plan.scheme === 'basic' && client.user ? [toBasicHeader(client.user)] : []));
	const toHead = toRepeatedHead(plan, client, path, first);
	return {
		async operate() {
			let answer = await connection.request(toHead(undefined));
			// A nonce may come to its end: that costs the server a challenge, as it does with real devices.
			if (answer.status === 401 && plan.scheme === 'digest') answer = await connection.request(toHead(answer));
			requireStatus(answer, plan.expectedStatus);
			return answer.bodyBytes;
		},
	};
}

function toRepeatedHead(plan: LoadPlan, client: LoadClient, path: string, first: Answer): (challenged: Answer | undefined) => string {
	if (plan.scheme === 'digest' && client.user !== undefined) {
		const { user } = client;
		let session: DigestSession = readDigestChallenge(first.head);
		return (challenged) => {
			if (challenged !== undefined) session = readDigestChallenge(challenged.head);
			return toRequestHead(path, [toDigestHeader(session, user, path)]);
		};
	}
	const headers = plan.scheme === 'basic' && client.user !== undefined ? [toBasicHeader(client.user)] : [];
	if (plan.isConditional) headers.push(`If-None-Match: ${/\r\netag: *(\S+)/i.exec(first.head)?.[1] ?? ''}`);
	const head = toRequestHead(path, headers);
	return () => head;
}

function requireStatus({ status }: Answer, expected: number): void {
	if (status !== expected) throw new Error(`status ${status} in place of ${expected}`);
}

async function openLanes(plan: LoadPlan): Promise<readonly Lane[]> {
	const contexts = new Contexts(plan);
	const [first] = plan.clients;
	if (first === undefined) throw new Error('a load needs a client');
	let at = 0;
	const nextClient = () => plan.clients[at++ % plan.clients.length] ?? first;
	if (plan.connections === 'kept-alive') {
		return Promise.all(Array.from({ length: plan.concurrency }, () => openKeptLane(plan, contexts, nextClient())));
	}
	// Made now: parsing a certificate and its key is no part of a fetch.
	for (const client of plan.clients) contexts.of(client);
	return Array.from({ length: plan.concurrency }, () => toColdLane(plan, contexts, nextClient));
}

async function until(timeMs: number): Promise<void> {
	const waitMs = timeMs - performance.now();
	if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
}

async function run(plan: LoadPlan, lanes: readonly Lane[]): Promise<LoadResult> {
	const latencies: number[] = [];
	let [begun, bytes, failures] = [0, 0, 0];
	let firstFailure: string | undefined;
	const startedMs = performance.now();
	const deadlineMs = startedMs + plan.seconds * 1000;
	const work = async (lane: Lane, place: number) => {
		for (let turn = 0; performance.now() < deadlineMs && begun < plan.mostOperations && failures === 0; turn++) {
			if (plan.perSecond !== undefined) await until(startedMs + ((turn * lanes.length + place) / plan.perSecond) * 1000);
			begun += 1;
			const operationMs = performance.now();
			try {
				const moved = await lane.operate();
				bytes += moved;
				latencies.push(performance.now() - operationMs);
			} catch (error) {
				failures += 1;
				firstFailure ??= error instanceof Error ? error.message : String(error);
			}
		}
	};
	await Promise.all(lanes.map(work));
	return {
		operations: latencies.length,
		bytes,
		failures,
		seconds: (performance.now() - startedMs) / 1000,
		medianMs: percentile(latencies, 0.5),
		slowestPercentMs: percentile(latencies, 0.99),
		...(firstFailure === undefined ? {} : { firstFailure }),
	};
}

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as LoadPlan;
process.once('disconnect', () => process.exit());
const lanes = await openLanes(plan);
process.once('message', () => void run(plan, lanes).then((result) => process.send?.({ result })));
process.send?.('ready');
