/** Reasons by what an administrator has to look at; `served` is no refusal. */
export type ReasonFamily = 'served' | 'certificate' | 'password' | 'device' | 'other';

export const refusedFamilies = ['certificate', 'password', 'device', 'other'] as const satisfies readonly ReasonFamily[];

/** Reasons of requests that were answered with the file, or with the word that the device has it already. */
const served: ReadonlySet<string> = new Set(['granted', 'not-modified', 'certificate.expired-exception']);

const familyOfFirstWord: Readonly<Record<string, ReasonFamily>> = {
	certificate: 'certificate',
	password: 'password',
	lockout: 'password',
	device: 'device',
	binding: 'device',
	'mac-header': 'device',
	'mac-path': 'device',
};

/** The family of a reason of docs/reasons.md. */
export function toReasonFamily(reason: string): ReasonFamily {
	if (served.has(reason)) return 'served';
	return familyOfFirstWord[reason.split('.')[0] ?? ''] ?? 'other';
}

/** Of Mantine's palette: told apart also by who does not see red and green alike, and named beside it. */
export const familyColors: Readonly<Record<ReasonFamily, string>> = {
	served: 'var(--mantine-color-petrol-filled)',
	certificate: 'var(--mantine-color-red-7)',
	password: 'var(--mantine-color-orange-5)',
	device: 'var(--mantine-color-violet-6)',
	other: 'var(--mantine-color-gray-6)',
};
