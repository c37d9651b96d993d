import { DmsError } from '../../domain/errors.ts';
import { type InterfaceKey, isSameInterface, toInterfaceText } from '../../domain/interface.ts';
import type { Store } from '../../domain/ports.ts';
import { findPolicyFault, type TlsPolicyFault } from '../../domain/tls-offer.ts';
import { toEffectiveTlsPolicy } from '../../domain/tls-policy.ts';
import type { FixedInterface } from './find-interface.ts';
import { type ListedInterface, listInterfaces } from './list-interfaces.ts';

interface FaultyInterface {
	readonly key: InterfaceKey;
	readonly fault: TlsPolicyFault;
}

/**
 * Makes a change that no interface may pay for with its last common protocol and suite. What was at fault before may stay so: it must
 * be possible to mend one interface after the other.
 * @throws DmsError `tls-policy.contradiction`, `tls-protocol.not-allowed` naming the interface, and all of them in `findings`.
 */
export async function keepTlsMeeting<Value>(
	store: Pick<Store, 'interfaces' | 'tlsPolicy'>,
	fixedInterfaces: readonly FixedInterface[],
	change: () => Promise<Value>,
): Promise<Value> {
	const before = await findFaulty(store, fixedInterfaces);
	const value = await change();
	const broken = (await findFaulty(store, fixedInterfaces)).filter(({ key }) => !before.some((known) => isSameInterface(known.key, key)));
	const [first] = broken;
	if (first === undefined) return value;
	throw new DmsError(first.fault.code, toFaultText(first), {
		hint: first.fault.hint,
		...(broken.length === 1 ? {} : { findings: broken.map(toFaultText) }),
	});
}

async function findFaulty(
	store: Pick<Store, 'interfaces' | 'tlsPolicy'>,
	fixed: readonly FixedInterface[],
): Promise<readonly FaultyInterface[]> {
	const [interfaces, lists] = await Promise.all([listSecureInterfaces(store, fixed), store.tlsPolicy.list()]);
	return interfaces.flatMap((each) => {
		const fault = findPolicyFault(toEffectiveTlsPolicy(lists, each), each.keyTypes, each);
		return fault === undefined ? [] : [{ key: each, fault }];
	});
}

export async function listSecureInterfaces(
	store: Pick<Store, 'interfaces'>,
	fixed: readonly FixedInterface[],
): Promise<readonly ListedInterface[]> {
	return (await listInterfaces(store, fixed)).filter(({ secure }) => secure);
}

function toFaultText({ key, fault }: FaultyInterface): string {
	return `${key.kind} interface ${toInterfaceText(key)}: ${fault.detail}`;
}
