import { SimpleGrid, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Tagged } from '../../api/answer.ts';
import { WarningsAlert } from '../../ui/warnings-alert.tsx';
import type { Device } from '../queries.ts';
import { IdentitySection } from './identity-section.tsx';
import { LockoutSection } from './lockout-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { StandingSection } from './standing-section.tsx';
import { deviceTexts } from './texts.ts';

/** Who the device is, whether it has what it should have, and what keeps it out. */
export function OverviewTab({ device }: { readonly device: Tagged<Device> }): ReactNode {
	const { value } = device;
	return (
		<Stack gap="md">
			<WarningsAlert title={deviceTexts.warnings} warnings={value.warnings} />
			<SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
				<Stack gap="md">
					<IdentitySection device={device} />
					<LockoutSection device={value} />
				</Stack>
				<Stack gap="md">
					<StandingSection device={value} />
					<ProfileSection device={value} />
				</Stack>
			</SimpleGrid>
		</Stack>
	);
}
