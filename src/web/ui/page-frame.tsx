import { Anchor, Box, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';
import { RouteLink } from './route-link.tsx';

export interface PageFrameProps {
	readonly title: string;
	/** One sentence: what one sees and does here. */
	readonly description?: ReactNode;
	/** Where this page is below, from the outside in. */
	readonly parents?: readonly { readonly label: string; readonly to: string }[];
	/** Buttons at the right of the title. */
	readonly actions?: ReactNode;
	readonly children: ReactNode;
}

/** On a screen that is wider still, the eye would lose the line. */
const mostWidth = 2560;

/** A page within the shell: its title, what can be done there, and its content. */
export function PageFrame({ title, description, parents = [], actions, children }: PageFrameProps): ReactNode {
	useDocumentTitle(`${title} - ${texts.product}`);
	return (
		<Stack gap="lg" maw={mostWidth} mx="auto">
			<Group justify="space-between" align="flex-start" gap="md">
				<Box maw="100%" style={{ minWidth: 0 }}>
					{parents.length === 0 ? null : (
						<Breadcrumbs mb={4} separatorMargin={6}>
							{parents.map(({ label, to }) => (
								<Anchor key={to} size="sm" renderRoot={(props) => <RouteLink {...props} to={to} />}>
									{label}
								</Anchor>
							))}
						</Breadcrumbs>
					)}
					<Title order={1} style={{ overflowWrap: 'anywhere' }}>
						{title}
					</Title>
					{description === undefined ? null : (
						<Text c="dimmed" size="sm" maw="70ch" mt={4}>
							{description}
						</Text>
					)}
				</Box>
				{actions === undefined ? null : <Group gap="sm">{actions}</Group>}
			</Group>
			{children}
		</Stack>
	);
}
