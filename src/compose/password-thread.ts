import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { verifyPassword } from '../app/authentication/password-hash.ts';
import type { PasswordAnswer, PasswordQuestion } from './password-threads.ts';

// The module of a thread that checks passwords.
lowerPriority();
parentPort?.on('message', (question: PasswordQuestion) => parentPort?.postMessage(answer(question)));

function answer({ password, hash }: PasswordQuestion): PasswordAnswer {
	const before = process.threadCpuUsage();
	const isRight = verifyPassword(password, hash);
	const { user, system } = process.threadCpuUsage(before);
	return { isRight, workMs: (user + system) / 1000 };
}

/** Linux gives each thread a priority of its own. Elsewhere there is no such directory, and the thread stays as it is. */
function lowerPriority(): void {
	try {
		const [, thread] = /\/task\/(\d+)$/.exec(readlinkSync('/proc/thread-self')) ?? [];
		if (thread !== undefined) setPriority(Number(thread), constants.priority.PRIORITY_BELOW_NORMAL);
	} catch {
		// Checking passwords matters more than when it is done.
	}
}
