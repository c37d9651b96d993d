import { Badge, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Facts } from '../ui/facts.tsx';
import { toMacText } from '../ui/mac-text.tsx';
import { Section } from '../ui/section.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import type { TrustAnchor } from './queries.ts';
import { trustTexts } from './texts.ts';

const texts = trustTexts.use;

/** Who has come in through an anchor. */
export function AnchorUse({ anchor: { kind, use } }: { readonly anchor: Pick<TrustAnchor, 'kind' | 'use'> }): ReactNode {
	return (
		<Section title={texts.title[kind]}>
			{use.devices === 0 ? (
				<Text size="sm" c="dimmed">
					{texts.none}
				</Text>
			) : (
				<Stack gap="sm">
					<Text size="sm">{texts.count(use.devices)}</Text>
					<Facts
						rows={[
							[
								texts.last,
								<span key="last">
									{toMacText(use.lastDevice ?? '')} · <TimeStamp value={use.lastAt} />
								</span>,
							],
							[
								texts.examples,
								<Group key="examples" gap={6}>
									{use.examples.map((name) => (
										<Badge key={name} variant="default" radius="sm" tt="none" fw={500}>
											{toMacText(name)}
										</Badge>
									))}
								</Group>,
							],
						]}
					/>
				</Stack>
			)}
		</Section>
	);
}
