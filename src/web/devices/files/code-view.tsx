import { Box } from '@mantine/core';
import { memo, type ReactNode, useMemo } from 'react';
import classes from './code-view.module.css';
import { type Syntax, tokenize, toLines } from './tokenize.ts';

export interface CodeViewProps {
	readonly text: string;
	readonly syntax: Syntax;
	/** For screen readers. */
	readonly label: string;
}

const mostLaidOut = 1_000;

/** A text with numbered lines and colours. */
export const CodeView = memo(function CodeView({ text, syntax, label }: CodeViewProps): ReactNode {
	const lines = useMemo(() => toLines(tokenize(text, syntax)), [text, syntax]);
	return (
		<Box className={classes['code']} role="region" aria-label={label} tabIndex={0}>
			<pre className={`${classes['text']} ${lines.length > mostLaidOut ? classes['long'] : ''}`}>
				{lines.map(({ number, tokens }) => (
					<div key={number} className={classes['line']}>
						<span className={classes['number']} aria-hidden>
							{number}
						</span>
						<code>
							{tokens.map(({ at, kind, text: piece }) => (
								<span key={at} className={classes[kind]}>
									{piece}
								</span>
							))}
						</code>
					</div>
				))}
			</pre>
		</Box>
	);
});
