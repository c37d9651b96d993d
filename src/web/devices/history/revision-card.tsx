import { Button, Collapse, Group, Paper, Stack, Text } from '@mantine/core';
import { IconArrowBackUp, IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { toAuthorText } from '../../ui/author-text.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { ComparisonView } from './comparison-view.tsx';
import { type Revision, type Subject, useRestore } from './queries.ts';
import { historyTexts as texts } from './texts.ts';

export interface RevisionCardProps {
	readonly subject: Subject;
	readonly revision: Revision;
	/** The revision before it; undefined for the first one. */
	readonly before: number | undefined;
	readonly liveRevision: number;
}

/** One change: by whom, when, how; what it changed, and the way back to it. */
export function RevisionCard({ subject, revision: { revision, at, author, action }, before, liveRevision }: RevisionCardProps): ReactNode {
	const [isOpen, setOpen] = useState(false);
	const [isAsking, setAsking] = useState(false);
	const contentId = useId();
	const restore = useRestore(subject);
	const { can } = useSession();
	const isLive = revision === liveRevision;
	// Older ones are compared with what is live, which is what a restoration would change.
	const range = isLive ? (before === undefined ? undefined : { from: before, to: revision }) : { from: revision, to: 'live' as const };
	return (
		<Paper withBorder p="sm" px="md">
			<Stack gap="sm">
				<Group justify="space-between" gap="sm">
					<Group gap="sm">
						<Text fw={600}>{texts.revision(revision)}</Text>
						{isLive ? <StatusBadge tone="good">{texts.live}</StatusBadge> : null}
						<Text size="sm" c="dimmed">
							<TimeStamp value={at} /> {author === null ? `· ${texts.byNobody}` : texts.by(toAuthorText(author))}
							{action === null ? '' : ` · ${action}`}
						</Text>
					</Group>
					<Group gap="xs">
						{range === undefined ? null : (
							<Button
								size="xs"
								variant="default"
								aria-expanded={isOpen}
								aria-controls={contentId}
								rightSection={isOpen ? <IconChevronUp size={14} aria-hidden /> : <IconChevronDown size={14} aria-hidden />}
								onClick={() => setOpen(!isOpen)}
							>
								{isLive ? texts.whatChanged : texts.compareLive}
							</Button>
						)}
						{isLive || !can(toRestorePermission(subject)) ? null : (
							<Button size="xs" variant="default" leftSection={<IconArrowBackUp size={14} aria-hidden />} onClick={() => setAsking(true)}>
								{texts.restore}
							</Button>
						)}
					</Group>
				</Group>
				<Collapse expanded={isOpen} id={contentId}>
					{isOpen && range !== undefined ? <ComparisonView subject={subject} {...range} /> : null}
				</Collapse>
			</Stack>
			<ConfirmModal
				opened={isAsking}
				onClose={() => setAsking(false)}
				title={texts.restoreTitle(revision)}
				confirmLabel={texts.restore}
				isDangerous={false}
				onConfirm={async () => {
					await restore(revision, liveRevision);
					notifyDone(texts.restored(revision));
				}}
			>
				{texts.restoreText}
			</ConfirmModal>
		</Paper>
	);
}

function toRestorePermission(subject: Subject): string {
	const device = `dms.rest.devices.${toSegment(subject.deviceId)}`;
	return subject.kind === 'tags'
		? `${device}.tags.history.restore.create`
		: `${device}.files.${toSegment(subject.fileFormat)}.history.restore.create`;
}
