import { Input, SegmentedControl, Stack } from '@mantine/core';
import { type ReactNode, useId } from 'react';

export interface SegmentedFieldProps<Value extends string> {
	readonly label: string;
	readonly value: Value;
	readonly onChange: (value: Value) => void;
	/** The words for each value, in their order. */
	readonly choices: Readonly<Record<Value, string>>;
}

/** One of few values, which are all seen, under a label. */
export function SegmentedField<Value extends string>({ label, value, onChange, choices }: SegmentedFieldProps<Value>): ReactNode {
	const id = useId();
	return (
		<Stack gap={4}>
			<Input.Label labelElement="div" id={id}>
				{label}
			</Input.Label>
			<SegmentedControl
				aria-labelledby={id}
				fullWidth
				styles={{ label: { whiteSpace: 'normal' } }}
				value={value}
				onChange={onChange}
				data={(Object.keys(choices) as Value[]).map((each) => ({ value: each, label: choices[each] }))}
			/>
		</Stack>
	);
}
