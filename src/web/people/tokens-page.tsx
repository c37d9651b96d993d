import { Grid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from '../session/session-context.tsx';
import { Facts } from '../ui/facts.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { Section } from '../ui/section.tsx';
import { ownAccountTexts as texts } from './own-account-texts.ts';
import { OwnPassword } from './own-password.tsx';
import { OwnSessions } from './own-sessions.tsx';
import { peoplePageTexts } from './people-texts.ts';
import { peopleTexts } from './texts.ts';

/** One's own account. */
export function TokensPage(): ReactNode {
	const { login, self } = useSession();
	const isPerson = self.kind === 'person';
	return (
		<PageFrame title={peopleTexts.tokens.title} description={texts.description}>
			<Grid gap="md">
				<Grid.Col span={{ base: 12, md: 5 }}>
					<Stack gap="md">
						<Section title={texts.who.title}>
							<Facts
								rows={[
									[texts.who.login, login],
									[
										texts.who.role,
										self.role === null ? (
											self.kind
										) : (
											<span key="role">
												{self.role}
												<Text size="xs" c="dimmed">
													{peoplePageTexts.roles[self.role]}
												</Text>
											</span>
										),
									],
									[
										texts.who.scope,
										self.scope === null
											? texts.who.everything
											: [self.scope.serviceProviderId, self.scope.groupId].filter((part) => part !== null).join(' / '),
									],
								]}
							/>
						</Section>
						{isPerson ? <OwnPassword /> : null}
					</Stack>
				</Grid.Col>
				<Grid.Col span={{ base: 12, md: 7 }}>
					{self.kind === 'shared-token' ? (
						<Section title={texts.sessions.title}>
							<Text size="sm" c="dimmed">
								{texts.sessions.notPersonal}
							</Text>
						</Section>
					) : (
						<OwnSessions />
					)}
				</Grid.Col>
			</Grid>
		</PageFrame>
	);
}
