import { useMantineColorScheme } from '@mantine/core';
import type { SpotlightActionData } from '@mantine/spotlight';
import { IconApi, IconLogout } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useSessionControl } from '../session/session-context.tsx';
import { texts } from '../texts.ts';
import { colorSchemes } from './color-schemes.ts';

/** What the palette does without going to a page. */
export function usePaletteCommands(): SpotlightActionData[] {
	const { setColorScheme } = useMantineColorScheme();
	const session = useSessionControl();
	return useMemo(
		() => [
			...colorSchemes.map(({ scheme, label, icon: Icon }) => ({
				id: `colours ${scheme}`,
				label: `${texts.shell.colorScheme}: ${label}`,
				keywords: ['theme', 'mode', 'colors'],
				leftSection: <Icon size={20} stroke={1.6} aria-hidden />,
				onClick: () => setColorScheme(scheme),
			})),
			{
				id: 'api',
				label: texts.shell.api,
				keywords: ['openapi', 'rest'],
				leftSection: <IconApi size={20} stroke={1.6} aria-hidden />,
				onClick: () => void globalThis.open('/api/v1/', '_blank', 'noopener'),
			},
			{
				id: 'sign out',
				label: texts.shell.signOut,
				keywords: ['log out', 'leave'],
				leftSection: <IconLogout size={20} stroke={1.6} aria-hidden />,
				onClick: () => void session.signOut(),
			},
		],
		[session, setColorScheme],
	);
}
