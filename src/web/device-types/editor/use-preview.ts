import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { ApiSchema } from '../../api/client.ts';
import type { DeviceTypeFile } from '../queries.ts';
import type { Template } from './use-template.ts';

const route = getRouteApi('/shell/device-types/$name/files/$fileFormat');

export interface ShownPreview {
	readonly file: ApiSchema<'FilePreview'>;
	/** Of a draft: against what the device gets now. */
	readonly difference?: ApiSchema<'ContentDifference'>;
}

/** The file as the device that the address names would get it. */
export function usePreview(name: string, { fileFormat, content }: DeviceTypeFile, { draft }: Template) {
	const api = useApi();
	const { device } = route.useSearch();
	const navigate = route.useNavigate();
	const version = draft?.savedAt ?? content?.sha256 ?? '';
	const { data, error, isFetching, refetch } = useQuery({
		// Not below the keys of the file: what is read anew once a draft is published must not ask for the draft again.
		queryKey: ['template-preview', name, fileFormat, device ?? '', version],
		queryFn: async ({ signal }): Promise<ShownPreview> => {
			const forDevice = device ?? '';
			if (draft === null) {
				const path = { deviceId: forDevice, fileFormat };
				return { file: await answerOf(api.GET('/api/v1/devices/{deviceId}/files/{fileFormat}/preview', { signal, params: { path } })) };
			}
			const params = { path: { name, fileFormat }, query: { forDevice } };
			return answerOf(api.GET('/api/v1/device-types/{name}/files/{fileFormat}/draft/preview', { signal, params }));
		},
		enabled: device !== undefined && (draft !== null || content !== null),
		placeholderData: keepPreviousData,
	});
	const choose = (deviceId: string | null): void => {
		void navigate({ search: (old) => ({ ...old, device: deviceId ?? undefined }), replace: true });
	};
	return { device, choose, data: device === undefined ? undefined : data, error, isFetching, refetch };
}

export type Preview = ReturnType<typeof usePreview>;
