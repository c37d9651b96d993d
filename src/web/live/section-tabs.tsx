import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { pageTexts } from './page-texts.ts';
import type { RecordSearch } from './record-search.ts';

const texts = pageTexts.tabs;

/** From what happens to what has happened, and back, with the same filter. */
export function SectionTabs({ value, search }: { readonly value: 'live' | 'records'; readonly search: RecordSearch }): ReactNode {
	const { from: _from, to: _to, ...timeless } = search;
	const toState = (own: typeof value) =>
		own === value ? ({ variant: 'light', 'aria-current': 'page' } as const) : ({ variant: 'default' } as const);
	return (
		<nav aria-label={texts.label}>
			<Button.Group>
				<Button {...toState('live')} renderRoot={(props) => <Link {...props} to="/live" search={timeless} />}>
					{texts.live}
				</Button>
				<Button {...toState('records')} renderRoot={(props) => <Link {...props} to="/live/records" search={timeless} />}>
					{texts.records}
				</Button>
			</Button.Group>
		</nav>
	);
}
