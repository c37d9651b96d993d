import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { pageTexts } from './page-texts.ts';

const kinds = pageTexts.actors;

/** Who it was, and what that is: `vera`, a person. */
export function ActorText({ actor }: { readonly actor: string }): ReactNode {
	const colon = actor.indexOf(':');
	const [kind, name] = colon < 0 ? [actor, ''] : [actor.slice(0, colon), actor.slice(colon + 1)];
	const known = Object.entries(kinds).find(([each]) => each === kind)?.[1];
	return (
		<span>
			<Text span size="sm" fw={600}>
				{name === '' ? kind : name}
			</Text>{' '}
			<Text span size="xs" c="dimmed">
				{known ?? (name === '' ? kinds.other : kind)}
			</Text>
		</span>
	);
}
