import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { IconSun } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { colorSchemes } from './color-schemes.ts';

export function ColorSchemeMenu(): ReactNode {
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const Current = colorSchemes.find(({ scheme }) => scheme === colorScheme)?.icon ?? IconSun;
	return (
		<Menu position="bottom-end">
			<Menu.Target>
				<ActionIcon variant="subtle" color="gray" size="lg" aria-label={texts.shell.colorScheme}>
					<Current size={20} stroke={1.7} />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.RadioGroup value={colorScheme}>
					{colorSchemes.map(({ scheme, label, icon: Icon }) => (
						<Menu.RadioItem
							key={scheme}
							value={scheme}
							closeMenuOnClick
							rightSection={<Icon size={16} aria-hidden />}
							onChange={() => setColorScheme(scheme)}
						>
							{label}
						</Menu.RadioItem>
					))}
				</Menu.RadioGroup>
			</Menu.Dropdown>
		</Menu>
	);
}
