import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';
import { useSession } from '../session/session-context.tsx';
import { ImpactReport, impactDays } from './impact-report.tsx';

/** What would be done, as `POST /api/v1/impact` takes it. */
export type PlannedChange = ApiSchema<'ProposedChange'>;

/** Every device is looked at for an answer: not for each key that is pressed. */
const typingMs = 300;

/** Which devices would be locked out, judged by what they did in the last 30 days. Nothing for those who may not ask. */
export function DeviceImpact({ change: typed }: { readonly change: PlannedChange }): ReactNode {
	const api = useApi();
	const [change] = useDebouncedValue(typed, typingMs);
	const { can } = useSession();
	const isAllowed = can('dms.rest.impact.create');
	const result = useQuery({
		queryKey: ['impact', change],
		enabled: isAllowed,
		staleTime: 0,
		queryFn: ({ signal }) => answerOf(api.POST('/api/v1/impact', { body: { ...change, days: impactDays }, signal })),
	});
	return isAllowed ? <ImpactReport result={result} /> : null;
}
