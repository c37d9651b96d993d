import { Anchor, Code } from '@mantine/core';
import type { ReactNode } from 'react';
import { Facts } from '../../ui/facts.tsx';
import { RouteLink } from '../../ui/route-link.tsx';
import { Section } from '../../ui/section.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { formTexts } from '../form/texts.ts';
import { PlaceText } from '../place-text.tsx';
import type { Device } from '../queries.ts';
import { profileTexts as texts } from './texts.ts';

/** What its profile says. */
export function ProfileSection({ device }: { readonly device: Device }): ReactNode {
	const { deviceType, userName, useCustomUserNamePassword, description, physicalLocation, serialNumber, netAddress } = device;
	return (
		<Section title={texts.title}>
			<Facts
				rows={[
					[
						formTexts.type,
						<Anchor
							key="type"
							size="sm"
							renderRoot={(props) => <RouteLink {...props} to={`/device-types/${encodeURIComponent(deviceType)}`} />}
						>
							{deviceType}
						</Anchor>,
					],
					[formTexts.place, <PlaceText key="place" place={device} />],
					[texts.signIn, useCustomUserNamePassword && userName !== null ? <Code>{userName}</Code> : texts.signInOfType],
					[formTexts.description, description ?? undefined],
					[formTexts.location, physicalLocation ?? undefined],
					[formTexts.serial, serialNumber ?? undefined],
					[formTexts.netAddress, netAddress ?? undefined],
					[formTexts.country, device.country ?? undefined],
					[formTexts.tagSet, device.tagSet ?? undefined],
					[texts.added, <TimeStamp key="added" value={device.createdAt} />],
					[texts.changed, <TimeStamp key="changed" value={device.updatedAt} />],
				]}
			/>
		</Section>
	);
}
