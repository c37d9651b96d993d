import type { ReactNode } from 'react';
import { useSession } from '../../session/session-context.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { Section } from '../../ui/section.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { LockoutPolicyForm } from './lockout-policy-form.tsx';
import { useLockoutPolicy } from './queries.ts';
import { lockoutTexts as texts } from './texts.ts';

/** When a user name is locked. */
export function LockoutPolicySection(): ReactNode {
	const mayRead = useSession().can('dms.rest.lockout-policy.read');
	const { data, error, isPending, refetch } = useLockoutPolicy(mayRead);
	if (!mayRead) return null;
	return (
		<Section title={texts.policy} description={texts.policyText}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{isPending ? <TableSkeleton rows={3} /> : null}
			{data === undefined ? null : <LockoutPolicyForm key={data.etag} policy={data.value} etag={data.etag} />}
		</Section>
	);
}
