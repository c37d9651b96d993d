import '@mantine/dropzone/styles.css';
import { Group, Input, Stack, Text, Textarea } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileCertificate } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { readEncodedFiles } from './read-encoded-files.ts';

export interface PemDropProps {
	readonly label: string;
	readonly description?: string;
	/** PEM, or DER in base64, as the API takes it. */
	readonly value: string;
	/** @param fileName of the file that was dropped; undefined where the text was typed. */
	readonly onChange: (value: string, fileName?: string) => void;
	readonly error?: string | undefined;
	readonly required?: boolean;
	/** Whether several files become one text. */
	readonly multiple?: boolean;
}

const mostBytes = 1024 * 1024;

/** A certificate or a key: dropped, chosen, or pasted as text. */
export function PemDrop({ label, description, value, onChange, error, required = false, multiple = false }: PemDropProps): ReactNode {
	const [refusal, setRefusal] = useState<string>();
	const [name, setName] = useState<string>();

	async function take(files: readonly File[]): Promise<void> {
		setRefusal(undefined);
		const names = files.map((file) => file.name).join(', ');
		onChange(await readEncodedFiles(files), files[0]?.name);
		setName(names);
	}

	return (
		<Input.Wrapper label={label} description={description} error={refusal ?? error} required={required} labelElement="div">
			<Stack gap={6} mt={6}>
				<Dropzone
					onDrop={(files) => void take(files)}
					onReject={() => setRefusal('Only one file of at most 1 MiB fits here.')}
					maxSize={mostBytes}
					multiple={multiple}
					p="sm"
					inputProps={{ 'aria-label': `${label}: choose a file` }}
				>
					<Group gap="sm" wrap="nowrap" style={{ pointerEvents: 'none' }}>
						<IconFileCertificate size={26} stroke={1.5} aria-hidden />
						<div style={{ minWidth: 0 }}>
							<Text size="sm" style={{ overflowWrap: 'anywhere' }}>
								{name ?? (multiple ? 'Drop files here, or click to choose them' : 'Drop a file here, or click to choose one')}
							</Text>
							<Text size="xs" c="dimmed">
								{name === undefined ? 'PEM or DER, at most 1 MiB' : 'Drop another one to replace it'}
							</Text>
						</div>
					</Group>
				</Dropzone>
				<Textarea
					aria-label={`${label}: text`}
					placeholder="… or paste it here: -----BEGIN"
					value={value}
					onChange={(event) => {
						setName(undefined);
						onChange(event.currentTarget.value);
					}}
					autosize
					minRows={2}
					maxRows={5}
					spellCheck={false}
					autoComplete="off"
					styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 'var(--mantine-font-size-xs)' } }}
				/>
			</Stack>
		</Input.Wrapper>
	);
}
