import { Button, FileButton, Group, Stack, Text, Title } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type ReactNode, useRef, useState } from 'react';
import type { Tagged } from '../api/answer.ts';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { DeviceImpact } from '../ui/device-impact.tsx';
import { Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toSentence } from '../ui/sentence.ts';
import { StatusBadge } from '../ui/status-badge.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { useTrustChanges } from './changes.ts';
import { InstallListModal } from './install-list-modal.tsx';
import type { TrustAnchor } from './queries.ts';
import { isOverdue } from './revocation-text.ts';
import { trustTexts } from './texts.ts';

const texts = trustTexts.crl;

export interface RevocationListProps {
	readonly anchor: Tagged<TrustAnchor>;
	readonly isReadOnly: boolean;
}

/** The list that is in force, how its fetching went, and how to put another one in its place. */
export function RevocationList({ anchor: { value: anchor, etag }, isReadOnly }: RevocationListProps): ReactNode {
	const { revocationList: list, crlSource: source } = anchor;
	const changes = useTrustChanges();
	const [failure, setFailure] = useState<unknown>();
	const forgetFile = useRef<() => void>(null);
	const [offered, setOffered] = useState<File>();
	const [isRemoving, setRemoving] = useState(false);

	async function install(file: File): Promise<void> {
		await changes.installList(anchor, etag, file);
		notifyDone(texts.uploaded);
	}

	/** A list for devices may lock some of them out. */
	function take(file: File | null): void {
		setFailure(undefined);
		// So that the same one can be chosen again.
		forgetFile.current?.();
		if (file === null) return;
		if (anchor.kind === 'Http') setOffered(file);
		else void install(file).catch(setFailure);
	}

	async function remove(): Promise<void> {
		await changes.removeList(anchor, etag);
		notifyDone(texts.removed);
	}

	return (
		<Stack gap="sm">
			<Group justify="space-between">
				<Title order={3}>{texts.listTitle}</Title>
				{isReadOnly ? null : (
					<Group gap="xs">
						{list === null ? null : (
							<Button size="xs" variant="subtle" color="red" onClick={() => setRemoving(true)}>
								{texts.remove}
							</Button>
						)}
						<FileButton resetRef={forgetFile} onChange={take} inputProps={{ 'aria-label': texts.uploadFile }}>
							{(props) => (
								<Button {...props} size="xs" variant="default" leftSection={<IconUpload size={15} aria-hidden />}>
									{texts.upload}
								</Button>
							)}
						</FileButton>
					</Group>
				)}
			</Group>
			<SourceState source={source} />
			{list === null ? (
				<Text size="sm" c="dimmed">
					{texts.none}
				</Text>
			) : (
				<Facts
					rows={[
						[texts.entries, list.entries.toLocaleString('en-GB')],
						[texts.issued, <TimeStamp key="issued" value={list.thisUpdate} form="full" />],
						[texts.next, <NextUpdate key="next" list={list} />],
						[texts.fetched, source === null ? undefined : <TimeStamp key="fetched" value={source.fetchedAt} />],
					]}
				/>
			)}
			<ProblemAlert error={failure} />
			<InstallListModal alias={anchor.alias} file={offered} onClose={() => setOffered(undefined)} onInstall={install} />
			<ConfirmModal
				opened={isRemoving}
				onClose={() => setRemoving(false)}
				title={`${texts.remove}?`}
				confirmLabel={texts.remove}
				onConfirm={remove}
			>
				<Stack gap="sm">
					<Text size="sm">{texts.removeText}</Text>
					{anchor.kind === 'Http' && anchor.policy.revocation === 'hard' ? (
						<DeviceImpact change={{ change: 'disableTrustAnchor', alias: anchor.alias }} />
					) : null}
				</Stack>
			</ConfirmModal>
		</Stack>
	);
}

function NextUpdate({ list }: { readonly list: NonNullable<TrustAnchor['revocationList']> }): ReactNode {
	if (list.nextUpdate === null) return texts.nextNone;
	return (
		<Group gap="xs">
			<TimeStamp value={list.nextUpdate} form="full" />
			{isOverdue(list) ? <StatusBadge tone="bad">overdue</StatusBadge> : <StatusBadge tone="good">current</StatusBadge>}
		</Group>
	);
}

function SourceState({ source }: { readonly source: TrustAnchor['crlSource'] }): ReactNode {
	if (source === null) return null;
	if (source.error !== null) {
		return (
			<Notice tone="warning" title={texts.fetchError}>
				<Text size="sm">{toSentence(source.error)}</Text>
				<Text size="xs" c="dimmed" mt={4}>
					{texts.asked}: <TimeStamp value={source.askedAt} size="xs" />
				</Text>
			</Notice>
		);
	}
	if (source.fetchedAt !== null) return null;
	return (
		<Text size="sm" c="dimmed">
			{texts.fetchWaiting}
		</Text>
	);
}
