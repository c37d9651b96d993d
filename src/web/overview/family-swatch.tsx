import type { ReactNode } from 'react';
import classes from './overview.module.css';
import { familyColors, type ReasonFamily } from './reason-family.ts';

/** The colour of a family of reasons, beside its name. */
export function FamilySwatch({ family }: { readonly family: ReasonFamily }): ReactNode {
	return <span className={classes['swatch']} style={{ background: familyColors[family] }} aria-hidden />;
}
