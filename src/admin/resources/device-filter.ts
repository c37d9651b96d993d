import { z } from 'zod';
import { findDeviceType } from '../../app/administration/find-device-type.ts';
import { findLockedDevices } from '../../app/administration/find-locked-devices.ts';
import { presentFields } from '../../app/administration/present-fields.ts';
import { scopeOf } from '../../app/authentication/principal.ts';
import { requireMacAddress } from '../../domain/mac-address.ts';
import type { DeviceFilter } from '../../domain/ports.ts';
import type { Caller } from '../route.ts';
import { flagInQuery, text } from '../schemas.ts';
import { toScopedFilter } from '../scoping.ts';

/** By what devices are found. */
export const deviceFilterQuery = z.strictObject({
	deviceType: text.exactOptional(),
	serviceProviderId: text.exactOptional(),
	groupId: text.exactOptional(),
	macAddress: text.exactOptional(),
	nameContains: text.exactOptional(),
	enabled: flagInQuery.exactOptional(),
	locked: flagInQuery
		.exactOptional()
		.describe('`true`: those alone whose own user name is locked after too many wrong passwords; of more than 1,000 some.'),
});

/** Within what the caller administers. @throws DmsError `device-type.not-found`, `mac.invalid`, `permission.denied`. */
export async function readDeviceFilter({ ports, principal }: Caller, query: z.output<typeof deviceFilterQuery>): Promise<DeviceFilter> {
	const { deviceType, macAddress, locked, serviceProviderId, groupId, nameContains, enabled } = query;
	const filter = presentFields({
		...{ serviceProviderId, groupId, nameContains, enabled },
		typeId: deviceType === undefined ? undefined : (await findDeviceType(ports.store, deviceType)).id,
		mac: macAddress === undefined ? undefined : requireMacAddress(macAddress),
		ids: locked === true ? await findLockedDevices(ports) : undefined,
	});
	return toScopedFilter(filter, scopeOf(principal));
}
