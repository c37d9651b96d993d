import { memo, type ReactNode } from 'react';
import { toEventText } from '../ui/event-texts.ts';
import { toMacText } from '../ui/mac-text.tsx';
import { RouteLink } from '../ui/route-link.tsx';
import classes from './live.module.css';
import { toClock } from './moment.ts';
import { pageTexts } from './page-texts.ts';
import type { LiveEvent } from './tail.ts';

/** Something that happened and is no request, such as a lockout or a change of trust; it leads to what is known of it. */
export const EventRow = memo(function EventRow({ event }: { readonly event: LiveEvent }): ReactNode {
	const { time, type, subject, data = {} } = event;
	const moment = toClock(time);
	const { action, actor, deviceName } = data;
	const text = typeof action === 'string' && typeof actor === 'string' ? pageTexts.list.done(action, actor) : toEventText(type);
	const who = [deviceName, subject === undefined ? undefined : toMacText(subject)].filter((each) => typeof each === 'string').join(' ');
	const cells = (
		<>
			<time className={classes['time']} dateTime={time} title={moment.title}>
				{moment.text}
			</time>
			<span className={classes['status']} aria-hidden>
				•
			</span>
			<span className={`${classes['cut']} ${classes['path']}`} title={text}>
				{text}
			</span>
			<span className={`${classes['cut']} ${classes['who']}`} title={who}>
				{who}
			</span>
			<span className={`${classes['cut']} ${classes['mono']} ${classes['reason']}`}>{type}</span>
		</>
	);
	const className = `${classes['row']} ${classes['event']}`;
	const link = toEventLink(event);
	if (link === undefined) return <div className={className}>{cells}</div>;
	return (
		<RouteLink className={className} to={link}>
			{cells}
		</RouteLink>
	);
});

/** A change stands in the audit, what a device did in its access record. */
function toEventLink({ type, subject = '', data = {} }: LiveEvent): string | undefined {
	const { action, record } = data;
	if (typeof action === 'string') return `/audit?${new URLSearchParams({ action, subject })}`;
	if (typeof record === 'string') return `/why?${new URLSearchParams({ record })}`;
	return type === 'dms.lockout.started' ? '/lockouts' : undefined;
}
