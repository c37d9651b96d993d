import type { InterfaceReference } from '../../app/administration/find-interface.ts';
import type { InterfaceKind } from '../../domain/interface.ts';
import { optionalWord, word } from '../bind-words.ts';
import { interfaceName, port } from '../parameter-types.ts';

/** The words that name an interface that stands. */
export const interfaceWords = {
	interfaceIp: word(interfaceName, 'The IP address of the interface; for one of the configuration it may be a host name.'),
	port: optionalWord(port, 'The port of the interface; needed where several interfaces have the address.'),
};

/** The words that pick rows of a table. */
export const interfaceFilter = {
	interfaceIp: optionalWord(interfaceName, 'Shows the interfaces of this IP address alone.'),
	port: optionalWord(port, 'Shows the interfaces of this port alone.'),
};

/** An interface as such words name it. */
export function toReference(
	kind: InterfaceKind,
	{ interfaceIp, port: number }: { readonly interfaceIp: string; readonly port: number | undefined },
): InterfaceReference {
	return { kind, address: interfaceIp, ...(number === undefined ? {} : { port: number }) };
}

interface Filter {
	readonly interfaceIp: string | undefined;
	readonly port: number | undefined;
}

/** Whether a row passes the filter. */
export function isWanted(row: { readonly address: string; readonly port: number }, filter: Filter): boolean {
	return (
		(filter.interfaceIp === undefined || row.address === filter.interfaceIp) && (filter.port === undefined || row.port === filter.port)
	);
}
