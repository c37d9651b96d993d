import { useQuery } from '@tanstack/react-query';
import { answerOf, taggedAnswerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { Api, ApiSchema } from '../api/client.ts';
import type { InterfaceKey, InterfaceKind } from './queries.ts';

export type TlsSetting = 'protocols' | 'ciphers';
export type TlsPolicyList = ApiSchema<'TlsPolicyList'>;
export type TlsPolicy = ApiSchema<'TlsPolicy'>;
export type EffectiveTlsPolicy = ApiSchema<'EffectiveTlsPolicy'>;
export type RulingTlsPolicy = ApiSchema<'RulingTlsPolicy'>;
export type CipherSuite = ApiSchema<'CipherSuite'>;

/** Where a list stands, from the most general place to the most specific. */
export type TlsPlace =
	| { readonly level: 'system' }
	| { readonly level: 'transport' }
	| { readonly level: 'kind'; readonly kind: InterfaceKind }
	| { readonly level: 'interface'; readonly key: InterfaceKey };

export const tlsPolicyKey = ['tls-policy'] as const;

/** What holds for each secure interface, and where that stands. */
export function useEffectiveTls() {
	const api = useApi();
	return useQuery({
		queryKey: [...tlsPolicyKey, 'effective'],
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/tls-policy/effective', { signal }))).items,
	});
}

/** All lists that were set, and those that hold where there is none. */
export function useTlsPolicy() {
	const api = useApi();
	return useQuery({
		queryKey: [...tlsPolicyKey, 'lists'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/tls-policy', { signal })),
	});
}

/** The list of one place, and what rules there. */
export function useTlsList(place: TlsPlace, setting: TlsSetting) {
	const api = useApi();
	return useQuery({
		queryKey: [...tlsPolicyKey, 'list', place, setting],
		queryFn: ({ signal }) => taggedAnswerOf(readList(api, place, setting, signal)),
	});
}

/** Every suite that can be negotiated. */
export function useCipherSuites() {
	const api = useApi();
	return useQuery({
		queryKey: ['cipher-suites'],
		staleTime: Number.POSITIVE_INFINITY,
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/tls-policy/cipher-suites', { signal }))).items,
	});
}

function readList(api: Api, place: TlsPlace, setting: TlsSetting, signal: AbortSignal) {
	if (place.level === 'system') return api.GET('/api/v1/tls-policy/system/{setting}', { params: { path: { setting } }, signal });
	if (place.level === 'transport') return api.GET('/api/v1/tls-policy/transport/{setting}', { params: { path: { setting } }, signal });
	if (place.level === 'kind') {
		const path = { kind: place.kind, setting };
		return api.GET('/api/v1/tls-policy/kinds/{kind}/{setting}', { params: { path }, signal });
	}
	const { kind, address, port } = place.key;
	return api.GET('/api/v1/tls-policy/interfaces/{kind}/{address}/{port}/{setting}', {
		params: { path: { kind, address, port, setting } },
		signal,
	});
}
