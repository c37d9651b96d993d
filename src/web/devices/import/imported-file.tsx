import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RouteLink } from '../../ui/route-link.tsx';
import type { ImportOutcome } from './import-devices.ts';
import { importTexts as texts } from './texts.ts';

export interface ImportedFileProps {
	readonly outcome: ImportOutcome;
	/** Why it has not come to its end. */
	readonly failure?: unknown;
	readonly onOther: () => void;
}

/** What an import has come to. */
export function ImportedFile({ outcome: { added, changed, refusedRows }, failure, onOther }: ImportedFileProps): ReactNode {
	return (
		<Stack>
			{failure === undefined ? (
				<Notice tone="good" title={texts.done(added, changed)} isLive>
					{texts.doneText(refusedRows)}
				</Notice>
			) : (
				<>
					<ProblemAlert error={failure} />
					<Notice tone="warning" title={texts.stopped}>
						{texts.stoppedText(added + changed)}
					</Notice>
				</>
			)}
			<Group>
				<Button renderRoot={(props) => <RouteLink {...props} to="/devices" />}>{texts.show}</Button>
				<Button variant="default" onClick={onOther}>
					{texts.other}
				</Button>
			</Group>
		</Stack>
	);
}
