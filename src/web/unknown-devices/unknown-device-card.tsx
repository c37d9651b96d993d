import { ActionIcon, Anchor, Box, Button, Group, Menu, Paper, SimpleGrid, Text } from '@mantine/core';
import { IconBan, IconDotsVertical, IconFocus2, IconPencil, IconPlus, IconZoomQuestion } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { isEndless } from '../ui/is-endless.ts';
import { MacText, toMacText } from '../ui/mac-text.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { pageTexts as texts } from './page-texts.ts';
import type { UnknownDevice } from './queries.ts';

export interface UnknownDeviceCardProps {
	readonly device: UnknownDevice;
	readonly canAdd: boolean;
	readonly canDeny: boolean;
	readonly isBusy: boolean;
	readonly onAdd: () => void;
	readonly onEdit: () => void;
	readonly onDeny: () => void;
}

/** Times that are closer than this are the same to a person. */
const tellingMs = 60_000;

/** A device that asks and has no profile: who it says it is, and what can be done with it. */
export function UnknownDeviceCard({ device, canAdd, canDeny, isBusy, onAdd, onEdit, onDeny }: UnknownDeviceCardProps): ReactNode {
	const { macAddress, firstAt, lastAt, requests, certificate, path, remoteAddress, recordId, proposed } = device;
	return (
		<Paper withBorder p="md" component="li" aria-label={toMacText(macAddress)}>
			<Group justify="space-between" align="flex-start" gap="sm" mb="sm">
				<Box>
					<Text fz="lg" fw={650} component="div">
						<MacText value={macAddress} />
					</Text>
					<Text size="sm" c="dimmed" component="div">
						{texts.requests(requests)}, {texts.lastSeen} <TimeStamp value={lastAt} c="dimmed" />
						{Date.parse(lastAt) - Date.parse(firstAt) > tellingMs ? (
							<>
								, {texts.firstSeen} <TimeStamp value={firstAt} c="dimmed" />
							</>
						) : null}
					</Text>
				</Box>
				<Group gap="xs">
					{canAdd ? (
						<Button size="sm" loading={isBusy} leftSection={<IconPlus size={16} aria-hidden />} onClick={onAdd}>
							{texts.add}
						</Button>
					) : null}
					{canDeny && certificate.fingerprint !== null ? (
						<Button size="sm" variant="default" leftSection={<IconBan size={16} aria-hidden />} onClick={onDeny}>
							{texts.deny}
						</Button>
					) : null}
					<Menu position="bottom-end">
						<Menu.Target>
							<ActionIcon variant="subtle" color="gray" size="lg" aria-label={texts.more(toMacText(macAddress))}>
								<IconDotsVertical size={18} />
							</ActionIcon>
						</Menu.Target>
						<Menu.Dropdown>
							<Menu.Item
								leftSection={<IconZoomQuestion size={16} />}
								renderRoot={(props) => <Link {...props} to="/why" search={{ record: recordId }} />}
							>
								{texts.why}
							</Menu.Item>
							<Menu.Item
								leftSection={<IconFocus2 size={16} />}
								renderRoot={(props) => <Link {...props} to="/live" search={{ mac: macAddress }} />}
							>
								{texts.follow}
							</Menu.Item>
						</Menu.Dropdown>
					</Menu>
				</Group>
			</Group>
			<SimpleGrid cols={{ base: 1, sm: 3 }} spacing="lg" verticalSpacing="sm">
				<Fact label={texts.labels.certificate}>
					<Text size="sm">{certificate.subject}</Text>
					<Text size="xs" c="dimmed" component="div">
						{texts.labels.anchor} {certificate.anchor}, <Validity notAfter={certificate.notAfter} />
					</Text>
				</Fact>
				<Fact label={texts.labels.asked}>
					<Text size="xs" ff="monospace">
						{path}
					</Text>
					<Text size="xs" c="dimmed">
						{texts.labels.from} {remoteAddress}
					</Text>
				</Fact>
				<Fact label={texts.labels.becomes}>
					<Text size="sm">{proposed.deviceType ?? texts.noType}</Text>
					<Text size="sm">
						{proposed.deviceName}{' '}
						{canAdd ? (
							<Anchor component="button" type="button" size="sm" onClick={onEdit} aria-label={`${texts.edit}: ${toMacText(macAddress)}`}>
								<IconPencil size={14} aria-hidden style={{ verticalAlign: '-2px' }} /> {texts.edit}
							</Anchor>
						) : null}
					</Text>
				</Fact>
			</SimpleGrid>
		</Paper>
	);
}

function Validity({ notAfter }: { readonly notAfter: string | null }): ReactNode {
	if (notAfter !== null && isEndless(notAfter)) return texts.labels.endless;
	return (
		<>
			{texts.labels.until} <TimeStamp value={notAfter} form="date" size="xs" c="dimmed" />
		</>
	);
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }): ReactNode {
	return (
		<Box style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
			<Text size="xs" fw={600} c="dimmed">
				{label}
			</Text>
			{children}
		</Box>
	);
}
