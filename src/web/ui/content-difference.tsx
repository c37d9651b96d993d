import { Box, Stack, Text, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { texts as shared } from '../texts.ts';
import classes from './content-difference.module.css';

const texts = shared.difference;

type Difference = ApiSchema<'ContentDifference'>;
type Hunk = NonNullable<Difference['hunks']>[number];

export interface ContentDifferenceProps {
	readonly difference: Difference;
	/** For screen readers. */
	readonly label?: string;
}

/** Two contents line by line: what went stands red with a minus, what came green with a plus. */
export function ContentDifference({ difference, label = texts.label }: ContentDifferenceProps): ReactNode {
	const { kind, added = 0, removed = 0, hunks = [] } = difference;
	if (kind !== 'lines') {
		return (
			<Text size="sm" c="dimmed">
				{texts.kinds[kind]}
			</Text>
		);
	}
	return (
		<Stack gap="xs">
			<Text size="sm" c="dimmed">
				{texts.added(added)}, {texts.removed(removed)}
			</Text>
			<Box className={classes['frame']} role="group" aria-label={label} tabIndex={0}>
				<pre className={classes['text']}>
					{hunks.map((hunk) => (
						<HunkLines key={`${hunk.oldStart} ${hunk.newStart}`} hunk={hunk} />
					))}
				</pre>
			</Box>
		</Stack>
	);
}

function HunkLines({ hunk }: { readonly hunk: Hunk }): ReactNode {
	return (
		<>
			<div className={classes['place']}>{texts.place(hunk.oldStart, hunk.newStart)}</div>
			{numberLines(hunk).map(({ change, number, text }) => (
				<div key={`${change} ${number}`} className={`${classes['line']} ${classes[change] ?? ''}`}>
					<span className={classes['number']} aria-hidden>
						{number}
					</span>
					<span className={classes['sign']} aria-hidden>
						{signs[change]}
					</span>
					{change === 'same' ? null : <VisuallyHidden>{texts.words[change]}</VisuallyHidden>}
					<code>{text}</code>
				</div>
			))}
		</>
	);
}

const signs = { same: '', added: '+', removed: '-' } as const;

/** Lines of a hunk begin with `+`, `-` or a blank; a line that went has the number that it had. */
function numberLines({ oldStart, newStart, lines }: Hunk) {
	let [before, after] = [oldStart, newStart];
	return lines.map((line) => {
		const change = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same';
		const number = change === 'removed' ? before : after;
		if (change !== 'added') before += 1;
		if (change !== 'removed') after += 1;
		return { change, number, text: line.slice(1) } as const;
	});
}
