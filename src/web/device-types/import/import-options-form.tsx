import { Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Section } from '../../ui/section.tsx';
import { importTexts as texts } from './texts.ts';
import type { ImportOptions } from './use-archive-import.ts';

interface ImportOptionsFormProps {
	readonly options: ImportOptions;
	readonly archiveName: string;
	readonly isBusy: boolean;
	/** What changes is checked at once. */
	readonly onChange: (options: ImportOptions) => void;
}

/** Whether a type is added or updated, and under which name. */
export function ImportOptionsForm({ options, archiveName, isBusy, onChange }: ImportOptionsFormProps): ReactNode {
	const [name, setName] = useState(options.name);
	function check(event: FormEvent): void {
		event.preventDefault();
		onChange({ ...options, name: name.trim() === '' ? archiveName : name.trim() });
	}
	return (
		<Section title={texts.how}>
			<form onSubmit={check}>
				<Stack gap="md">
					<Radio.Group
						aria-label={texts.how}
						value={options.mode}
						onChange={(mode) => onChange({ ...options, mode: mode === 'update' ? 'update' : 'add' })}
					>
						<Stack gap="xs">
							<Radio value="add" label={texts.add} disabled={isBusy} />
							<Radio value="update" label={texts.update} description={texts.updateText} disabled={isBusy} />
						</Stack>
					</Radio.Group>
					<Group align="flex-end" gap="sm">
						<TextInput
							label={texts.name}
							description={options.mode === 'add' ? texts.nameText : undefined}
							value={name}
							onChange={(event) => setName(event.currentTarget.value)}
							maxLength={40}
							miw={280}
							id="import-name"
						/>
						<Button type="submit" variant="default" disabled={isBusy || name.trim() === options.name}>
							{texts.check}
						</Button>
					</Group>
				</Stack>
			</form>
		</Section>
	);
}
