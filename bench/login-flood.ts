// A process of its own, and one that steps back for every other: what somebody's flood costs their own machine must not be counted with
// the server. Forked with the port, a file of the credentials, and how many logins it asks for in a second.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { constants, setPriority } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

export interface FloodReport {
	readonly loggedIn: number;
	/** For too many others are waiting (429). */
	readonly refused: number;
	readonly failed: number;
}

const lanes = 32;
const [port, credentialsFile, perSecond] = process.argv.slice(2);
const body = readFileSync(credentialsFile ?? '');
const agent = new Agent({ keepAlive: true, maxSockets: lanes });
const count = { loggedIn: 0, refused: 0, failed: 0 };
let isOver = false;

function logIn(): Promise<number> {
	return new Promise((resolve) => {
		const headers = { 'content-type': 'application/json', 'content-length': body.length };
		const sent = request({ agent, host: '127.0.0.1', port, method: 'POST', path: '/api/2.0/auth/login', headers }, (response) => {
			response.resume().once('end', () => resolve(response.statusCode ?? 0));
		});
		sent.once('error', () => resolve(0)).end(body);
	});
}

async function flood(lane: number): Promise<void> {
	const startedMs = performance.now();
	for (let turn = 0; !isOver; turn++) {
		const dueMs = startedMs + ((turn * lanes + lane) / Number(perSecond)) * 1_000;
		await delay(Math.max(0, dueMs - performance.now()));
		const status = await logIn();
		if (status === 200) count.loggedIn++;
		else if (status === 429) count.refused++;
		else count.failed++;
	}
}

setPriority(constants.priority.PRIORITY_LOW);
process.once('disconnect', () => process.exit());
process.once('message', () => {
	isOver = true;
	process.send?.(count satisfies FloodReport);
});
void Promise.all(Array.from({ length: lanes }, (_, lane) => flood(lane)));
