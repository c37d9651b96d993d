import { type InterfaceKind, isSameInterface, type NewServerInterface } from '../../domain/interface.ts';
import type { Store } from '../../domain/ports.ts';
import type { ServerKeyType } from '../../domain/server-certificate.ts';
import type { FixedInterface } from './find-interface.ts';

/** An interface as tables show it. */
export interface ListedInterface extends NewServerInterface {
	/** Stands in the configuration: no command changes or deletes it. */
	readonly isFixed: boolean;
	/** Of the certificates that it shows; none without TLS. */
	readonly keyTypes: readonly ServerKeyType[];
	/** Shows a certificate that the server has made itself and nobody has replaced; of a fixed one that is not known here. */
	readonly isSelfSigned: boolean;
}

/** Rows and fixed interfaces together, ordered by kind, address and port. @param kind undefined: all. */
export async function listInterfaces(
	store: Pick<Store, 'interfaces'>,
	fixedInterfaces: readonly FixedInterface[],
	kind?: InterfaceKind,
): Promise<readonly ListedInterface[]> {
	const [rows, generations] = await Promise.all([store.interfaces.list(), store.interfaces.listActiveCertificates()]);
	const listed = rows.map(({ createdAt: _createdAt, ...row }) => {
		const active = row.secure ? generations.find((generation) => isSameInterface(generation, row)) : undefined;
		const keyTypes = active?.certificates.map((certificate) => certificate.keyType) ?? [];
		return { ...row, isFixed: false, keyTypes, isSelfSigned: active?.selfSigned ?? false };
	});
	const fixed = fixedInterfaces.map((each) => ({ ...each, isFixed: true, isSelfSigned: false }));
	return [...listed, ...fixed].filter((each) => kind === undefined || each.kind === kind).toSorted(compareInterfaces);
}

function compareInterfaces(one: NewServerInterface, other: NewServerInterface): number {
	return compareText(one.kind, other.kind) || compareText(one.address, other.address) || one.port - other.port;
}

function compareText(one: string, other: string): number {
	return one < other ? -1 : one > other ? 1 : 0;
}
