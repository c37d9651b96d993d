import { describe, expect, it } from 'vitest';
import { createSecretKey256, keyIdOf, seal, unseal } from '../../src/store/secret-box.ts';

const place = { column: 'device.password_sealed', row: ['provider', '', 'handset'] };
const key = createSecretKey256(new Date(0));
const keys = new Map([[key.id, key]]);

describe('a sealed secret', () => {
	it.each(['', 'secret', 'Schlüssel 🔑', 'x'.repeat(100_000)])('ok/%#', (clear) => {
		const sealed = seal(key, place, clear);
		expect(unseal(keys, place, sealed)).toBe(clear);
		expect(keyIdOf(sealed, place)).toBe(key.id);
		expect(clear !== '' && Buffer.from(sealed).includes(clear)).toBe(false);
	});

	it('differs each time', () => {
		expect(seal(key, place, 'same')).not.toEqual(seal(key, place, 'same'));
	});

	const elsewhere = [
		['another column', { ...place, column: 'device.line_passwords_sealed' }],
		['another row', { ...place, row: ['provider', '', 'handset 2'] }],
		['the same text in other parts', { ...place, row: ['provider', 'handset', ''] }],
		['a row of one part', { ...place, row: ['provider,,handset'] }],
	] as const;
	it.each(elsewhere)('reject/in %s', (_, other) => {
		expect(() => unseal(keys, other, seal(key, place, 'secret'))).toThrow(expect.objectContaining({ code: 'secret.unreadable' }));
	});

	it('reject/with any bit changed, or cut', () => {
		const sealed = seal(key, place, 'secret');
		for (let index = 0; index < sealed.length; index++) {
			const changed = Uint8Array.from(sealed);
			changed[index] = (changed[index] ?? 0) ^ 1;
			expect(() => unseal(keys, place, changed)).toThrow(expect.objectContaining({ code: 'secret.unreadable' }));
			expect(() => unseal(keys, place, sealed.subarray(0, index))).toThrow(expect.objectContaining({ code: 'secret.unreadable' }));
		}
	});

	it('reject/with another key of the same id, naming the place and not the secret', () => {
		const other = new Map([[key.id, { ...createSecretKey256(new Date(0)), id: key.id }]]);
		expect(() => unseal(other, place, seal(key, place, 'secret'))).toThrow(
			expect.objectContaining({
				code: 'secret.unreadable',
				message: expect.stringMatching(/device\.password_sealed of "provider\/handset"/),
			}),
		);
	});
});
