import { Button, Text } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { EventRow } from './event-row.tsx';
import classes from './live.module.css';
import { pageTexts } from './page-texts.ts';
import { RecordRow } from './record-row.tsx';
import type { AccessRecord, TailEntry } from './tail.ts';

const texts = pageTexts.list;
/** Pixels from the end within which the list counts as being there. */
const endPixels = 24;

export interface LiveListProps {
	/** From old to new. */
	readonly entries: readonly TailEntry[];
	readonly onOpen: (record: AccessRecord) => void;
}

/** The newest at the end; it moves on only where the reader is at the end. */
export function LiveList({ entries, onOpen }: LiveListProps): ReactNode {
	const scroll = useRef<HTMLDivElement>(null);
	const [isAtEnd, setAtEnd] = useState(true);

	useLayoutEffect(() => {
		if (isAtEnd) scroll.current?.scrollTo({ top: scroll.current.scrollHeight });
	});

	function look(): void {
		const { current } = scroll;
		if (current !== null) setAtEnd(current.scrollHeight - current.scrollTop - current.clientHeight < endPixels);
	}

	return (
		<div ref={scroll} className={classes['scroll']} onScroll={look} tabIndex={0} role="log" aria-label={texts.label} aria-live="off">
			<ul className={classes['list']}>
				{entries.map((entry) => (
					<li key={entry.id} className={classes['item']}>
						<Entry entry={entry} onOpen={onOpen} />
					</li>
				))}
			</ul>
			{isAtEnd ? null : (
				<div className={classes['newest']}>
					<Button size="xs" radius="xl" leftSection={<IconArrowDown size={14} aria-hidden />} onClick={() => setAtEnd(true)}>
						{texts.newest}
					</Button>
				</div>
			)}
		</div>
	);
}

function Entry({ entry, onOpen }: { readonly entry: TailEntry; readonly onOpen: LiveListProps['onOpen'] }): ReactNode {
	if (entry.kind === 'record') return <RecordRow record={entry.record} onOpen={onOpen} />;
	if (entry.kind === 'event') return <EventRow event={entry.event} />;
	return (
		<Text size="sm" c="dimmed" px="md" py="xs">
			{texts.gap(entry.skipped)}
		</Text>
	);
}
