import { Anchor, Skeleton, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Tagged } from '../../api/answer.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { DaysLeft } from '../../ui/days-left.tsx';
import { Facts } from '../../ui/facts.tsx';
import { toMacText } from '../../ui/mac-text.tsx';
import { Notice } from '../../ui/notice.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RouteLink } from '../../ui/route-link.tsx';
import { Section } from '../../ui/section.tsx';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import type { Device } from '../queries.ts';
import { PinActions } from './pin-actions.tsx';
import { type DeviceIdentity, useDeviceIdentity } from './queries.ts';
import { deviceTexts, pinTexts, identityTexts as texts } from './texts.ts';

const dayMs = 86_400_000;

/** By what the device is known, when it was seen, and the certificate that it came with. */
export function IdentitySection({ device }: { readonly device: Tagged<Device> }): ReactNode {
	const identity = useDeviceIdentity(device.value.id);
	return (
		<Section title={texts.title}>
			<ProblemAlert error={identity.error} onRetry={() => void identity.refetch()} />
			{identity.data === undefined ? (
				identity.error === null ? (
					<Skeleton height={160} />
				) : null
			) : (
				<Known device={device} identity={identity.data} />
			)}
		</Section>
	);
}

function Known({ device, identity }: { readonly device: Tagged<Device>; readonly identity: DeviceIdentity }): ReactNode {
	const { expiredCertificateUntil, pinnedFingerprint } = device.value;
	const { macAddress, firstSeenAt, lastSeenAt, letInAt, certificate, denied } = identity;
	const isOther = certificate !== null && pinnedFingerprint !== null && certificate.fingerprint !== pinnedFingerprint;
	return (
		<Stack gap="sm">
			{isOther ? (
				<Notice tone="danger" title={pinTexts.otherTitle}>
					{pinTexts.otherText}
				</Notice>
			) : null}
			<Facts
				rows={[
					[
						texts.mac,
						macAddress === null ? <None text={texts.noMac} /> : <CopyText value={toMacText(macAddress)} label={deviceTexts.copyMac} />,
					],
					[texts.firstSeen, <TimeStamp key="first" value={firstSeenAt} />],
					[texts.lastSeen, <TimeStamp key="last" value={lastSeenAt} />],
					[texts.letIn, <TimeStamp key="in" value={letInAt} />],
					[
						texts.certificate,
						certificate === null ? (
							<None text={texts.noCertificate} />
						) : (
							<Certificate fingerprint={certificate.fingerprint} pinned={pinnedFingerprint} />
						),
					],
					[
						texts.validity,
						certificate?.notAfter === undefined || certificate.notAfter === null ? undefined : <Validity notAfter={certificate.notAfter} />,
					],
					[
						texts.anchor,
						certificate?.anchor === undefined || certificate.anchor === null ? undefined : <AnchorLink alias={certificate.anchor} />,
					],
					[texts.exception, expiredCertificateUntil === null ? undefined : <TimeStamp value={expiredCertificateUntil} form="full" />],
					[texts.denied, certificate === null ? undefined : <Denied denied={denied} />],
					[
						pinTexts.pinnedTo,
						pinnedFingerprint === null || certificate?.fingerprint === pinnedFingerprint ? undefined : (
							<CopyText value={pinnedFingerprint} label={pinTexts.copyPinned} />
						),
					],
				]}
			/>
			<PinActions device={device} fingerprint={certificate?.fingerprint} />
		</Stack>
	);
}

function Certificate({ fingerprint, pinned }: { readonly fingerprint: string; readonly pinned: string | null }): ReactNode {
	const [tone, text] = toPinState(fingerprint, pinned);
	return (
		<Stack gap={4} align="flex-start">
			<CopyText value={fingerprint} label={texts.copyFingerprint} />
			<StatusBadge tone={tone}>{text}</StatusBadge>
		</Stack>
	);
}

function toPinState(fingerprint: string, pinned: string | null): readonly [Tone, string] {
	if (pinned === null) return ['neutral', pinTexts.notPinned];
	return fingerprint === pinned ? ['good', pinTexts.pinned] : ['bad', pinTexts.otherPinned];
}

function Validity({ notAfter }: { readonly notAfter: string }): ReactNode {
	return <DaysLeft days={Math.floor((new Date(notAfter).getTime() - Date.now()) / dayMs)} until={notAfter} />;
}

function AnchorLink({ alias }: { readonly alias: string }): ReactNode {
	return (
		<Anchor size="sm" renderRoot={(props) => <RouteLink {...props} to={`/trust/Http/${encodeURIComponent(alias)}`} />}>
			{alias}
		</Anchor>
	);
}

function Denied({ denied }: { readonly denied: DeviceIdentity['denied'] }): ReactNode {
	if (denied === null) return <StatusBadge tone="good">{texts.notDenied}</StatusBadge>;
	return (
		<Stack gap={2} align="flex-start">
			<StatusBadge tone="bad">{texts.isDenied}</StatusBadge>
			<Text size="sm" c="dimmed">
				{denied.note} <TimeStamp value={denied.createdAt} />
			</Text>
		</Stack>
	);
}

function None({ text }: { readonly text: string }): ReactNode {
	return (
		<Text span size="sm" c="dimmed">
			{text}
		</Text>
	);
}
