import { describe, expect, it } from 'vitest';
import { brokenArchives, buildSoundArchive } from '../../dtaf-samples/broken/broken-archives.ts';
import { DmsError } from '../../src/domain/errors.ts';
import { openArchive } from '../../src/dtaf/read-archive.ts';

const mostMs = 2_000;
const mebibyte = 1024 * 1024;

async function refusalOf(bytes: Uint8Array): Promise<DmsError> {
	try {
		await openArchive(bytes);
	} catch (error) {
		if (error instanceof DmsError) return error;
		throw error;
	}
	throw new Error('the archive was accepted');
}

describe('an archive that is broken in one place', () => {
	it('ok/the archive that all are made from is accepted', async () => {
		const { descriptor } = await openArchive(buildSoundArchive());
		expect(descriptor.type.name).toBe('Broken Sample');
		expect(descriptor.files).toHaveLength(1);
	});

	it('has a name of its own', () => {
		const names = brokenArchives.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
	});

	it.each(brokenArchives)('reject/$name with $code', async ({ code, says, build }) => {
		const bytes = build();
		const before = process.memoryUsage();
		let highest = 0;
		const watch = setInterval(() => {
			highest = Math.max(highest, process.memoryUsage().arrayBuffers);
		}, 5);
		const startedAt = performance.now();
		const refusal = await refusalOf(bytes);
		const tookMs = performance.now() - startedAt;
		clearInterval(watch);
		expect(refusal.code, refusal.message).toBe(code);
		if (says !== undefined) expect([refusal.message, ...refusal.findings].join('\n')).toMatch(says);
		expect(refusal.message).not.toMatch(/\n/);
		expect(tookMs).toBeLessThan(mostMs);
		expect(highest - before.arrayBuffers).toBeLessThan(32 * mebibyte);
	});
});
