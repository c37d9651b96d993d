import { type Argon2Parameters, argon2, argon2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { DmsError } from '../../domain/errors.ts';

/**
 * argon2id with 19 MiB, two passes and one lane: the least that OWASP's password storage page names, about 25 ms of one core. Raising it
 * changes new hashes alone; old ones are verified with their own parameters.
 */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;
const saltBytes = 16;
/** No stored hash may cost more than this, whoever wrote it. */
const most = { memory: 262_144, passes: 16, parallelism: 4 } as const;
const form = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{11,64})\$([A-Za-z0-9+/]{22,88})$/;

/** A PHC string: parameters, salt and hash. Runs in Node's thread pool. */
export async function hashPassword(password: string): Promise<string> {
	const nonce = randomBytes(saltBytes);
	const tag = await deriveKey({ ...cost, message: Buffer.from(password), nonce });
	return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${toBase64(nonce)}$${toBase64(tag)}`;
}

/**
 * Whether the password has this hash. Without a hash the same work is done in vain, so that the time does not tell who exists. Keeps its
 * thread busy until it is done: `Authentication.verify` has it done elsewhere.
 * @throws DmsError `secret.unreadable` for a hash in another form.
 */
export function verifyPassword(password: string, hash: string | undefined): boolean {
	const { parameters, tag } = hash === undefined ? inVain : parseHash(hash);
	const derived = argon2Sync('argon2id', { ...parameters, message: Buffer.from(password) });
	return timingSafeEqual(derived, tag) && hash !== undefined;
}

type Work = { readonly parameters: Omit<Argon2Parameters, 'message'>; readonly tag: Buffer };

const inVain: Work = { parameters: { ...cost, nonce: Buffer.alloc(saltBytes) }, tag: Buffer.alloc(cost.tagLength) };

function parseHash(hash: string): Work {
	const [, memory, passes, parallelism, salt = '', tag = ''] = form.exec(hash) ?? [];
	const asked = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
	const isBounded = asked.memory <= most.memory && asked.passes <= most.passes && asked.parallelism <= most.parallelism;
	if (tag === '' || !isBounded) throw new DmsError('secret.unreadable', 'the hash of a password has an unknown form');
	const expected = Buffer.from(tag, 'base64');
	return { parameters: { ...asked, nonce: Buffer.from(salt, 'base64'), tagLength: expected.length }, tag: expected };
}

function toBase64(bytes: Buffer): string {
	return bytes.toString('base64').replaceAll('=', '');
}

function deriveKey(parameters: Argon2Parameters): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		argon2('argon2id', parameters, (error, derived) => (error === null ? resolve(derived) : reject(error)));
	});
}
