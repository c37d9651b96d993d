import { Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import type { NavigationEntry, Section } from './area.ts';
import classes from './shell.module.css';
import { useVisibleNavigation } from './visible-navigation.ts';

const sections: readonly Section[] = ['fleet', 'insight', 'security', 'administration'];

/** The areas that the person may see, section by section. */
export function Navigation({ onNavigate }: { readonly onNavigate: () => void }): ReactNode {
	const entries = useVisibleNavigation();
	return (
		<Stack gap="lg">
			{sections.map((section) => {
				const members = entries.filter((entry) => entry.section === section);
				if (members.length === 0) return null;
				return (
					<Stack key={section} gap={2}>
						<Text size="xs" fw={600} c="dimmed" px="sm" pb={4}>
							{texts.sections[section]}
						</Text>
						{members.map((entry) => (
							<NavigationLink key={entry.to} entry={entry} onNavigate={onNavigate} />
						))}
					</Stack>
				);
			})}
		</Stack>
	);
}

function NavigationLink({ entry, onNavigate }: { readonly entry: NavigationEntry; readonly onNavigate: () => void }): ReactNode {
	const { to, label, icon: Icon } = entry;
	return (
		<Link to={to} className={classes['link']} activeOptions={{ exact: to === '/', includeSearch: false }} onClick={onNavigate}>
			<Icon size={18} stroke={1.7} aria-hidden />
			{label}
		</Link>
	);
}
