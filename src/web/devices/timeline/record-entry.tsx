import { Anchor, Code, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { toReasonText } from '../../ui/reason-texts.ts';
import { RouteLink } from '../../ui/route-link.tsx';
import { toSizeText } from '../../ui/size-text.ts';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import type { AccessRecord } from './queries.ts';
import { timelineTexts as texts } from './texts.ts';

export interface RecordEntryProps {
	readonly record: AccessRecord;
	readonly burstStartedAt: string;
}

/** What was asked for, and what came of it. */
export function RecordEntry({ record, burstStartedAt }: RecordEntryProps): ReactNode {
	const { id, at, method, path, status, detail, bytes, aborted } = record;
	const offset = (Date.parse(at) - Date.parse(burstStartedAt)) / 1000;
	return (
		<Stack gap={2}>
			<Group gap="xs" align="center">
				<Text size="sm" c="dimmed" miw={56}>
					{texts.offset(offset)}
				</Text>
				<StatusBadge tone={toTone(status)}>{String(status)}</StatusBadge>
				<Code bg="transparent" p={0} fz="sm" style={{ overflowWrap: 'anywhere' }}>
					{method} {path}
				</Code>
			</Group>
			<Text size="sm">
				{toOutcomeText(record)}
				{detail === undefined ? '' : `: ${detail}`}
				{aborted ? ` (${texts.aborted})` : ''}
			</Text>
			<Text size="xs" c="dimmed">
				{[toProofText(record), record.tlsVersion, status === 200 ? toSizeText(bytes) : undefined, record.remoteAddress, toDuration(record)]
					.filter((part) => part !== undefined)
					.join(' · ')}{' '}
				·{' '}
				<Anchor size="xs" underline="always" renderRoot={(props) => <RouteLink {...props} to={`/why?record=${encodeURIComponent(id)}`} />}>
					{texts.why}
				</Anchor>
			</Text>
		</Stack>
	);
}

/** Of what went well, what it was. */
function toOutcomeText({ reason, method }: AccessRecord): string {
	if (reason !== 'granted') return toReasonText(reason);
	return method === 'GET' || method === 'HEAD' ? texts.served : texts.taken;
}

function toTone(status: number): Tone {
	if (status >= 400) return 'bad';
	return status === 304 ? 'neutral' : 'good';
}

/** How the device has proven who it is, or how it has tried to. */
function toProofText({ proof, failedProofs, anchor }: AccessRecord): string {
	if (proof === 'certificate' && anchor !== undefined) return texts.certificateOf(anchor);
	if (proof !== undefined) return texts.proofs[proof];
	const [failed] = failedProofs;
	return failed === undefined ? texts.noProof : texts.failedProof(texts.proofs[failed.proof]);
}

function toDuration({ durationMs }: AccessRecord): string {
	return durationMs < 1 ? '< 1 ms' : `${Math.round(durationMs)} ms`;
}
