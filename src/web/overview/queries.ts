import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import { type Span, spans } from './span.ts';

const refetchInterval = 30_000;
const countingMs = 5_000;

export function useFleet() {
	const api = useApi();
	return useQuery({
		queryKey: ['overview', 'fleet'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/overview/fleet', { signal })),
		refetchInterval,
	});
}

/** Who is behind; the server counts on as long as somebody asks. */
export function useStanding() {
	const api = useApi();
	return useQuery({
		queryKey: ['overview', 'standing'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/overview/standing', { signal })),
		refetchInterval: ({ state }) => (state.data?.isComplete === false ? countingMs : refetchInterval),
	});
}

/** The first page of unknown devices, for their number. */
export function useUnknownDevices(isEnabled: boolean) {
	const api = useApi();
	return useQuery({
		queryKey: ['overview', 'unknown-devices'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/unknown-devices', { params: { query: { limit: 200 } }, signal })),
		refetchInterval,
		enabled: isEnabled,
	});
}

export function useTraffic(span: Span) {
	const api = useApi();
	const { seconds, step } = spans[span];
	return useQuery({
		queryKey: ['overview', 'traffic', span],
		queryFn: ({ signal }) => {
			const from = new Date(Date.now() - seconds * 1000).toISOString();
			return answerOf(api.GET('/api/v1/overview/traffic', { params: { query: { from, step } }, signal }));
		},
		refetchInterval,
		placeholderData: keepPreviousData,
	});
}

export function useEndings() {
	const api = useApi();
	return useQuery({
		queryKey: ['overview', 'certificates'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/overview/certificates', { signal })),
		staleTime: refetchInterval,
	});
}

export function useDeviceCertificates() {
	const api = useApi();
	return useQuery({
		queryKey: ['overview', 'device-certificates'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/overview/device-certificates', { signal })),
		staleTime: refetchInterval,
	});
}

export function useAnchors() {
	const api = useApi();
	return useQuery({
		queryKey: ['overview', 'trust-anchors'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/overview/trust-anchors', { signal })),
		refetchInterval,
	});
}

export function useNodes() {
	const api = useApi();
	return useQuery({
		queryKey: ['overview', 'nodes'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/overview/nodes', { signal })),
		refetchInterval: 10_000,
	});
}

const latest = 6;

export function useLatestChanges() {
	const api = useApi();
	return useQuery({
		queryKey: ['overview', 'changes'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/audit-entries', { params: { query: { limit: latest } }, signal })),
		refetchInterval,
	});
}

export function useLatestRefusals() {
	const api = useApi();
	return useQuery({
		queryKey: ['overview', 'refusals'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/access-records', { params: { query: { denied: 'true', limit: latest } }, signal })),
		refetchInterval,
	});
}
