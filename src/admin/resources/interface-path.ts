import { z } from 'zod';
import type { InterfaceReference } from '../../app/administration/find-interface.ts';
import { type InterfaceKind, interfaceKinds } from '../../domain/interface.ts';
import { text } from '../schemas.ts';

export const kind = z.enum(interfaceKinds).describe('`Http`: for devices. `CTI`: for clients of events.');
export const kindQuery = z.strictObject({ kind: kind.exactOptional() });
export const address = text.describe('An IP address of this host, or `0.0.0.0` or `::` for all of them.');

/** How a path names an interface. */
export const interfacePath = '{kind}/{address}/{port}';
export const interfaceParameters = z.strictObject({ kind, address, port: z.coerce.number().int().min(1).max(65_535) });

export type InterfaceParameters = z.output<typeof interfaceParameters>;

/** What it names, without what else the path has. */
export function toReference(parameters: InterfaceParameters): Required<InterfaceReference> {
	return { kind: parameters.kind, address: parameters.address, port: parameters.port };
}

/** The path of one thing of an interface. */
export function toInterfaceLocation(path: string, key: { kind: InterfaceKind; address: string; port: number }): string {
	return `${path}/${key.kind}/${encodeURIComponent(key.address)}/${key.port}`;
}
