import { useQuery } from '@tanstack/react-query';
import { answerOf, taggedAnswerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';

export type TrustAnchor = ApiSchema<'TrustAnchor'>;
export type InterfaceKind = TrustAnchor['kind'];
export type DenyListEntry = ApiSchema<'DenyListEntry'>;

/** One anchor as a path names it. */
export interface AnchorKey {
	readonly kind: InterfaceKind;
	readonly alias: string;
}

export const anchorsKey = ['trust-anchors'] as const;
export const denyListKey = ['deny-list'] as const;

export function toAnchorQueryKey({ kind, alias }: AnchorKey) {
	return [...anchorsKey, kind, alias] as const;
}

/** All of both kinds, ordered by kind and alias. */
export function useTrustAnchors() {
	const api = useApi();
	return useQuery({
		queryKey: anchorsKey,
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/trust-anchors', { signal }))).items,
	});
}

/** One anchor with the version that it is. */
export function useTrustAnchor(key: AnchorKey) {
	const api = useApi();
	return useQuery({
		queryKey: toAnchorQueryKey(key),
		queryFn: ({ signal }) => taggedAnswerOf(api.GET('/api/v1/trust-anchors/{kind}/{alias}', { params: { path: key }, signal })),
	});
}

export function useDenyList() {
	const api = useApi();
	return useQuery({
		queryKey: denyListKey,
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/deny-list', { signal }))).items,
	});
}
