import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { readMacAddress, type TypedMac } from '../../ui/mac-address.ts';
import { toMacText } from '../../ui/mac-text.tsx';
import { formTexts as texts } from './texts.ts';

export interface MacInputProps {
	readonly value: string;
	readonly onChange: (value: string) => void;
	/** What the server has said of it. */
	readonly error: string | undefined;
}

/** A MAC address in any notation; says while one types whether it is complete, and how it will be kept. */
export function MacInput({ value, onChange, error }: MacInputProps): ReactNode {
	const mac = readMacAddress(value);
	return (
		<TextInput
			label={texts.mac}
			placeholder="00:13:D1:00:00:09"
			description={toHint(mac)}
			inputWrapperOrder={['label', 'input', 'description', 'error']}
			error={error ?? toMacError(value)}
			value={value}
			autoComplete="off"
			spellCheck={false}
			maxLength={64}
			styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
			onChange={(event) => onChange(event.currentTarget.value)}
		/>
	);
}

function toHint(mac: TypedMac): string {
	if (mac.kind === 'good') return texts.macGood(toMacText(mac.digits));
	return mac.kind === 'begun' && mac.digits > 0 ? texts.macTyping(mac.digits) : texts.macHint;
}

/** What is wrong with it; nothing for one that is only not complete yet. */
function toMacError(value: string): string | undefined {
	const { kind } = readMacAddress(value);
	if (kind === 'wrong') return texts.macNot;
	return kind === 'nobody' ? texts.macNobody : undefined;
}

/** Whether it can be sent: nothing, or a whole address. */
export function isMacComplete(value: string): boolean {
	return value.trim() === '' || readMacAddress(value).kind === 'good';
}
