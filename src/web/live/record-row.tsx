import { UnstyledButton } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import { toMacText } from '../ui/mac-text.tsx';
import classes from './live.module.css';
import { toClock, toDateAndClock } from './moment.ts';
import { toTone } from './record-tone.ts';
import type { AccessRecord } from './tail.ts';

export interface RecordRowProps {
	readonly record: AccessRecord;
	readonly onOpen: (record: AccessRecord) => void;
	/** With the date, where not all are of today. */
	readonly isDated?: boolean;
	/** Without saying whose it is, where all are of one device. */
	readonly isOfOne?: boolean;
}

/** One request in a line: when, what came of it, what was asked, by whom, and why. */
export const RecordRow = memo(function RecordRow({ record, onOpen, isDated = false, isOfOne = false }: RecordRowProps): ReactNode {
	const { at, status, method, path, deviceName, mac, reason } = record;
	const moment = isDated ? toDateAndClock(at) : toClock(at);
	return (
		<UnstyledButton
			className={classes['row'] ?? ''}
			data-dated={isDated || undefined}
			data-one={isOfOne || undefined}
			onClick={() => onOpen(record)}
			data-record={record.id}
		>
			<time className={classes['time']} dateTime={at} title={moment.title}>
				{moment.text}
			</time>
			<span className={classes['status']} data-tone={toTone(record)}>
				{status}
			</span>
			<span className={`${classes['cut']} ${classes['mono']} ${classes['path']}`} title={`${method} ${path}`}>
				{method === 'GET' ? '' : `${method} `}
				{path}
			</span>
			{isOfOne ? null : (
				<span className={`${classes['owner']} ${classes['who']}`}>
					{deviceName === undefined ? null : (
						<span className={classes['cut']} title={deviceName}>
							{deviceName}
						</span>
					)}
					{mac === undefined ? null : <span className={classes['mono']}>{toMacText(mac)}</span>}
				</span>
			)}
			<span className={`${classes['cut']} ${classes['mono']} ${classes['reason']}`} title={reason}>
				{reason}
			</span>
		</UnstyledButton>
	);
});
