import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toPem } from '../../pki/certificate.ts';
import type { MintedDevice } from './mint-task.ts';

/** What a device proves itself with, PEM. */
export interface DeviceIdentity {
	readonly key: string;
	/** The device's certificate, then its issuers. */
	readonly cert: string;
}

/** Lengths of the three parts of a device; a part of length 0 is one that many share. */
const fields = ['offset', 'certificate', 'issuers', 'key', 'sharedIssuers'] as const;
const mostSharedChains = 16;

/**
 * The certificates of a fleet in one temporary file: 40 bytes of memory for each device, and once each key and each chain of issuers
 * that many share.
 */
export class CertificateFile implements AsyncDisposable {
	readonly #directory: string;
	readonly #handle: FileHandle;
	readonly #index: Float64Array;
	readonly #keys: readonly string[];
	readonly #sharedIssuers: string[] = [];
	#size = 0;

	private constructor(directory: string, handle: FileHandle, devices: number, keys: readonly string[]) {
		this.#directory = directory;
		this.#handle = handle;
		this.#index = new Float64Array(devices * fields.length);
		this.#keys = keys;
	}

	/** @param keys PEM; the devices take turns among them. */
	static async create(devices: number, keys: readonly string[]): Promise<CertificateFile> {
		const directory = await mkdtemp(join(tmpdir(), 'dms-fleet-'));
		return new CertificateFile(directory, await open(join(directory, 'certificates'), 'wx+', 0o600), devices, keys);
	}

	/** Takes the certificates of the devices from this number on. */
	async append(from: number, minted: readonly MintedDevice[]): Promise<void> {
		const parts: Uint8Array[] = [];
		const start = this.#size;
		for (const [position, { certificate, issuers, ownKey = '' }] of minted.entries()) {
			const shared = this.#share(issuers);
			const texts = [Buffer.from(shared === -1 ? issuers : ''), Buffer.from(ownKey)] as const;
			this.#index.set([this.#size, certificate.length, ...texts.map(({ length }) => length), shared], (from + position) * fields.length);
			for (const part of [certificate, ...texts]) {
				parts.push(part);
				this.#size += part.length;
			}
		}
		const block = Buffer.concat(parts);
		await this.#handle.write(block, 0, block.length, start);
	}

	async read(device: number): Promise<DeviceIdentity> {
		const field = (name: (typeof fields)[number]): number => this.#index[device * fields.length + fields.indexOf(name)] ?? 0;
		const ends = [field('certificate'), field('certificate') + field('issuers')] as const;
		const block = Buffer.alloc(ends[1] + field('key'));
		await this.#handle.read(block, 0, block.length, field('offset'));
		const issuers = this.#sharedIssuers[field('sharedIssuers')] ?? block.toString('latin1', ...ends);
		const key = field('key') === 0 ? this.#keys[device % this.#keys.length] : block.toString('latin1', ends[1]);
		return { cert: toPem(block.subarray(0, ends[0])) + issuers, key: key ?? '' };
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#handle.close();
		await rm(this.#directory, { recursive: true, force: true });
	}

	/** @returns its place among those that are kept in memory, or -1. */
	#share(issuers: string): number {
		const known = this.#sharedIssuers.indexOf(issuers);
		if (known !== -1 || this.#sharedIssuers.length === mostSharedChains) return known;
		return this.#sharedIssuers.push(issuers) - 1;
	}
}
