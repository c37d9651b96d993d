import type { ReactNode } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { StatusBadge, type Tone } from '../ui/status-badge.tsx';
import { deviceWords } from './words.ts';

type Verdict = ApiSchema<'FileStanding'>['verdict'];

const tones: Readonly<Record<Verdict, Tone>> = { current: 'good', behind: 'warning', never: 'neutral', 'not-applicable': 'neutral' };

/** Whether a device has what it would be given now. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict }): ReactNode {
	return <StatusBadge tone={tones[verdict]}>{deviceWords.verdicts[verdict]}</StatusBadge>;
}
