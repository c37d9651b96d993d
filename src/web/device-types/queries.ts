import { useQuery } from '@tanstack/react-query';
import { answerOf, taggedAnswerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';

export type DeviceType = ApiSchema<'DeviceType'>;
export type DeviceTypeSummary = ApiSchema<'DeviceTypeSummary'>;
export type DeviceTypeFile = ApiSchema<'DeviceTypeFile'>;
export type FileChange = ApiSchema<'DeviceTypeFileChange'>;
export type TagName = ApiSchema<'TagName'>;

/** Everything known of device types begins with the first; what begins with `one` is of one of them. */
export const deviceTypeKeys = {
	all: ['device-types'] as const,
	one: (name: string) => ['device-types', 'one', name] as const,
	file: (name: string, fileFormat: string) => ['device-types', 'one', name, 'file', fileFormat] as const,
};

/** All of them, ordered by name. */
export function useDeviceTypes() {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceTypeKeys.all, 'list'],
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/device-types', { signal }))).items,
	});
}

/** How many devices each type has, by its name; a type without devices is not in it. */
export function useDeviceCounts() {
	const api = useApi();
	return useQuery({
		queryKey: ['overview', 'fleet'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/overview/fleet', { signal })),
		select: ({ types }) => new Map(types.map(({ deviceType, devices }) => [deviceType, devices])),
		retry: false,
	});
}

/** A type with its files, and the version that it is. */
export function useDeviceType(name: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceTypeKeys.one(name), 'type'],
		queryFn: ({ signal }) => taggedAnswerOf(api.GET('/api/v1/device-types/{name}', { signal, params: { path: { name } } })),
	});
}

/** A file with its options, and the version that it is. */
export function useTypeFile(name: string, fileFormat: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceTypeKeys.file(name, fileFormat), 'options'],
		queryFn: ({ signal }) =>
			taggedAnswerOf(api.GET('/api/v1/device-types/{name}/files/{fileFormat}', { signal, params: { path: { name, fileFormat } } })),
	});
}

/** Tags that every template of the type may use. */
export function useTagNames(name: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceTypeKeys.one(name), 'tag-names'],
		queryFn: async ({ signal }) =>
			(await answerOf(api.GET('/api/v1/device-types/{name}/tag-names', { signal, params: { path: { name } } }))).items,
	});
}
