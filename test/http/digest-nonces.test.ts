import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DigestNonces } from '../../src/http/digest-nonces.ts';
import { MemoryNonceUses } from '../helpers/memory-nonce-uses.ts';

const realm = 'Realm';
const secret = randomBytes(32);
const start = new Date();
const later = (ms: number) => new Date(start.getTime() + ms);
const make = (options: { maxAgeMs?: number; uses?: MemoryNonceUses; secret?: Uint8Array } = {}) =>
	new DigestNonces({ secret, uses: new MemoryNonceUses(), ...options });

describe('DigestNonces', () => {
	it('takes its own nonce, each count once, larger than the one before', async () => {
		const nonces = make();
		const nonce = nonces.issue(realm, start);
		expect(await nonces.check(nonce, 1, realm, start)).toBe('fresh');
		expect(await nonces.check(nonce, 1, realm, start)).toBe('replayed');
		expect(await nonces.check(nonce, 5, realm, start)).toBe('fresh');
		expect(await nonces.check(nonce, 4, realm, start)).toBe('replayed');
		expect(await nonces.check(nonce, 6, realm, start)).toBe('fresh');
		expect(await nonces.check(nonces.issue(realm, start), 1, realm, start)).toBe('fresh');
	});

	it('lets a nonce be used a single time where the client counts nothing', async () => {
		const nonces = make();
		const nonce = nonces.issue(realm, start);
		expect(await nonces.check(nonce, undefined, realm, start)).toBe('fresh');
		expect(await nonces.check(nonce, undefined, realm, start)).toBe('replayed');
		expect(await nonces.check(nonce, 1, realm, start)).toBe('replayed');
	});

	it('calls a nonce stale from its age limit on, or far from the future', async () => {
		const maxAgeMs = 300_000;
		const nonces = make({ maxAgeMs });
		const nonce = nonces.issue(realm, start);
		expect(nonces.inspect(nonce, realm, later(maxAgeMs - 1))).toBe('fresh');
		expect(await nonces.check(nonce, 1, realm, later(maxAgeMs))).toBe('stale');
		expect(nonces.inspect(nonce, realm, later(-30_000))).toBe('fresh');
		expect(nonces.inspect(nonce, realm, later(-3_600_000))).toBe('stale');
	});

	it('does not take the nonce of another secret or realm, nor a changed one', async () => {
		const nonces = make();
		const nonce = nonces.issue(realm, start);
		expect(await nonces.check(nonce, 1, 'Other', start)).toBe('invalid');
		expect(await make({ secret: randomBytes(32) }).check(nonce, 1, realm, start)).toBe('invalid');
		expect(nonces.inspect(nonce.toUpperCase(), realm, start)).toBe('invalid');
		for (let at = 0; at < nonce.length; at++) {
			const changed = nonce.slice(0, at) + (nonce[at] === '0' ? '1' : '0') + nonce.slice(at + 1);
			expect(nonces.inspect(changed, realm, start)).toBe('invalid');
		}
		expect(await nonces.check(nonce, 1, realm, start)).toBe('fresh');
	});

	it('never gives the same nonce twice', () => {
		const nonces = make();
		expect(new Set(Array.from({ length: 1000 }, () => nonces.issue(realm, start))).size).toBe(1000);
	});

	it('takes a nonce once in all processes that share the uses', async () => {
		const uses = new MemoryNonceUses();
		const [one, other] = [make({ uses }), make({ uses })];
		const nonce = one.issue(realm, start);
		expect(await other.check(nonce, 1, realm, start)).toBe('fresh');
		expect(await one.check(nonce, 1, realm, start)).toBe('replayed');
	});

	it('needs a secret of 32 bytes', () => {
		expect(() => make({ secret: new Uint8Array(16) })).toThrow(expect.objectContaining({ code: 'value.too-short' }));
	});

	it('never throws on a nonce that it has not made', () => {
		const nonces = make();
		const { length } = nonces.issue(realm, start);
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))), (text) => {
				expect(nonces.inspect(text, realm, start)).toBe('invalid');
			}),
		);
	});
});
