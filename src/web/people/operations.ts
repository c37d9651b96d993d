import { useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';

/** One operation of the API, and the permission that it asks for. */
export interface Operation {
	readonly method: string;
	/** With its parameters in braces. */
	readonly path: string;
	/** With its parameters in braces, e.g. `dms.rest.devices.{deviceId}.read`. */
	readonly permission: string;
	readonly summary: string;
	readonly tag: string;
}

interface Description {
	readonly paths?: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

interface DescribedOperation {
	readonly 'x-permission'?: string;
	readonly summary?: string;
	readonly tags?: readonly string[];
}

/** Every operation that asks for a permission, as the server describes itself. */
export function useOperations() {
	const api = useApi();
	return useQuery({
		queryKey: ['operations'],
		staleTime: Number.POSITIVE_INFINITY,
		queryFn: async ({ signal }) => toOperations((await answerOf(api.GET('/api/v1/openapi.json', { signal }))) as Description),
	});
}

function toOperations({ paths = {} }: Description): readonly Operation[] {
	return Object.entries(paths).flatMap(([path, methods]) =>
		Object.entries(methods).flatMap(([method, operation]) => {
			const permission = operation['x-permission'];
			if (permission === undefined || !permission.startsWith('dms.')) return [];
			return [{ method: method.toUpperCase(), path, permission, summary: operation.summary ?? '', tag: operation.tags?.[0] ?? '' }];
		}),
	);
}
