import { Code } from '@mantine/core';
import type { ReactNode } from 'react';

/** A MAC address in pairs, `00:08:7B:12:34:56`, as it stands on the label of a device. */
export function MacText({ value }: { readonly value: string }): ReactNode {
	return (
		<Code bg="transparent" p={0} fz="inherit" style={{ whiteSpace: 'nowrap' }}>
			{toMacText(value)}
		</Code>
	);
}

/** What is no MAC address stays as it is. */
export function toMacText(value: string): string {
	const digits = value.replaceAll(/[^0-9A-Fa-f]/g, '').toUpperCase();
	return digits.length === 12 ? (digits.match(/../g) ?? []).join(':') : value;
}
