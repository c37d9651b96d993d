import { Button, Group, Stack, Text } from '@mantine/core';
import { IconLockOpen } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { notifyDone, notifyProblem } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { Section } from '../../ui/section.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { type Device, deviceKeys } from '../queries.ts';
import classes from './device.module.css';
import { type Lockout, useDeviceLockouts } from './queries.ts';
import { lockoutTexts as texts } from './texts.ts';

/** Whether too many wrong passwords keep the device out, and the way to let it in again. */
export function LockoutSection({ device }: { readonly device: Device }): ReactNode {
	const lockouts = useDeviceLockouts(device);
	if (lockouts === undefined || device.userName === null) return null;
	return (
		<Section title={texts.title}>
			<ProblemAlert error={lockouts.error} onRetry={() => void lockouts.refetch()} />
			{lockouts.data?.length === 0 ? (
				<Group>
					<StatusBadge tone="good">{texts.none}</StatusBadge>
				</Group>
			) : null}
			{lockouts.data?.map((lockout) => (
				<LockoutEntry key={lockout.id} deviceId={device.id} lockout={lockout} />
			))}
		</Section>
	);
}

function LockoutEntry({ deviceId, lockout }: { readonly deviceId: string; readonly lockout: Lockout }): ReactNode {
	const { id, network, expiresAt, permanent, lastFailureAt } = lockout;
	const api = useApi();
	const queryClient = useQueryClient();
	const { can } = useSession();
	const [isBusy, setBusy] = useState(false);

	async function clear(): Promise<void> {
		setBusy(true);
		try {
			await answerOf(api.DELETE('/api/v1/lockouts/{id}', { params: { path: { id } } }));
			notifyDone(texts.cleared);
			await queryClient.invalidateQueries({ queryKey: deviceKeys.one(deviceId) });
		} catch (cause) {
			notifyProblem(cause);
		} finally {
			setBusy(false);
		}
	}

	return (
		<Group justify="space-between" className={classes['entry']}>
			<Stack gap={2}>
				<StatusBadge tone="bad">{texts.locked(network)}</StatusBadge>
				<Text size="sm" c="dimmed">
					{texts.lastFailure} <TimeStamp value={lastFailureAt} c="dimmed" />.{' '}
					{permanent ? texts.untilCleared : expiresAt === null ? null : <Until at={expiresAt} />}
				</Text>
			</Stack>
			{can(`dms.rest.lockouts.${toSegment(id)}.delete`) ? (
				<Button
					size="xs"
					variant="default"
					leftSection={<IconLockOpen size={14} aria-hidden />}
					loading={isBusy}
					onClick={() => void clear()}
				>
					{texts.clear}
				</Button>
			) : null}
		</Group>
	);
}

function Until({ at }: { readonly at: string }): ReactNode {
	return (
		<>
			{texts.until} <TimeStamp value={at} />.
		</>
	);
}
