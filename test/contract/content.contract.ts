import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { ContentReference } from '../../src/domain/device-type-file.ts';
import type { Store } from '../../src/domain/ports.ts';
import { chunkBytes } from '../../src/store/content-chunks.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { addType, plainDevice, putText, readText, sampleFile } from './samples.ts';

const mebibyte = 1024 * 1024;

export function contentContract(open: OpenTestStore): void {
	describe('content', () => {
		it.each([0, 1, chunkBytes - 1, chunkBytes, chunkBytes + 1, 16 * chunkBytes, 17 * chunkBytes + 5])(
			'of %i bytes comes back',
			async (size) => {
				const { store } = await open();
				const bytes = toBytes(size);
				const content = await store.content.put(inPieces(bytes, 100_003), size);
				expect(content).toEqual({ sha256: createHash('sha256').update(bytes).digest('hex'), size });
				expect(Buffer.compare(await readAll(store, content), bytes)).toBe(0);
				expect(Buffer.compare(await store.content.readWhole(content.sha256, size), bytes)).toBe(0);
			},
		);

		it('is read in ranges', async () => {
			const { store } = await open();
			const bytes = toBytes(2 * chunkBytes + 100);
			const content = await store.content.put([bytes], bytes.length);
			const ranges = [
				[0, 0],
				[5, 10],
				[chunkBytes - 1, chunkBytes],
				[chunkBytes, 2 * chunkBytes - 1],
				[1, 2 * chunkBytes + 50],
				[bytes.length - 1, bytes.length - 1],
				[2 * chunkBytes, bytes.length + 1000],
			] as const;
			for (const [start, end] of ranges) {
				expect(Buffer.compare(await readAll(store, content, { start, end }), bytes.subarray(start, end + 1))).toBe(0);
			}
		});

		it('is kept once, also when it comes twice at once', async () => {
			const { store, again, query } = await open();
			const bytes = toBytes(5 * mebibyte);
			const other = await again();
			const contents = await Promise.all([store, other, store].map((each) => each.content.put(inPieces(bytes, 65_536), bytes.length)));
			expect(new Set(contents.map(({ sha256 }) => sha256)).size).toBe(1);
			await store.content.put([bytes], bytes.length);
			expect(await query('select sha256 from content')).toEqual([{ sha256: contents[0]?.sha256 }]);
			expect(await query('select seq from content_chunk')).toHaveLength(20);
			expect(Buffer.compare(await readAll(other, contents[0]), bytes)).toBe(0);
		});

		it('reject/more bytes than allowed, leaving nothing', async () => {
			const { store, query } = await open();
			await expect(store.content.put(inPieces(toBytes(10 * mebibyte), mebibyte), 9 * mebibyte)).rejects.toMatchObject({
				code: 'content.too-large',
			});
			expect(await query('select id from content')).toEqual([]);
			expect(await query('select seq from content_chunk')).toEqual([]);
		});

		it('reject/a source that breaks', async () => {
			const { store } = await open();
			const broken = async function* () {
				yield toBytes(5 * mebibyte);
				throw new Error('the connection was cut');
			};
			await expect(store.content.put(broken(), 100 * mebibyte)).rejects.toThrow('the connection was cut');
			expect(await store.content.removeUnreferenced(-1)).toBe(0);
		});

		it('reject/what is not there, and too much at once', async () => {
			const { store } = await open();
			const sha256 = '0'.repeat(64);
			await expect(readAll(store, { sha256, size: 1 })).rejects.toMatchObject({ code: 'content.not-found' });
			await expect(store.content.readWhole(sha256, 10)).rejects.toMatchObject({ code: 'content.not-found' });
			const content = await putText(store, 'twelve bytes');
			await expect(store.content.readWhole(content.sha256, 11)).rejects.toMatchObject({ code: 'content.too-large' });
		});

		it('is removed when nothing refers to it and it is old enough', async () => {
			let now = Date.now();
			const { store } = await open({ clock: { now: () => new Date(now) } });
			const type = await addType(store);
			const texts = ['of a file', 'of a scope', 'of a device', 'uploaded', 'of nothing', 'offered again'];
			const contents = await Promise.all(texts.map((text) => putText(store, text)));
			const [ofFile, ofScope, ofDevice, uploaded, unused, offered] = contents;
			const file = await store.deviceTypes.addFile(type.id, sampleFile('a.cfg', ofFile));
			const device = await store.devices.add(plainDevice(type.id, 'handset'));
			if (ofScope === undefined || ofDevice === undefined || uploaded === undefined) throw new Error('content is missing');
			await store.scopes.setFileOverride(type.id, { serviceProviderId: 'p' }, { fileId: file.id, source: 'Custom', content: ofScope });
			await store.devices.setFileOverride(device.id, { fileId: file.id, source: 'Custom', content: ofDevice });
			await store.uploads.add({ deviceId: device.id, fileId: file.id, name: 'log', content: uploaded }, 1);
			now += 60_000;
			await putText(store, 'offered again');
			expect(await store.content.removeUnreferenced(30_000)).toBe(1);
			for (const content of [ofFile, ofScope, ofDevice, uploaded, offered])
				expect(content && (await readText(store, content))).toBeTruthy();
			await expect(readText(store, unused ?? { sha256: '', size: 0 })).rejects.toMatchObject({ code: 'content.not-found' });

			await store.devices.delete(device.id);
			await store.deviceTypes.delete(type.id);
			expect(await store.content.removeUnreferenced(-1)).toBe(5);
			expect(await store.content.removeUnreferenced(-1)).toBe(0);
		});

		it('that a crash has left half written is removed', async () => {
			const { store, query, kind } = await open();
			const bytes = kind === 'SQLite' ? "x'616263'" : "'\\x616263'";
			await query('insert into content (id, size, touched_at) values (77, 0, 0)');
			await query(`insert into content_chunk (content_id, seq, bytes) values (77, 0, ${bytes})`);
			expect(await store.content.removeUnreferenced(1_000)).toBe(1);
			expect(await query('select seq from content_chunk')).toEqual([]);
		});

		it('cannot come or go inside a transaction', async () => {
			const { store } = await open();
			await expect(store.transaction((inner) => putText(inner, 'x'))).rejects.toMatchObject({ code: 'internal' });
			await expect(store.transaction((inner) => inner.content.removeUnreferenced(0))).rejects.toMatchObject({ code: 'internal' });
			const content = await putText(store, 'x');
			expect(await store.transaction((inner) => readText(inner, content))).toBe('x');
		});

		it('streams without being held in memory', async () => {
			const { store } = await open();
			const size = 64 * mebibyte;
			const before = heldBytes();
			const held: number[] = [];
			const look = () => held.push(heldBytes() - before);
			const source = async function* () {
				for (let sent = 0; sent < size; sent += mebibyte) {
					if (sent % (4 * mebibyte) === 0) look();
					yield Buffer.alloc(mebibyte, sent / mebibyte);
				}
			};
			const content = await store.content.put(source(), size);
			let read = 0;
			for await (const piece of store.content.read(content.sha256)) {
				read += piece.length;
				if (read % (4 * mebibyte) === 0) look();
			}
			expect(read).toBe(size);
			// The collector may be late now and then, but not half of the times.
			expect(held.sort((one, other) => one - other)[held.length / 2]).toBeLessThan(8 * mebibyte);
		});
	});
}

/** Bytes of buffers that somebody still holds. */
function heldBytes(): number {
	setFlagsFromString('--expose-gc');
	const collect = runInNewContext('gc') as () => void;
	collect();
	return process.memoryUsage().arrayBuffers;
}

/** Bytes that differ from chunk to chunk. */
function toBytes(size: number): Buffer {
	const bytes = Buffer.alloc(size);
	for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
	return bytes;
}

function* inPieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function readAll(store: Store, content: ContentReference | undefined, range?: { start: number; end: number }): Promise<Buffer> {
	const pieces: Uint8Array[] = [];
	for await (const piece of store.content.read(content?.sha256 ?? '', range)) pieces.push(piece);
	return Buffer.concat(pieces);
}
