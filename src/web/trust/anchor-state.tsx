import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { StatusBadge } from '../ui/status-badge.tsx';
import type { TrustAnchor } from './queries.ts';
import { trustTexts as texts } from './texts.ts';

/** Whether an anchor lets anybody in and, if not, why. */
export function AnchorState({ anchor }: { readonly anchor: Pick<TrustAnchor, 'enabled' | 'daysLeft' | 'missingIssuer'> }): ReactNode {
	if (!anchor.enabled) return <StatusBadge tone="neutral">{texts.state.disabled}</StatusBadge>;
	if (anchor.daysLeft < 0) return <StatusBadge tone="bad">{texts.state.ended}</StatusBadge>;
	if (anchor.missingIssuer === null) return <StatusBadge tone="good">{texts.state.trusted}</StatusBadge>;
	return (
		<Tooltip label={texts.state.incompleteHint(anchor.missingIssuer)} multiline maw={320}>
			<span>
				<StatusBadge tone="warning">{texts.state.incomplete}</StatusBadge>
			</span>
		</Tooltip>
	);
}
