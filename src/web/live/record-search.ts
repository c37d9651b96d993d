/** The filter of access records as it stands in the address; see routes.tsx for what each parameter means. */
export interface RecordSearch {
	readonly mac?: string;
	readonly device?: string;
	readonly deviceType?: string;
	readonly reason?: string;
	readonly status?: StatusClass;
	readonly denied?: true;
	readonly from?: string;
	readonly to?: string;
}

export const statusClasses = ['2', '3', '4', '5'] as const;
export type StatusClass = (typeof statusClasses)[number];

/** Takes what can be used and leaves out the rest: an address may have been typed, or be older than the page. */
export function toRecordSearch(search: Record<string, unknown>): RecordSearch {
	const status = statusClasses.find((each) => each === toText(search['status']));
	return {
		...pick(search, 'mac'),
		...pick(search, 'device'),
		...pick(search, 'deviceType'),
		...pick(search, 'reason'),
		...(status === undefined ? {} : { status }),
		...(toText(search['denied']) === 'true' ? { denied: true as const } : {}),
		...pickTime(search, 'from'),
		...pickTime(search, 'to'),
	};
}

/** How many filters are set. */
export function countFilters(search: RecordSearch): number {
	return Object.values(search).filter((value) => value !== undefined).length;
}

/** A value of digits alone comes as a number out of the address. */
function toText(value: unknown): string | undefined {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function pick<Name extends string>(search: Record<string, unknown>, name: Name): { readonly [Key in Name]?: string } {
	const text = toText(search[name])?.trim();
	return text === undefined || text === '' ? {} : ({ [name]: text } as { readonly [Key in Name]: string });
}

function pickTime<Name extends string>(search: Record<string, unknown>, name: Name): { readonly [Key in Name]?: string } {
	const time = new Date(toText(search[name]) ?? '');
	return Number.isNaN(time.getTime()) ? {} : ({ [name]: time.toISOString() } as { readonly [Key in Name]: string });
}
