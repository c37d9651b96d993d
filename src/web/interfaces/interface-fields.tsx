import { Stack, Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { interfaceTexts } from './interface-texts.ts';
import type { InterfaceKind } from './queries.ts';

const texts = interfaceTexts.form;

/** What an interface demands. */
export interface InterfaceFlags {
	readonly secure: boolean;
	readonly clientAuthRequired: boolean;
	readonly legacyTls: boolean;
}

export interface InterfaceFieldsProps {
	readonly kind: InterfaceKind;
	readonly flags: InterfaceFlags;
	readonly onChange: (flags: InterfaceFlags) => void;
}

/** The switches of an interface; those that would contradict each other cannot be chosen. */
export function InterfaceFields({ kind, flags, onChange }: InterfaceFieldsProps): ReactNode {
	const isEvents = kind === 'CTI';
	return (
		<Stack gap="sm">
			<Switch
				label={texts.secure}
				description={isEvents ? texts.ctiHint : texts.secureHint}
				checked={flags.secure}
				disabled={isEvents}
				onChange={({ currentTarget: { checked } }) =>
					onChange(checked ? { ...flags, secure: true } : { secure: false, clientAuthRequired: false, legacyTls: false })
				}
			/>
			<Switch
				label={texts.client}
				description={isEvents ? undefined : texts.clientHint}
				checked={flags.clientAuthRequired}
				disabled={isEvents || !flags.secure}
				onChange={({ currentTarget: { checked } }) => onChange({ ...flags, clientAuthRequired: checked })}
			/>
			<Switch
				label={texts.legacy}
				description={texts.legacyHint}
				checked={flags.legacyTls}
				disabled={!flags.secure}
				onChange={({ currentTarget: { checked } }) => onChange({ ...flags, legacyTls: checked })}
			/>
		</Stack>
	);
}
