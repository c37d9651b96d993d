import { useState } from 'react';
import { toMacText } from '../ui/mac-text.tsx';
import type { Done } from './done-list.tsx';
import { pageTexts } from './page-texts.ts';
import { type NewDevice, type UnknownDevice, useUnknownDeviceChanges } from './queries.ts';

const texts = pageTexts.done;

export interface Onboarding {
	/** Of the device that is being added at once. */
	readonly busyMac: string | undefined;
	/** The device whose form is open. */
	readonly editing: UnknownDevice | undefined;
	/** Why the form is open although it was not asked for. */
	readonly failure: unknown;
	readonly edit: (device: UnknownDevice) => void;
	readonly stopEditing: () => void;
	readonly add: (device: UnknownDevice, body: NewDevice) => Promise<void>;
	/** As proposed; where that does not go, the form opens and says why. */
	readonly addAtOnce: (device: UnknownDevice) => Promise<void>;
	readonly deny: (device: UnknownDevice, reason: string) => Promise<void>;
}

/** Adds and denies unknown devices, and tells what was done. */
export function useOnboarding(onDone: (done: Done) => void): Onboarding {
	const changes = useUnknownDeviceChanges();
	const [busyMac, setBusyMac] = useState<string>();
	const [form, setForm] = useState<{ readonly device: UnknownDevice; readonly failure?: unknown }>();

	async function add({ macAddress }: UnknownDevice, body: NewDevice): Promise<void> {
		const { value: device, etag } = await changes.add(body);
		const mac = toMacText(macAddress);
		onDone({
			id: `added ${device.id}`,
			text: texts.added(mac, device.deviceName),
			link: { label: texts.open, to: `/devices/${device.id}` },
			undo: async () => {
				await changes.remove(device.id, etag);
				return texts.removed(mac);
			},
		});
	}

	async function addAtOnce(device: UnknownDevice): Promise<void> {
		const { deviceType, deviceName, macAddress } = device.proposed;
		if (deviceType === null) return setForm({ device });
		setBusyMac(macAddress);
		try {
			await add(device, { deviceType, deviceName, macAddress });
		} catch (failure) {
			setForm({ device, failure });
		} finally {
			setBusyMac(undefined);
		}
	}

	async function deny({ macAddress, certificate }: UnknownDevice, reason: string): Promise<void> {
		const { id } = await changes.deny(certificate.fingerprint ?? '', reason);
		const mac = toMacText(macAddress);
		onDone({
			id: `denied ${id}`,
			text: texts.denied(mac, reason),
			undo: async () => {
				await changes.allow(id);
				return texts.allowed(mac);
			},
		});
	}

	return {
		busyMac,
		editing: form?.device,
		failure: form?.failure,
		edit: (device) => setForm({ device }),
		stopEditing: () => setForm(undefined),
		...{ add, addAtOnce, deny },
	};
}
