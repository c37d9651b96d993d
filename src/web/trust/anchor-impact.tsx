import { List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { DeviceImpact } from '../ui/device-impact.tsx';
import { Notice } from '../ui/notice.tsx';
import type { TrustAnchor } from './queries.ts';
import { trustTexts } from './texts.ts';

const texts = trustTexts.impact;

export interface AnchorImpactProps {
	readonly anchor: TrustAnchor;
	readonly change: 'removeTrustAnchor' | 'disableTrustAnchor';
}

/** Who would be locked out without the anchor. */
export function AnchorImpact({ anchor: { kind, alias, use }, change }: AnchorImpactProps): ReactNode {
	if (kind === 'Http') return <DeviceImpact change={{ change, alias }} />;
	if (use.devices === 0) {
		return (
			<Text size="sm" c="dimmed">
				{texts.none}
			</Text>
		);
	}
	return (
		<Notice tone="danger" title={texts.locked(use.devices)}>
			<List size="sm">
				{use.examples.map((name) => (
					<List.Item key={name}>{name}</List.Item>
				))}
			</List>
			{use.devices > use.examples.length ? <Text size="sm">{texts.more(use.devices - use.examples.length)}</Text> : null}
		</Notice>
	);
}
