import { Button, Code, Drawer, Group, Stack, Title } from '@mantine/core';
import { IconArrowRight, IconFocus2, IconZoomQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { texts as shared } from '../texts.ts';
import { Facts } from '../ui/facts.tsx';
import { MacText } from '../ui/mac-text.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { ReasonCode } from '../why/reason-code.tsx';
import { whyTexts } from '../why/texts.ts';
import { pageTexts } from './page-texts.ts';
import { toTone } from './record-tone.ts';
import type { AccessRecord } from './tail.ts';

const texts = pageTexts.drawer;

export interface RecordDrawerProps {
	/** Nothing: closed. */
	readonly record: AccessRecord | undefined;
	readonly onClose: () => void;
}

/** Everything that is recorded of a request, and where to go on from it. */
export function RecordDrawer({ record, onClose }: RecordDrawerProps): ReactNode {
	return (
		<Drawer
			opened={record !== undefined}
			onClose={onClose}
			position="right"
			size="lg"
			title={texts.title}
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			{record === undefined ? null : <Details record={record} />}
		</Drawer>
	);
}

function Details({ record }: { readonly record: AccessRecord }): ReactNode {
	const { id, deviceId, mac } = record;
	return (
		<Stack gap="lg">
			<Group gap="sm">
				<Button
					leftSection={<IconZoomQuestion size={16} aria-hidden />}
					renderRoot={(props) => <Link {...props} to="/why" search={{ record: id }} />}
				>
					{texts.why}
				</Button>
				{deviceId === undefined ? null : (
					<Button
						variant="default"
						rightSection={<IconArrowRight size={16} aria-hidden />}
						renderRoot={(props) => <Link {...props} to="/devices/$deviceId" params={{ deviceId }} />}
					>
						{texts.device}
					</Button>
				)}
				{mac === undefined ? null : (
					<Button
						variant="default"
						leftSection={<IconFocus2 size={16} aria-hidden />}
						renderRoot={(props) => <Link {...props} to="/live" search={{ mac }} />}
					>
						{texts.follow}
					</Button>
				)}
			</Group>
			<RequestFacts record={record} />
			<WhoFacts record={record} />
			<CertificateFacts record={record} />
			<ConnectionFacts record={record} />
		</Stack>
	);
}

function Part({ title, rows }: { readonly title: string; readonly rows: readonly (readonly [string, ReactNode])[] }): ReactNode {
	if (rows.every(([, value]) => value === undefined)) return null;
	return (
		<Stack gap="xs">
			<Title order={3}>{title}</Title>
			<Facts rows={rows} />
		</Stack>
	);
}

function RequestFacts({ record }: { readonly record: AccessRecord }): ReactNode {
	const { at, method, path, status, reason, detail, fileFormat, deviceTypeName, bytes, aborted, etag, durationMs } = record;
	const size = `${bytes.toLocaleString('en-GB')}${aborted ? `, ${texts.aborted}` : ''}`;
	return (
		<Part
			title={texts.request}
			rows={[
				[texts.at, <TimeStamp key="at" value={at} form="full" />],
				[texts.path, <Code key="path">{`${method} ${path}`}</Code>],
				[
					texts.status,
					<StatusBadge key="status" tone={toTone(record)}>
						{String(status)}
					</StatusBadge>,
				],
				[texts.reason, <ReasonCode key="reason" reason={reason} />],
				[texts.detail, detail],
				[texts.file, fileFormat],
				[texts.deviceType, deviceTypeName],
				[texts.bytes, size],
				[texts.etag, etag === undefined ? undefined : <Code key="etag">{etag}</Code>],
				[texts.duration, `${durationMs.toFixed(1)} ms`],
			]}
		/>
	);
}

function WhoFacts({ record: { deviceName, mac, proof, failedProofs } }: { readonly record: AccessRecord }): ReactNode {
	const failed = failedProofs.map(({ proof: kind, reason }) => (
		<Group key={`${kind} ${reason}`} gap="xs">
			{whyTexts.proofNames[kind]} <ReasonCode reason={reason} />
		</Group>
	));
	return (
		<Part
			title={texts.who}
			rows={[
				[texts.deviceName, deviceName],
				[texts.mac, mac === undefined ? undefined : <MacText key="mac" value={mac} />],
				[texts.proof, proof === undefined ? undefined : whyTexts.proofNames[proof]],
				[
					texts.failed,
					failed.length === 0 ? undefined : (
						<Stack key="failed" gap={4}>
							{failed}
						</Stack>
					),
				],
			]}
		/>
	);
}

function CertificateFacts({ record }: { readonly record: AccessRecord }): ReactNode {
	const { certificateSubject, certificateSerial, certificateFingerprint, anchor } = record;
	return (
		<Part
			title={texts.certificate}
			rows={[
				[texts.subject, certificateSubject],
				[texts.serial, certificateSerial === undefined ? undefined : <Code key="serial">{certificateSerial}</Code>],
				[texts.fingerprint, certificateFingerprint === undefined ? undefined : <Code key="fingerprint">{certificateFingerprint}</Code>],
				[texts.anchor, anchor],
			]}
		/>
	);
}

function ConnectionFacts({ record }: { readonly record: AccessRecord }): ReactNode {
	const { remoteAddress, remotePort, proxy, tlsVersion, cipherSuite, userAgent, requestId } = record;
	const address = remoteAddress.includes(':') ? `[${remoteAddress}]` : remoteAddress;
	return (
		<Part
			title={texts.connection}
			rows={[
				[texts.from, `${address}:${remotePort}`],
				[texts.proxy, proxy],
				[texts.tls, tlsVersion === undefined ? texts.plain : [tlsVersion, cipherSuite].filter(Boolean).join(', ')],
				[texts.userAgent, userAgent],
				[texts.requestId, <Code key="request">{requestId}</Code>],
			]}
		/>
	);
}
