import { readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FixedInterface } from '../app/administration/find-interface.ts';
import { interfaceKinds } from '../domain/interface.ts';

/** What a server that runs says of itself to the commands on the same host. */
interface Announcement {
	readonly pid: number;
	/** With the ports that were chosen where the configuration asks for a free one. */
	readonly fixedInterfaces: readonly FixedInterface[];
}

const fileName = 'running.json';
const forOwnerAlone = 0o600;

/** Tells where the interfaces of the configuration are. @returns takes it back, unless another server has announced itself since. */
export async function announceServer(dataDirectory: string, fixedInterfaces: readonly FixedInterface[]): Promise<() => Promise<void>> {
	const { pid } = process;
	const path = join(dataDirectory, fileName);
	const draft = `${path}.${pid}`;
	await writeFile(draft, `${JSON.stringify({ pid, fixedInterfaces } satisfies Announcement)}\n`, { mode: forOwnerAlone });
	await rename(draft, path);
	return async () => {
		if (readAnnouncement(dataDirectory)?.pid === pid) await rm(path, { force: true });
	};
}

/** The interfaces of the configuration of the server that runs on this data directory; undefined: none runs here. */
export function findAnnouncedInterfaces(dataDirectory: string): readonly FixedInterface[] | undefined {
	const announcement = readAnnouncement(dataDirectory);
	// Who asks is no server: in a container the number of one that died is soon given out again.
	if (announcement === undefined || announcement.pid === process.pid || !isAlive(announcement.pid)) return undefined;
	return announcement.fixedInterfaces;
}

function readAnnouncement(dataDirectory: string): Announcement | undefined {
	try {
		const value: unknown = JSON.parse(readFileSync(join(dataDirectory, fileName), 'utf8'));
		return isAnnouncement(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

function isAlive(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch (cause) {
		return cause instanceof Error && 'code' in cause && cause.code === 'EPERM';
	}
}

type Check = (value: unknown) => boolean;

const isNumber: Check = (value) => Number.isSafeInteger(value) && Number(value) > 0;
const isFlag: Check = (value) => typeof value === 'boolean';
const isKind: Check = (value) => interfaceKinds.some((kind) => kind === value);
const isKeyType: Check = (value) => value === 'EC' || value === 'RSA';

/** One of an older version may have another form. */
const checks: Readonly<Record<keyof FixedInterface, Check>> = {
	kind: isKind,
	address: (value) => typeof value === 'string',
	port: isNumber,
	secure: isFlag,
	serverCertificate: isFlag,
	clientAuthRequired: isFlag,
	legacyTls: isFlag,
	keyTypes: (value) => Array.isArray(value) && value.every(isKeyType),
};

function isAnnouncement(value: unknown): value is Announcement {
	const { pid, fixedInterfaces }: Readonly<Record<string, unknown>> = { ...(value as object) };
	return isNumber(pid) && Array.isArray(fixedInterfaces) && fixedInterfaces.every(isFixedInterface);
}

function isFixedInterface(value: unknown): boolean {
	const fields: Readonly<Record<string, unknown>> = { ...(value as object) };
	return Object.entries(checks).every(([name, check]) => check(fields[name]));
}
