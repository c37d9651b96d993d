import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

export interface TimeInputProps {
	readonly label: string;
	/** ISO 8601. */
	readonly value: string | undefined;
	readonly onChange: (value: string | undefined) => void;
}

/** A time in the zone of the reader. */
export function TimeInput({ label, value, onChange }: TimeInputProps): ReactNode {
	function change(text: string): void {
		const time = new Date(text);
		onChange(text === '' || Number.isNaN(time.getTime()) ? undefined : time.toISOString());
	}

	return (
		<TextInput
			type="datetime-local"
			label={label}
			value={value === undefined ? '' : toLocal(new Date(value))}
			onChange={(event) => change(event.currentTarget.value)}
		/>
	);
}

/** `2026-11-22T09:05`, as the input of the browser takes it. */
function toLocal(time: Date): string {
	const shifted = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
	return shifted.toISOString().slice(0, 16);
}
