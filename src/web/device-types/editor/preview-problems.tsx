import { Anchor, Code, List, Text } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import type { ApiSchema } from '../../api/client.ts';
import { Notice } from '../../ui/notice.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { findLines } from './find-lines.ts';
import { problemTexts, editorTexts as texts } from './texts.ts';

interface PreviewProblemsProps {
	readonly file: ApiSchema<'FilePreview'>;
	/** Of the template, in which the tags are looked for. */
	readonly text: string;
	readonly onJump: (line: number) => void;
}

const mostLines = 5;

/** Tags that were not resolved, and the lines of the template in which they stand. */
export function PreviewProblems({ file: { problems, escape }, text, onJump }: PreviewProblemsProps): ReactNode {
	const places = useMemo(() => {
		const names = problems.flatMap(({ tagName }) => (tagName === undefined ? [] : [tagName]));
		return findLines(text, names, mostLines);
	}, [text, problems]);
	if (problems.length === 0) return escape === null ? null : <StatusBadge tone="good">{texts.problemsNone}</StatusBadge>;
	return (
		<Notice tone="warning" title={texts.problems(problems.length)}>
			<List size="sm" spacing={4}>
				{problems.map(({ kind, tagName = '', lines, detail }) => (
					<List.Item key={`${kind} ${tagName} ${detail}`}>
						{tagName === '' ? null : <Code>{tagName}</Code>}{' '}
						{(places.get(tagName) ?? []).map((line) => (
							<Anchor
								key={line}
								component="button"
								type="button"
								size="sm"
								c="inherit"
								mr={6}
								underline="always"
								onClick={() => onJump(line)}
							>
								{texts.line(line)}
							</Anchor>
						))}
						<Text span size="sm">
							{problemTexts[kind] ?? detail}
							{lines.length === 0 ? null : ` ${texts.deviceLines(lines)}`}
						</Text>
					</List.Item>
				))}
			</List>
		</Notice>
	);
}
