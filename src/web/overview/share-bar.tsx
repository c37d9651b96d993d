import type { ReactNode } from 'react';
import classes from './overview.module.css';
import { familyColors, type ReasonFamily } from './reason-family.ts';

export interface ShareBarProps {
	/** 0 to 1. */
	readonly share: number;
	readonly family?: ReasonFamily;
	/** In place of the colour of the family. */
	readonly color?: string;
}

/** A part of a whole as a line; the number stands beside it. */
export function ShareBar({ share, family = 'served', color = familyColors[family] }: ShareBarProps): ReactNode {
	return (
		<div className={classes['track']} aria-hidden>
			{share === 0 ? null : <div className={classes['fill']} style={{ width: `${Math.round(share * 1000) / 10}%`, background: color }} />}
		</div>
	);
}
