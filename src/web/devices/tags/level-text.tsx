import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiSchema } from '../../api/client.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { tagTexts as texts } from './texts.ts';

export type TagLevel = ApiSchema<'EffectiveTags'>['items'][number]['level'];

export interface LevelTextProps {
	readonly level: TagLevel;
	/** Empty: the system default set. */
	readonly tagSetName?: string | undefined;
	readonly regionName?: string | undefined;
}

/** From where a tag has its value; those of the device itself stand out. */
export function LevelText({ level, tagSetName, regionName }: LevelTextProps): ReactNode {
	if (level === 'Device Profile') return <StatusBadge tone="info">{texts.levels[level]}</StatusBadge>;
	const set = tagSetName === undefined || tagSetName === '' ? undefined : tagSetName;
	const detail = [set, regionName].filter((part) => part !== undefined).join(', ');
	return (
		<Text span size="sm">
			{texts.levels[level]}
			{detail === '' ? null : (
				<Text span size="sm" c="dimmed">
					{' '}
					({detail})
				</Text>
			)}
		</Text>
	);
}
