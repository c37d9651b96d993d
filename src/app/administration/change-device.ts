import { type DeviceProfile, toQualifiedName } from '../../domain/device-profile.ts';
import { checkDeviceChange } from '../../domain/device-profile-rules.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Clock, DeviceChange, Store } from '../../domain/ports.ts';
import type { ChangedDevice } from './add-device.ts';
import { type Administration, applyAudited, type ChangeStep } from './administration.ts';
import { toAuditDetail, toAuditedFields } from './audit-detail.ts';
import { type DeviceReference, loadDevice } from './find-device.ts';
import { findTypeOf } from './find-device-type.ts';
import { findMacElsewhere } from './find-mac-elsewhere.ts';
import { requireTagSet } from './require-tag-set.ts';
import { requireVersion } from './require-version.ts';

/** What the caller sends: credentials may come by halves, the other half stays. */
export type RequestedDeviceChange = Omit<DeviceChange, 'credentials'> & {
	readonly credentials?: { readonly userName?: string; readonly password?: string } | null;
};

const longestExceptionMs = 366 * 86_400_000;

/** @throws DmsError `device.not-found`, `device.*-exists`, `tag-set.not-found`, `precondition.failed`, `value.*`. OCI-P GroupAccessDeviceModifyRequest22. */
export function changeDevice(
	administration: Administration,
	reference: DeviceReference,
	requested: RequestedDeviceChange,
	action = 'device set',
	expectedVersion?: number,
): Promise<ChangedDevice> {
	return applyAudited(administration, action, toDeviceChange(administration, reference, requested, expectedVersion).apply);
}

/** The same as one of several changes. */
export function toDeviceChange(
	{ clock }: Pick<Administration, 'clock'>,
	reference: DeviceReference,
	requested: RequestedDeviceChange,
	expectedVersion?: number,
): ChangeStep<ChangedDevice> {
	const apply = async (store: Store) => {
		const existing = await loadDevice(store, reference);
		requireVersion(existing, expectedVersion);
		const change = checkDeviceChange(existing, toWholeChange(existing, requested), await findTypeOf(store, existing));
		checkException(change.expiredCertificateUntil ?? undefined, clock);
		await requireTagSet(store, change.tagSet);
		const device = await store.devices.update(existing.id, change);
		const warnings = change.mac === undefined ? [] : await findMacElsewhere(store, device);
		const fields = toAuditedFields(requested, existing, device);
		return { value: { device, warnings }, subject: toQualifiedName(device), detail: toAuditDetail(requested), ...fields };
	};
	return { action: 'device set', apply };
}

function toWholeChange(existing: DeviceProfile, { credentials, ...change }: RequestedDeviceChange): DeviceChange {
	if (credentials === undefined) return change;
	if (credentials === null) return { ...change, credentials: null, useCustomUserNamePassword: false };
	const userName = credentials.userName ?? existing.credentials?.userName;
	const password = credentials.password ?? existing.credentials?.password;
	if (userName === undefined || password === undefined) {
		throw new DmsError('value.contradiction', 'credentials of the device need a user name and a password', { field: 'credentials' });
	}
	return { useCustomUserNamePassword: true, ...change, credentials: { userName, password } };
}

/** An exception that nobody ends is a hole: it ends by itself within a year. */
function checkException(until: Date | undefined, clock: Clock): void {
	if (until === undefined) return;
	const leftMs = until.getTime() - clock.now().getTime();
	if (Number.isNaN(leftMs) || leftMs <= 0 || leftMs > longestExceptionMs) {
		throw new DmsError('value.invalid', 'the time until which an expired certificate is accepted must lie ahead, at most 366 days', {
			field: 'expiredCertificateUntil',
		});
	}
}
