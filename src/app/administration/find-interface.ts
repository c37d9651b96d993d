import { DmsError } from '../../domain/errors.ts';
import {
	type InterfaceKey,
	type InterfaceKind,
	type NewServerInterface,
	type ServerInterface,
	toInterfaceText,
} from '../../domain/interface.ts';
import type { Store } from '../../domain/ports.ts';
import type { ServerKeyType } from '../../domain/server-certificate.ts';
import { requireIpAddress } from './ip-address.ts';

/** An interface that stands in the configuration, beside those of the store. */
export interface FixedInterface extends NewServerInterface {
	/** Of the certificates that it shows. */
	readonly keyTypes: readonly ServerKeyType[];
}

/** Names one interface; the port may be left out where one interface alone has the address. */
export interface InterfaceReference {
	readonly kind: InterfaceKind;
	/** In any form. */
	readonly address: string;
	readonly port?: number;
}

/** The row that is meant. @throws DmsError `interface.not-found`, `interface.fixed`, `value.invalid`; without a port, where several have the address. */
export async function findInterface(
	store: Pick<Store, 'interfaces'>,
	fixedInterfaces: readonly FixedInterface[],
	reference: InterfaceReference,
): Promise<ServerInterface> {
	const found = pickInterface([...(await store.interfaces.list()), ...fixedInterfaces], reference);
	if ('createdAt' in found) return found;
	throw new DmsError('interface.fixed', `${found.kind} interface ${toInterfaceText(found)} stands in the configuration`, {
		field: 'address',
		hint: 'Change it there; or add an interface with another address or port.',
	});
}

/** The one of these interfaces that is meant. @throws DmsError `interface.not-found`, `value.invalid`. */
export function pickInterface<Each extends InterfaceKey>(
	interfaces: readonly Each[],
	{ kind, address: text, port }: InterfaceReference,
): Each {
	// One of the configuration may have a host name.
	const address = interfaces.some((each) => each.address === text) ? text : requireIpAddress('address', text);
	const found = interfaces.filter((each) => each.kind === kind && each.address === address && (port === undefined || each.port === port));
	const [first, ...others] = found;
	if (first === undefined) {
		const where = port === undefined ? address : toInterfaceText({ kind, address, port });
		throw new DmsError('interface.not-found', `no ${kind} interface ${where}`, { field: 'address' });
	}
	if (others.length === 0) return first;
	throw new DmsError('value.invalid', `${found.length} ${kind} interfaces have the address ${address}; name the port`, {
		field: 'port',
		findings: found.map(toInterfaceText),
	});
}

export function toKey({ kind, address, port }: InterfaceKey): InterfaceKey {
	return { kind, address, port };
}
