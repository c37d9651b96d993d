import { toSegment } from '../session/acl.ts';
import type { Operation } from './operations.ts';

/** What a request asks for. */
export interface RequestedPermission {
	readonly operation: Operation;
	/** With the values of the path in place of the parameters. */
	readonly permission: string;
}

/** The permission that a request asks for, e.g. of `GET` and `/api/v1/devices/12`; undefined where there is no such operation. */
export function findPermission(operations: readonly Operation[], method: string, path: string): RequestedPermission | undefined {
	const wanted = (path.trim().split('?')[0] ?? '').split('/');
	const candidates = operations.filter((operation) => operation.method === method && toValues(operation, wanted) !== undefined);
	// A path in words comes before one with parameters.
	const [operation] = candidates.sort((one, other) => one.path.split('{').length - other.path.split('{').length);
	if (operation === undefined) return undefined;
	const values = toValues(operation, wanted) ?? new Map<string, string>();
	return { operation, permission: operation.permission.replaceAll(/\{(\w+)\}/g, (_, name: string) => toSegment(values.get(name) ?? '')) };
}

function toValues({ path }: Operation, wanted: readonly string[]): ReadonlyMap<string, string> | undefined {
	const parts = path.split('/');
	if (parts.length !== wanted.length) return undefined;
	const values = new Map<string, string>();
	for (const [index, part] of parts.entries()) {
		const value = wanted[index] ?? '';
		const name = /^\{(\w+)\}$/.exec(part)?.[1];
		if (name === undefined ? part !== value : value === '') return undefined;
		if (name !== undefined) values.set(name, decode(value));
	}
	return values;
}

function decode(value: string): string {
	try {
		return decodeURIComponent(value);
	} catch {
		return value;
	}
}
