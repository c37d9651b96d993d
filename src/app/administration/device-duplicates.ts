import { type NewDeviceProfile, toQualifiedName } from '../../domain/device-profile.ts';
import { DmsError } from '../../domain/errors.ts';
import { quote } from '../../domain/text-rules.ts';

/** What a file may hold once only, with the line on which it stood: one short key for each row, whatever else the row has. */
export class DeviceDuplicates {
	readonly #names = new Map<string, number>();
	readonly #macs = new Map<string, number>();
	readonly #userNames = new Map<string, number>();

	/** Remembers the device. @throws DmsError `device.exists`, `device.mac-exists`, `device.user-exists` naming the earlier line. */
	check(device: NewDeviceProfile, line: number): void {
		const { typeId, mac, credentials } = device;
		const name = this.#names.get(toQualifiedName(device));
		if (name !== undefined)
			throw new DmsError('device.exists', `deviceName ${quote(device.name)} is on line ${name} already`, { field: 'deviceName' });
		const macKey = mac === undefined ? undefined : `${typeId} ${mac}`;
		const macLine = macKey === undefined ? undefined : this.#macs.get(macKey);
		if (macLine !== undefined) throw new DmsError('device.mac-exists', `mac ${mac} is on line ${macLine} already`, { field: 'mac' });
		const userKey = credentials === undefined ? undefined : `${typeId} ${credentials.userName}`;
		const userLine = userKey === undefined ? undefined : this.#userNames.get(userKey);
		if (userLine !== undefined) {
			throw new DmsError('device.user-exists', `userName ${quote(credentials?.userName ?? '')} is on line ${userLine} already`, {
				field: 'userName',
			});
		}
		this.#names.set(toQualifiedName(device), line);
		if (macKey !== undefined) this.#macs.set(macKey, line);
		if (userKey !== undefined) this.#userNames.set(userKey, line);
	}
}
