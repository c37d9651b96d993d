import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { deviceWords } from './words.ts';

export interface Place {
	readonly serviceProviderId: string | null;
	readonly groupId: string | null;
}

/** To whom a device belongs: `acme / hq`, or the system. */
export function PlaceText({ place }: { readonly place: Place }): ReactNode {
	const text = toPlaceText(place);
	return text === undefined ? (
		<Text span size="sm" c="dimmed">
			{deviceWords.levels.system}
		</Text>
	) : (
		<Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
			{text}
		</Text>
	);
}

export function toPlaceText({ serviceProviderId, groupId }: Place): string | undefined {
	return serviceProviderId === null ? undefined : [serviceProviderId, groupId].filter((part) => part !== null).join(' / ');
}
