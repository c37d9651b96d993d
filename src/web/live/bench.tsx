import { Box, Button, Group, Paper, Text } from '@mantine/core';
import { IconAccessPoint, IconArrowRight, IconSearch, IconZoomQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';
import { toMacText } from '../ui/mac-text.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toReasonText } from '../ui/reason-texts.ts';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { ReasonCode } from '../why/reason-code.tsx';
import { BenchTimeline } from './bench-timeline.tsx';
import classes from './live.module.css';
import { LiveStateBadge } from './live-state-badge.tsx';
import { pageTexts } from './page-texts.ts';
import { toTone } from './record-tone.ts';
import { SectionTabs } from './section-tabs.tsx';
import type { AccessRecord } from './tail.ts';
import { liveTexts } from './texts.ts';
import { useTail } from './use-tail.ts';

const texts = pageTexts.bench;

export interface BenchProps {
	/** Twelve small digits. */
	readonly mac: string;
	readonly onOpen: (record: AccessRecord) => void;
}

/** One device on the desk: how it is, and its boots request by request. */
export function Bench({ mac, onOpen }: BenchProps): ReactNode {
	const { entries, stream, problem, isReady } = useTail({ macAddress: mac }, false);
	const records = entries.flatMap((entry) => (entry.kind === 'record' ? [entry.record] : []));
	const last = records.at(-1);
	return (
		<PageFrame
			title={toMacText(mac)}
			description={texts.description}
			parents={[{ label: liveTexts.live.title, to: '/live' }]}
			actions={
				<>
					<LiveStateBadge stream={stream} isPaused={false} isRefused={problem !== undefined} />
					<SectionTabs value="live" search={{ mac }} />
				</>
			}
		>
			<ProblemAlert error={problem} />
			{last === undefined ? <Waiting isReady={isReady} /> : null}
			{last === undefined ? null : (
				<>
					<BigStatus record={last} known={records.findLast(({ deviceId }) => deviceId !== undefined)} mac={mac} />
					<BenchTimeline records={records} onOpen={onOpen} />
				</>
			)}
		</PageFrame>
	);
}

function Waiting({ isReady }: { readonly isReady: boolean }): ReactNode {
	if (!isReady) return <TableSkeleton rows={6} />;
	return <EmptyState icon={IconAccessPoint} title={texts.waiting} text={texts.waitingText} />;
}

interface BigStatusProps {
	readonly record: AccessRecord;
	/** The newest record that says which device it is: one that was refused may not. */
	readonly known: AccessRecord | undefined;
	readonly mac: string;
}

/** What became of the last request, to be read from across the room. */
function BigStatus({ record, known, mac }: BigStatusProps): ReactNode {
	const { id, at, status, reason, detail, path } = record;
	const { deviceId, deviceName } = known ?? record;
	const tone = toTone(record);
	return (
		<Paper withBorder p={{ base: 'md', sm: 'lg' }} className={classes['big'] ?? ''} data-tone={tone} aria-live="polite" component="section">
			<Group justify="space-between" align="flex-start" gap="md">
				<Group align="flex-start" gap="lg" wrap="nowrap" style={{ minWidth: 0, flex: '1 1 20rem' }}>
					<Text className={classes['status'] ?? ''} data-tone={tone} fz="3rem" lh={1} component="div">
						{status}
					</Text>
					<Box style={{ minWidth: 0 }}>
						<Text size="lg" fw={650}>
							{texts.doing[tone]}
						</Text>
						<Text>{detail ?? toReasonText(reason)}</Text>
						<Text size="sm" c="dimmed" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
							{path}
						</Text>
						<Group gap="sm" mt={8}>
							<ReasonCode reason={reason} />
							<TimeStamp value={at} />
						</Group>
					</Box>
				</Group>
				<Group gap="sm">
					<Button
						variant="light"
						leftSection={<IconZoomQuestion size={16} aria-hidden />}
						renderRoot={(props) => <Link {...props} to="/why" search={{ record: id }} />}
					>
						{pageTexts.drawer.why}
					</Button>
					{deviceId === undefined ? (
						<Button
							variant="default"
							leftSection={<IconSearch size={16} aria-hidden />}
							renderRoot={(props) => <Link {...props} to="/devices" search={{ mac }} />}
						>
							{texts.find}
						</Button>
					) : (
						<Button
							variant="default"
							rightSection={<IconArrowRight size={16} aria-hidden />}
							renderRoot={(props) => <Link {...props} to="/devices/$deviceId" params={{ deviceId }} />}
						>
							{deviceName ?? texts.open}
						</Button>
					)}
				</Group>
			</Group>
		</Paper>
	);
}
