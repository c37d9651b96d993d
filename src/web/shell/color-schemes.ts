import type { MantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun, type TablerIcon } from '@tabler/icons-react';
import { texts } from '../texts.ts';

interface ColorScheme {
	readonly scheme: MantineColorScheme;
	readonly label: string;
	readonly icon: TablerIcon;
}

/** What one may choose; `auto` follows the system. */
export const colorSchemes: readonly ColorScheme[] = [
	{ scheme: 'light', label: texts.shell.light, icon: IconSun },
	{ scheme: 'dark', label: texts.shell.dark, icon: IconMoon },
	{ scheme: 'auto', label: texts.shell.system, icon: IconDeviceDesktop },
];
