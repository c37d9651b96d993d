import type { ReactNode } from 'react';
import { StatusBadge } from '../ui/status-badge.tsx';
import type { StreamState } from './follow-stream.ts';
import { pageTexts } from './page-texts.ts';

const texts = pageTexts.state;
const tones = { connecting: 'neutral', live: 'good', lost: 'warning' } as const;

export interface LiveStateBadgeProps {
	readonly stream: StreamState;
	readonly isPaused: boolean;
	readonly isRefused: boolean;
}

/** Whether what is shown is what happens. */
export function LiveStateBadge({ stream, isPaused, isRefused }: LiveStateBadgeProps): ReactNode {
	if (isRefused) return <StatusBadge tone="bad">{texts.ended}</StatusBadge>;
	if (isPaused) return <StatusBadge tone="warning">{texts.paused}</StatusBadge>;
	return <StatusBadge tone={tones[stream]}>{texts[stream]}</StatusBadge>;
}
