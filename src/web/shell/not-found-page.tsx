import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { RouteLink } from '../ui/route-link.tsx';

/** In the place of what an address does not lead to. */
export function NotFoundPage(): ReactNode {
	return (
		<PageFrame title={texts.notFound.title}>
			<EmptyState
				icon={IconMapOff}
				title={texts.notFound.nothing}
				text={texts.notFound.text}
				action={<Button renderRoot={(props) => <RouteLink {...props} to="/" />}>{texts.notFound.home}</Button>}
			/>
		</PageFrame>
	);
}
