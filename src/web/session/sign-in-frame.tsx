import { Center, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import icon from '../icon.svg';
import { texts } from '../texts.ts';
import classes from './session.module.css';

export interface SignInFrameProps {
	readonly title: string;
	readonly subtitle: string;
	readonly children: ReactNode;
}

/** A page for who is not signed in. */
export function SignInFrame({ title, subtitle, children }: SignInFrameProps): ReactNode {
	useDocumentTitle(`${title} - ${texts.product}`);
	return (
		<Center component="main" mih="100dvh" p="md" className={classes['frame']}>
			<Stack gap="lg" w="100%" maw={400}>
				<Stack gap={4} align="center">
					<img src={icon} width={48} height={48} alt="" />
					<Title order={1} ta="center" mt="sm">
						{title}
					</Title>
					<Text c="dimmed" size="sm" ta="center">
						{subtitle}
					</Text>
				</Stack>
				<Paper withBorder p="lg" radius="lg" shadow="sm">
					{children}
				</Paper>
			</Stack>
		</Center>
	);
}
