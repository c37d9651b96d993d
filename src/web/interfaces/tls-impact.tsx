import type { ReactNode } from 'react';
import { DeviceImpact } from '../ui/device-impact.tsx';
import { listRuledDeviceInterfaces, toInherited } from './tls-inheritance.ts';
import { type TlsPlace, type TlsSetting, useEffectiveTls, useTlsPolicy } from './tls-queries.ts';

export interface TlsImpactProps {
	readonly place: TlsPlace;
	readonly setting: TlsSetting;
	/** None: the list is emptied. */
	readonly values: readonly string[];
}

/** Which devices would be locked out by another list; nothing where it rules no interface for devices. */
export function TlsImpact({ place, setting, values }: TlsImpactProps): ReactNode {
	const effective = useEffectiveTls().data;
	const policy = useTlsPolicy().data;
	if (effective === undefined || policy === undefined) return null;
	const interfaces = [...listRuledDeviceInterfaces(place, setting, effective)];
	if (interfaces.length === 0) return null;
	const allowed = [...(values.length === 0 ? toInherited(place, setting, policy) : values)];
	return (
		<DeviceImpact
			change={{ change: 'tlsPolicy', interfaces, ...(setting === 'protocols' ? { protocols: allowed } : { cipherSuites: allowed }) }}
		/>
	);
}
