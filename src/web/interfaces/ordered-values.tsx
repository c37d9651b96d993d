import { ActionIcon, Group, Paper, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { tlsTexts } from './tls-texts.ts';

const texts = tlsTexts.editing;

export interface OrderedValuesProps {
	readonly values: readonly string[];
	readonly onChange: (values: readonly string[]) => void;
}

/** A list whose order counts: values move up and down, and go. */
export function OrderedValues({ values, onChange }: OrderedValuesProps): ReactNode {
	function move(index: number, by: 1 | -1): void {
		const moved = [...values];
		const [value] = moved.splice(index, 1);
		if (value !== undefined) moved.splice(index + by, 0, value);
		onChange(moved);
	}

	return (
		<Stack gap={4} component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
			{values.map((value, index) => (
				<Paper key={value} component="li" withBorder py={4} pl="sm" pr={4}>
					<Group gap={4} wrap="nowrap" justify="space-between">
						<Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
							{value}
						</Text>
						<Group gap={0} wrap="nowrap">
							<ActionIcon variant="subtle" color="gray" disabled={index === 0} aria-label={texts.up(value)} onClick={() => move(index, -1)}>
								<IconArrowUp size={16} />
							</ActionIcon>
							<ActionIcon
								variant="subtle"
								color="gray"
								disabled={index === values.length - 1}
								aria-label={texts.down(value)}
								onClick={() => move(index, 1)}
							>
								<IconArrowDown size={16} />
							</ActionIcon>
							<ActionIcon
								variant="subtle"
								color="gray"
								aria-label={texts.remove(value)}
								onClick={() => onChange(values.filter((each) => each !== value))}
							>
								<IconX size={16} />
							</ActionIcon>
						</Group>
					</Group>
				</Paper>
			))}
		</Stack>
	);
}
