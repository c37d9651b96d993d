import { Box, Group, Paper, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { toReasonText } from '../ui/reason-texts.ts';
import { type Decided, isGranted } from './decided.ts';
import { FactList } from './fact-list.tsx';
import { ReasonCode } from './reason-code.tsx';
import { whyTexts as texts } from './texts.ts';
import classes from './why.module.css';

export interface VerdictCardProps {
	readonly decided: Decided;
	/** Of a challenge that goes with the answer. */
	readonly challenge?: string | null | undefined;
}

/** The answer in one look: the status, what it means, and about whom and what it was. */
export function VerdictCard({ decided, challenge }: VerdictCardProps): ReactNode {
	const { status, reason, detail, method, path } = decided;
	const granted = isGranted(decided);
	return (
		<Paper
			withBorder
			p={{ base: 'md', sm: 'lg' }}
			className={classes['verdict'] ?? ''}
			data-granted={granted}
			component="section"
			aria-live="polite"
		>
			<Stack gap="lg">
				<Group align="flex-start" gap="lg" wrap="nowrap">
					<Text className={classes['status'] ?? ''} c={granted ? 'teal' : 'red'} component="div">
						{status}
					</Text>
					<Box style={{ minWidth: 0 }}>
						<Text size="lg" fw={650}>
							{granted ? texts.verdict.granted : texts.verdict.refused}: {toReasonText(reason)}
						</Text>
						{detail === undefined ? null : <Text style={{ overflowWrap: 'anywhere' }}>{detail}</Text>}
						<Group mt={8} gap="sm">
							<ReasonCode reason={reason} />
						</Group>
						<Text size="sm" c="dimmed" ff="monospace" mt={8} style={{ overflowWrap: 'anywhere' }}>
							{method} /{path}
						</Text>
						{challenge === undefined || challenge === null ? null : <Text size="sm">{texts.verdict.challenge(challenge)}</Text>}
					</Box>
				</Group>
				<FactList decided={decided} />
			</Stack>
		</Paper>
	);
}
