import { Alert, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconBan } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Section } from '../../ui/section.tsx';
import type { RuleWarning } from '../proof-warnings.ts';
import { toProof, toProofSentence, toRuleSentences } from '../proof-words.ts';
import type { EditableFile } from './file-rules.ts';
import classes from './rules-in-words.module.css';
import { fileTexts as texts } from './texts.ts';

interface RulesInWordsProps {
	readonly file: EditableFile;
	readonly vendors: readonly string[] | undefined;
	readonly warnings: readonly RuleWarning[];
}

/** The rules of a file as sentences, and what is wrong with them. */
export function RulesInWords({ file, vendors, warnings }: RulesInWordsProps): ReactNode {
	const isBlock = file.fileCategory === 'Template Only';
	return (
		<Stack gap="md" className={classes['words'] ?? ''}>
			<Section title={texts.words}>
				<Stack gap="xs" aria-live="polite">
					<Text fw={500}>{isBlock ? texts.building : toProofSentence(toProof(file.authentication), vendors)}</Text>
					{isBlock ? null : (
						<List size="sm" spacing={4}>
							{toRuleSentences(file).map((sentence) => (
								<List.Item key={sentence}>{sentence}</List.Item>
							))}
						</List>
					)}
				</Stack>
			</Section>
			{warnings.length === 0 || isBlock ? null : (
				<Stack gap="xs" role="status" aria-label={texts.warnings}>
					{warnings.map(({ id, tone, text }) => (
						<Alert
							key={id}
							color={tone === 'warning' ? 'yellow' : 'red'}
							variant="light"
							p="sm"
							icon={tone === 'stop' ? <IconBan aria-hidden /> : <IconAlertTriangle aria-hidden />}
						>
							{text}
						</Alert>
					))}
				</Stack>
			)}
		</Stack>
	);
}
