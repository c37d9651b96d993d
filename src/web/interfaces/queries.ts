import { useQuery } from '@tanstack/react-query';
import { answerOf, taggedAnswerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';

export type Interface = ApiSchema<'Interface'>;
export type InterfaceKind = Interface['kind'];
export type Generation = ApiSchema<'ServerCertificateGeneration'>;
export type WebApp = ApiSchema<'WebApp'>;
export type InterfaceKey = Pick<Interface, 'kind' | 'address' | 'port'>;

export const interfacesKey = ['interfaces'] as const;

/** `10.0.0.1:8443`, `[::1]:8443`. */
export function toInterfaceText({ address, port }: Pick<InterfaceKey, 'address' | 'port'>): string {
	return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

export function isSameInterface(one: InterfaceKey, other: InterfaceKey): boolean {
	return one.kind === other.kind && one.address === other.address && one.port === other.port;
}

/** Those of the configuration among them. */
export function useInterfaces() {
	const api = useApi();
	return useQuery({
		queryKey: [...interfacesKey, 'list'],
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/interfaces', { signal }))).items,
	});
}

export function useInterface({ kind, address, port }: InterfaceKey) {
	const api = useApi();
	return useQuery({
		queryKey: [...interfacesKey, 'one', kind, address, port],
		queryFn: ({ signal }) =>
			taggedAnswerOf(api.GET('/api/v1/interfaces/{kind}/{address}/{port}', { params: { path: { kind, address, port } }, signal })),
	});
}

/** What the interfaces of the store show now. */
export function useShownCertificates() {
	const api = useApi();
	return useQuery({
		queryKey: [...interfacesKey, 'certificates'],
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/server-certificates', { signal }))).items,
	});
}

/** What is shown on the interfaces of the configuration. */
export function useConfiguredCertificates() {
	const api = useApi();
	return useQuery({
		queryKey: [...interfacesKey, 'configured-certificates'],
		queryFn: async ({ signal }) => {
			const { items } = await answerOf(api.GET('/api/v1/overview/certificates', { signal }));
			return items.filter(({ what, kind }) => what === 'server-certificate' && kind === null);
		},
	});
}

/** What an interface shows, and what it has shown; the newest first. */
export function useGenerations({ kind, address, port }: InterfaceKey, isEnabled: boolean) {
	const api = useApi();
	return useQuery({
		queryKey: [...interfacesKey, 'generations', kind, address, port],
		enabled: isEnabled,
		queryFn: ({ signal }) =>
			taggedAnswerOf(api.GET('/api/v1/server-certificates/{kind}/{address}/{port}', { params: { path: { kind, address, port } }, signal })),
	});
}

/** Paths that demand something else than their interfaces. */
export function useWebApps() {
	const api = useApi();
	return useQuery({
		queryKey: [...interfacesKey, 'web-apps'],
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/web-apps', { signal }))).items,
	});
}
