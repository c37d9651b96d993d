import { CloseButton, TextInput, type TextInputProps } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { texts } from '../texts.ts';

export interface TypedFilterProps extends Omit<TextInputProps, 'value' | 'onChange' | 'error'> {
	readonly label: string;
	readonly value: string | undefined;
	/** Undefined: no longer filtered. */
	readonly onFilter: (value: string | undefined) => void;
	/** What is wrong with the text; while something is, it is not filtered by. */
	readonly toError?: (value: string) => string | undefined;
}

const typingMs = 120;

/** A filter that is typed: it takes effect as soon as the typing rests, or by Enter. */
export function TypedFilter({ value, onFilter, toError, ...rest }: TypedFilterProps): ReactNode {
	const [shown, setShown] = useState(value ?? '');
	const [known, setKnown] = useState(value);
	const apply = useDebouncedCallback((text: string) => {
		if (text !== '' && toError?.(text) !== undefined) return;
		setKnown(text === '' ? undefined : text);
		onFilter(text === '' ? undefined : text);
	}, typingMs);
	// The address was changed by something else: a saved filter, or Back.
	if (known !== value) {
		setKnown(value);
		setShown(value ?? '');
	}

	function handleChange(text: string): void {
		setShown(text);
		apply(text.trim());
	}

	const error = shown === '' ? undefined : toError?.(shown);
	return (
		<TextInput
			{...rest}
			value={shown}
			error={error}
			autoComplete="off"
			spellCheck={false}
			onChange={(event) => handleChange(event.currentTarget.value)}
			onKeyDown={(event) => {
				if (event.key === 'Enter') apply.flush();
			}}
			rightSection={
				shown === '' ? null : <CloseButton size="sm" aria-label={texts.actions.clearOne(rest.label)} onClick={() => handleChange('')} />
			}
		/>
	);
}
