import { Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { toCounts } from './counts.ts';
import { importTexts as texts } from './texts.ts';
import type { ImportPlan } from './use-archive-import.ts';

interface ImportOutcomeProps {
	readonly result: ImportPlan;
	readonly onNext: () => void;
}

/** What an import has done, and where to go from there. */
export function ImportOutcome({ result, onNext }: ImportOutcomeProps): ReactNode {
	const { deviceType, outcome } = result;
	const isUpdate = outcome === 'files-updated';
	return (
		<Notice tone="info" title={isUpdate ? texts.doneUpdate(deviceType) : texts.doneAdd(deviceType)} isLive>
			<Stack gap="sm" align="flex-start">
				<Text size="sm">
					{`${texts.files}: ${toCounts(result)}.`}
					{isUpdate ? ` ${texts.doneText}` : ''}
				</Text>
				<Group gap="sm">
					<Button renderRoot={(props) => <Link {...props} to="/device-types/$name" params={{ name: deviceType }} />}>{texts.open}</Button>
					<Button variant="default" onClick={onNext}>
						{texts.next}
					</Button>
				</Group>
			</Stack>
		</Notice>
	);
}
