import { crc32, deflateRawSync } from 'node:zlib';

/** One entry, field by field; whatever is left out is what an honest writer would put there. */
export interface RawEntry {
	readonly name: string | Uint8Array;
	readonly data?: Uint8Array | string;
	/** 0 stored, 8 deflated (the default). */
	readonly method?: number;
	readonly flags?: number;
	/** Taken as it is, instead of what the method makes of `data`. */
	readonly compressed?: Uint8Array;
	readonly crc?: number;
	readonly size?: number;
	readonly compressedSize?: number;
	/** Unix mode, for the upper half of the external attributes. */
	readonly mode?: number;
	/** What the local header says otherwise than the central one. */
	readonly local?: {
		readonly name?: string;
		readonly method?: number;
		readonly crc?: number;
		readonly size?: number;
		readonly compressedSize?: number;
	};
	/** Sizes and checksum after the data instead of before it. */
	readonly dataDescriptor?: boolean;
	/** At the end of the central header. */
	readonly comment?: string;
	/** Where the central header finds the local one; then none is written. */
	readonly offset?: number;
}

/** What stands around the entries. */
export interface RawZip {
	readonly entries: readonly RawEntry[];
	/** Before the first entry; offsets do not count it unless `shiftOffsets` is set. */
	readonly prefix?: Uint8Array;
	readonly shiftOffsets?: boolean;
	readonly between?: Uint8Array;
	readonly suffix?: Uint8Array;
	readonly comment?: string;
	readonly count?: number;
	readonly disk?: number;
	readonly directoryBytes?: number;
}

interface Fields {
	readonly name: Buffer;
	readonly method: number;
	readonly flags: number;
	readonly crc: number;
	readonly size: number;
	readonly compressedSize: number;
}

const utf8Names = 0x0800;
const dataDescriptorFlag = 0x0008;

/** Writes a zip archive exactly as it is told to, lies included. */
export function toRawZip(zip: RawZip): Buffer {
	const prefix = Buffer.from(zip.prefix ?? []);
	const parts: Buffer[] = [prefix];
	const central: Buffer[] = [];
	let at = zip.shiftOffsets === true ? prefix.length : 0;
	const push = (part: Buffer): void => {
		parts.push(part);
		at += part.length;
	};
	for (const entry of zip.entries) {
		const data = Buffer.from(entry.data ?? '');
		const method = entry.method ?? 8;
		const compressed = Buffer.from(entry.compressed ?? (method === 8 ? deflateRawSync(data) : data));
		const fields: Fields = {
			name: Buffer.from(entry.name),
			method,
			flags: (entry.flags ?? 0) | utf8Names | (entry.dataDescriptor === true ? dataDescriptorFlag : 0),
			crc: entry.crc ?? crc32(data),
			size: entry.size ?? data.length,
			compressedSize: entry.compressedSize ?? compressed.length,
		};
		central.push(toCentralHeader(entry, fields, entry.offset ?? at));
		if (entry.offset !== undefined) continue;
		push(toLocalHeader(entry, fields));
		push(compressed);
		if (entry.dataDescriptor === true) push(toDataDescriptor(fields));
		push(Buffer.from(zip.between ?? []));
	}
	const directory = Buffer.concat(central);
	return Buffer.concat([...parts, directory, toEnd(zip, at, directory.length), Buffer.from(zip.suffix ?? [])]);
}

function toLocalHeader({ local, dataDescriptor }: RawEntry, fields: Fields): Buffer {
	const name = Buffer.from(local?.name ?? fields.name);
	const header = Buffer.alloc(30);
	header.writeUInt32LE(0x04034b50, 0);
	header.writeUInt16LE(20, 4);
	header.writeUInt16LE(fields.flags, 6);
	header.writeUInt16LE(local?.method ?? fields.method, 8);
	const isBlank = dataDescriptor === true;
	header.writeUInt32LE(local?.crc ?? (isBlank ? 0 : fields.crc), 14);
	header.writeUInt32LE(local?.compressedSize ?? (isBlank ? 0 : fields.compressedSize), 18);
	header.writeUInt32LE(local?.size ?? (isBlank ? 0 : fields.size), 22);
	header.writeUInt16LE(name.length, 26);
	return Buffer.concat([header, name]);
}

function toDataDescriptor(fields: Fields): Buffer {
	const descriptor = Buffer.alloc(16);
	descriptor.writeUInt32LE(0x08074b50, 0);
	descriptor.writeUInt32LE(fields.crc, 4);
	descriptor.writeUInt32LE(fields.compressedSize, 8);
	descriptor.writeUInt32LE(fields.size, 12);
	return descriptor;
}

function toCentralHeader(entry: RawEntry, fields: Fields, offset: number): Buffer {
	const comment = Buffer.from(entry.comment ?? '');
	const header = Buffer.alloc(46);
	header.writeUInt32LE(0x02014b50, 0);
	header.writeUInt16LE(0x0314, 4);
	header.writeUInt16LE(20, 6);
	header.writeUInt16LE(fields.flags, 8);
	header.writeUInt16LE(fields.method, 10);
	header.writeUInt32LE(fields.crc, 16);
	header.writeUInt32LE(fields.compressedSize, 20);
	header.writeUInt32LE(fields.size, 24);
	header.writeUInt16LE(fields.name.length, 28);
	header.writeUInt16LE(comment.length, 32);
	header.writeUInt16LE(entry.mode ?? 0, 40);
	header.writeUInt32LE(offset, 42);
	return Buffer.concat([header, fields.name, comment]);
}

function toEnd(zip: RawZip, directoryOffset: number, directoryBytes: number): Buffer {
	const comment = Buffer.from(zip.comment ?? '');
	// The record has 16 bits for the number; an archive with more entries wraps around.
	const count = (zip.count ?? zip.entries.length) & 0xffff;
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(zip.disk ?? 0, 4);
	end.writeUInt16LE(zip.disk ?? 0, 6);
	end.writeUInt16LE(count, 8);
	end.writeUInt16LE(count, 10);
	end.writeUInt32LE(zip.directoryBytes ?? directoryBytes, 12);
	end.writeUInt32LE(directoryOffset, 16);
	end.writeUInt16LE(comment.length, 20);
	return Buffer.concat([end, comment]);
}
