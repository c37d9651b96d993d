import { Anchor, Box, Code, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { RouteLink } from '../ui/route-link.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { ActorText } from './actor-text.tsx';
import classes from './audit.module.css';
import { DifferenceView } from './difference-view.tsx';
import { pageTexts as texts } from './page-texts.ts';
import type { AuditEntry } from './queries.ts';
import { toSubjectLink } from './subject-link.ts';

/** One change; what stood there before and after opens below it. */
export function AuditRow({ entry }: { readonly entry: AuditEntry }): ReactNode {
	const [isOpen, setOpen] = useState(false);
	const id = useId();
	const { at, actor, action, subject, detail, command, before, after } = entry;
	const hasMore = command !== undefined || before !== undefined || after !== undefined;
	return (
		<li className={classes['item']}>
			<div className={classes['row']}>
				<TimeStamp value={at} form="full" c="dimmed" />
				<ActorText actor={actor} />
				<Text size="sm">{action}</Text>
				<Box>
					<div>
						<Subject entry={entry} />
					</div>
					{detail === undefined || detail === '' ? null : (
						<Text size="sm" c="dimmed" lineClamp={2} title={detail}>
							{detail}
						</Text>
					)}
					{hasMore ? (
						<Anchor
							component="button"
							type="button"
							size="sm"
							onClick={() => setOpen(!isOpen)}
							aria-expanded={isOpen}
							{...(isOpen ? { 'aria-controls': id } : {})}
						>
							<IconChevronRight size={14} aria-hidden style={{ verticalAlign: '-2px', transform: isOpen ? 'rotate(90deg)' : undefined }} />{' '}
							{isOpen ? texts.hide : texts.show}
						</Anchor>
					) : null}
				</Box>
			</div>
			{isOpen ? (
				<div className={classes['open']} id={id}>
					{command === undefined ? null : <Command entry={entry} />}
					{before === undefined && after === undefined ? null : (
						<DifferenceView before={before} after={after} label={texts.about(action, subject)} />
					)}
				</div>
			) : null}
		</li>
	);
}

function Subject({ entry }: { readonly entry: AuditEntry }): ReactNode {
	const link = toSubjectLink(entry);
	if (link === undefined) return <Text size="sm">{entry.subject}</Text>;
	return (
		<Anchor size="sm" renderRoot={(props) => <RouteLink {...props} to={link} />}>
			{entry.subject}
		</Anchor>
	);
}

function Command({ entry: { command, context } }: { readonly entry: AuditEntry }): ReactNode {
	return (
		<Text size="sm" mb="xs">
			{texts.command} <Code>{command}</Code> {context === undefined ? null : `${texts.context} ${context}`}
		</Text>
	);
}
