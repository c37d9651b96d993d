import { ActionIcon, AppShell, Burger, Button, Group, Kbd, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import icon from '../icon.svg';
import { SessionDialogs } from '../session/session-dialogs.tsx';
import { texts } from '../texts.ts';
import { AccountMenu } from './account-menu.tsx';
import { ColorSchemeMenu } from './color-scheme-menu.tsx';
import { CommandPalette } from './command-palette.tsx';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';

/** What stands around every page of an area. */
export function Shell(): ReactNode {
	const [isOpen, { toggle, close }] = useDisclosure(false);
	return (
		<AppShell
			header={{ height: 56 }}
			navbar={{ width: 232, breakpoint: 'md', collapsed: { mobile: !isOpen } }}
			padding={{ base: 'md', lg: 'xl' }}
		>
			<a className={classes['skip']} href="#content">
				{texts.shell.skip}
			</a>
			<AppShell.Header>
				<Group h="100%" px="md" justify="space-between" wrap="nowrap">
					<Group gap="sm" wrap="nowrap">
						<Burger
							opened={isOpen}
							onClick={toggle}
							hiddenFrom="md"
							size="sm"
							aria-label={isOpen ? texts.shell.closeNavigation : texts.shell.openNavigation}
							aria-expanded={isOpen}
						/>
						<Link to="/" className={classes['brand']} onClick={close}>
							<Group gap={10} wrap="nowrap">
								<img src={icon} width={28} height={28} alt="" />
								<Text fw={650} fz="lg" component="span">
									{texts.product}
								</Text>
							</Group>
						</Link>
					</Group>
					<Group gap="xs" wrap="nowrap">
						<Button
							variant="default"
							size="sm"
							w={220}
							visibleFrom="sm"
							className={classes['search']}
							leftSection={<IconSearch size={16} aria-hidden />}
							rightSection={<Kbd size="xs">{toShortcut()}</Kbd>}
							classNames={{ label: classes['searchLabel'] ?? '' }}
							onClick={() => spotlight.open()}
						>
							{texts.shell.search}
						</Button>
						<ActionIcon
							variant="subtle"
							color="gray"
							size="lg"
							hiddenFrom="sm"
							aria-label={texts.shell.search}
							onClick={() => spotlight.open()}
						>
							<IconSearch size={20} stroke={1.7} />
						</ActionIcon>
						<ColorSchemeMenu />
						<AccountMenu />
					</Group>
				</Group>
			</AppShell.Header>
			<AppShell.Navbar p="sm" aria-label={texts.shell.navigation}>
				<AppShell.Section grow component={ScrollArea} type="hover">
					<Navigation onNavigate={close} />
				</AppShell.Section>
			</AppShell.Navbar>
			<AppShell.Main id="content" tabIndex={-1} className={classes['main']}>
				<Outlet />
			</AppShell.Main>
			<CommandPalette />
			<SessionDialogs />
		</AppShell>
	);
}

function toShortcut(): string {
	return navigator.userAgent.includes('Mac') ? '⌘ K' : 'Ctrl K';
}
