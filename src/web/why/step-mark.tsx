import { IconArrowForwardUp, IconCheck, IconMinus, IconX, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { StepState } from './decision-tree.ts';
import classes from './why.module.css';

const icons: Readonly<Record<StepState, TablerIcon>> = {
	passed: IconCheck,
	failed: IconX,
	overruled: IconArrowForwardUp,
	unneeded: IconMinus,
	'not-reached': IconMinus,
};

/** The sign of a state; the word stands beside it. */
export function StepMark({ state, isSmall = false }: { readonly state: StepState; readonly isSmall?: boolean }): ReactNode {
	const Icon = icons[state];
	return (
		<span className={classes['mark']} data-state={state} data-small={isSmall || undefined} aria-hidden>
			<Icon size={isSmall ? 14 : 16} stroke={2.6} />
		</span>
	);
}
