import { Button, Group, Stack, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSession } from '../../session/session-context.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { RouteLink } from '../../ui/route-link.tsx';
import { Section } from '../../ui/section.tsx';
import { settingsTexts } from '../texts.ts';
import { RestartSection } from './restart-section.tsx';
import { SettingsSection } from './settings-section.tsx';
import { systemTexts as texts } from './texts.ts';

/** What holds for the whole system. */
export function SettingsPage(): ReactNode {
	const { can } = useSession();
	return (
		<PageFrame title={settingsTexts.settings.title} description={texts.description}>
			<Stack gap="md" maw={760}>
				<SettingsSection />
				{can('dms.rest.access-control.read') ? (
					<Section title={texts.proxies}>
						<Text size="sm">{texts.proxiesText}</Text>
						<Group>
							<Button
								variant="default"
								rightSection={<IconArrowRight size={16} aria-hidden />}
								renderRoot={(props) => <RouteLink {...props} to="/access-control" />}
							>
								{texts.proxiesLink}
							</Button>
						</Group>
					</Section>
				) : null}
				{can('dms.rest.restart.read') ? <RestartSection /> : null}
			</Stack>
		</PageFrame>
	);
}
