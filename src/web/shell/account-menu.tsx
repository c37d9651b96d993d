import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconApi, IconLogout, IconUser, IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession, useSessionControl } from '../session/session-context.tsx';
import { texts } from '../texts.ts';

/** Who is signed in, and the way out. */
export function AccountMenu(): ReactNode {
	const { login, self } = useSession();
	const session = useSessionControl();
	return (
		<Menu position="bottom-end" width={240}>
			<Menu.Target>
				<UnstyledButton aria-label={`${texts.shell.account}: ${login}`}>
					<Avatar size={32} radius="xl" color="petrol" aria-hidden>
						<IconUser size={18} />
					</Avatar>
				</UnstyledButton>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>
					<Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
						{login}
					</Text>
					<Text size="xs" c="dimmed">
						{self.role ?? self.kind}
						{self.scope === null ? '' : ` · ${[self.scope.serviceProviderId, self.scope.groupId].filter(Boolean).join(' / ')}`}
					</Text>
				</Menu.Label>
				<Menu.Divider />
				<Menu.Item leftSection={<IconUserCircle size={16} />} renderRoot={(props) => <Link {...props} to="/tokens" />}>
					{texts.shell.ownAccount}
				</Menu.Item>
				<Menu.Item leftSection={<IconApi size={16} />} component="a" href="/api/v1/" target="_blank" rel="noreferrer">
					{texts.shell.api}
				</Menu.Item>
				<Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void session.signOut()}>
					{texts.shell.signOut}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
