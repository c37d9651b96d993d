import { NavLink, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Section } from '../ui/section.tsx';
import { toPlaceLabel, toSourceText } from './tls-places.ts';
import { type TlsPlace, useTlsPolicy } from './tls-queries.ts';
import { tlsTexts as texts } from './tls-texts.ts';

export interface TlsLevelsProps {
	readonly places: readonly TlsPlace[];
	/** The one that is shown. */
	readonly at: string;
}

/** The levels below each other; each says which lists it sets. */
export function TlsLevels({ places, at }: TlsLevelsProps): ReactNode {
	const lists = useTlsPolicy().data?.lists ?? [];

	function describe(source: string): string {
		const names = lists.filter((list) => list.source === source).map(({ setting }) => texts.settings[setting].toLowerCase());
		return names.length === 0 ? texts.levels.inherits : texts.levels.sets(names.join(' and '));
	}

	return (
		<Section title={texts.levels.title}>
			<Stack gap={2} component="nav" aria-label={texts.levels.title}>
				{places.map((place) => {
					const source = toSourceText(place);
					return (
						<NavLink
							key={source}
							label={toPlaceLabel(place)}
							description={describe(source)}
							active={source === at}
							pl={{ system: 12, transport: 12, kind: 12, interface: 32 }[place.level]}
							ff={place.level === 'interface' ? 'monospace' : undefined}
							styles={{ root: { borderRadius: 'var(--mantine-radius-md)' }, description: { fontFamily: 'var(--mantine-font-family)' } }}
							renderRoot={(props) => (
								<Link
									{...props}
									to="/tls-policy"
									search={source === 'system' ? {} : { at: source }}
									activeOptions={{ exact: true }}
									replace
								/>
							)}
						/>
					);
				})}
			</Stack>
		</Section>
	);
}
