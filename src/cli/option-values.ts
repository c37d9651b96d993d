import { InvalidArgumentError } from 'commander';
import { type InterfaceKind, interfaceKinds } from '../domain/interface.ts';
import type { Endpoint } from './command-ports.ts';

/** For an option that may be given several times. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
	return [...(previous ?? []), value];
}

export function parseWholeNumber(text: string): number {
	if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
	return Number(text);
}

export function parsePositive(text: string): number {
	const number = parseWholeNumber(text);
	if (number === 0) throw new InvalidArgumentError('It must be at least 1.');
	return number;
}

export function parseFlag(text: string): boolean {
	if (text !== 'true' && text !== 'false') throw new InvalidArgumentError('It must be true or false.');
	return text === 'true';
}

export function parseInterfaceKind(text: string): InterfaceKind {
	const kind = interfaceKinds.find((candidate) => candidate.toLowerCase() === text);
	if (kind === undefined) throw new InvalidArgumentError('It must be http or cti.');
	return kind;
}

/** ISO 8601, e.g. `2026-12-24` or `2026-12-24T12:00:00Z`; without a zone UTC, so that it means the same on every machine. */
export function parseTime(text: string): Date {
	const match = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
	const time = new Date(match !== null && text.includes('T') && match[1] === undefined ? `${text}Z` : text);
	if (match === null || Number.isNaN(time.getTime())) throw new InvalidArgumentError('It must be a time like 2026-12-24T12:00:00Z.');
	return time;
}

/** `HOST:PORT`, `[IPv6]:PORT` or `PORT`. */
export function parseEndpoint(text: string): Endpoint {
	const match = /^(?:(?:\[([0-9A-Fa-f:.%]+)\]|([^:[\]\s/]+)):)?(\d{1,5})$/.exec(text);
	const port = Number(match?.[3]);
	if (match === null || port > 65535) throw new InvalidArgumentError('It must be HOST:PORT.');
	return { host: match[1] ?? match[2] ?? '127.0.0.1', port };
}
