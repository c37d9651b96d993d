import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** A password to be checked, as it goes to a thread. */
export interface PasswordQuestion {
	readonly password: string;
	/** PHC string. */
	readonly hash: string | undefined;
}

export interface PasswordAnswer {
	readonly isRight: boolean;
	/** Milliseconds for which a processor was busy with it; on a busy machine it takes longer than that. */
	readonly workMs: number;
}

/**
 * Checks passwords in threads of low priority, so that those who serve devices always come first. As many threads as were ever asked at
 * once: whoever asks bounds that.
 */
export class PasswordThreads {
	readonly #idle: Worker[] = [];
	readonly #all = new Set<Worker>();
	readonly #onWork: (workMs: number) => void;

	/** @param onWork is told of each check what it took, before its answer. */
	constructor(onWork: (workMs: number) => void) {
		this.#onWork = onWork;
	}

	async verify(password: string, hash: string | undefined): Promise<boolean> {
		const thread = this.#idle.pop() ?? this.#start();
		const { isRight, workMs } = await ask(thread, { password, hash });
		this.#idle.push(thread);
		this.#onWork(workMs);
		return isRight;
	}

	async close(): Promise<void> {
		await Promise.all([...this.#all].map((thread) => thread.terminate()));
	}

	#start(): Worker {
		const thread = new Worker(join(import.meta.dirname, `password-thread${extname(import.meta.filename)}`));
		this.#all.add(thread);
		thread.once('exit', () => this.#all.delete(thread));
		// What has no question under way keeps no process alive.
		thread.unref();
		return thread;
	}
}

/** A thread that fails ends; the next question starts another one. */
function ask(thread: Worker, question: PasswordQuestion): Promise<PasswordAnswer> {
	const { promise, resolve, reject } = Promise.withResolvers<PasswordAnswer>();
	const fail = () => reject(new Error('a thread that checks passwords has ended'));
	thread.once('message', resolve).once('error', reject).once('exit', fail);
	thread.ref();
	thread.postMessage(question);
	return promise.finally(() => {
		thread.off('message', resolve).off('error', reject).off('exit', fail);
		thread.unref();
	});
}
