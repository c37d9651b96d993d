import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { groupBursts } from '../devices/timeline/group-bursts.ts';
import { TimeStamp } from '../ui/time-stamp.tsx';
import classes from './live.module.css';
import { toDelta } from './moment.ts';
import { pageTexts } from './page-texts.ts';
import { RecordRow } from './record-row.tsx';
import { toTone } from './record-tone.ts';
import type { AccessRecord } from './tail.ts';

const texts = pageTexts.bench;

export interface BenchTimelineProps {
	/** From old to new. */
	readonly records: readonly AccessRecord[];
	readonly onOpen: (record: AccessRecord) => void;
}

/** Boots of a device, the newest first; within one, how long after each other its requests came. */
export function BenchTimeline({ records, onOpen }: BenchTimelineProps): ReactNode {
	return (
		<Stack gap="md">
			<div>
				<Title order={2}>{texts.timeline}</Title>
				<Text size="sm" c="dimmed">
					{texts.timelineText}
				</Text>
			</div>
			{groupBursts(records.toReversed()).map(({ id, startedAt, endedAt, records: requests }) => (
				<Paper key={id} withBorder p="md">
					<Group gap="sm" mb="sm">
						<TimeStamp value={startedAt} form="full" />
						<Text size="sm" c="dimmed">
							{texts.count(requests.length, requests.filter(({ status }) => status >= 400).length)}
							{requests.length > 1 ? ` ${texts.within(toDelta(toMilliseconds(startedAt, endedAt)).slice(1))}` : ''}
						</Text>
					</Group>
					<ol className={classes['timeline']}>
						{requests.map((record, index) => (
							<Stop key={record.id} record={record} previous={requests[index - 1]} onOpen={onOpen} />
						))}
					</ol>
				</Paper>
			))}
		</Stack>
	);
}

interface StopProps extends Pick<BenchTimelineProps, 'onOpen'> {
	readonly record: AccessRecord;
	readonly previous: AccessRecord | undefined;
}

function Stop({ record, previous, onOpen }: StopProps): ReactNode {
	return (
		<li className={classes['stop']}>
			<span className={classes['delta']}>{previous === undefined ? texts.first : toDelta(toMilliseconds(previous.at, record.at))}</span>
			<span className={classes['rail']} aria-hidden>
				<span className={classes['dot']} data-tone={toTone(record)} />
			</span>
			<RecordRow record={record} onOpen={onOpen} isOfOne />
		</li>
	);
}

function toMilliseconds(from: string, to: string): number {
	return Date.parse(to) - Date.parse(from);
}
