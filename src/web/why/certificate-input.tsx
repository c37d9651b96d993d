import '@mantine/dropzone/styles.css';
import { ActionIcon, Badge, Box, Group, Input, Paper, Stack, Text, Textarea } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconCertificate, IconX } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { isEndless } from '../ui/is-endless.ts';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { type GivenCertificate, orderChain, readCertificates } from './read-certificates.ts';
import { whyTexts } from './texts.ts';
import classes from './why.module.css';

const texts = whyTexts.form;
const mostBytes = 256 * 1024;

export interface CertificateInputProps {
	/** That of the device first. */
	readonly value: readonly GivenCertificate[];
	readonly onChange: (value: readonly GivenCertificate[]) => void;
}

/** Takes certificates as files or as pasted text, and shows what they say of themselves. */
export function CertificateInput({ value, onChange }: CertificateInputProps): ReactNode {
	const [error, setError] = useState<string>();
	const [typed, setTyped] = useState('');
	const id = useId();

	function add(found: readonly GivenCertificate[]): void {
		setError(undefined);
		onChange(orderChain([...value, ...found]));
	}

	async function addFiles(files: readonly File[]): Promise<void> {
		const read = await Promise.all(
			files.map(async (file) => ({ file, found: readCertificates(new Uint8Array(await file.arrayBuffer())) })),
		);
		const wrong = read.find(({ found }) => found.length === 0);
		add(read.flatMap(({ found }) => found));
		if (wrong !== undefined) setError(texts.fileWrong(wrong.file.name));
	}

	function type(text: string): void {
		const found = readCertificates(new TextEncoder().encode(text));
		setTyped(found.length > 0 ? '' : text);
		if (found.length > 0) return add(found);
		setError(text.trim() === '' ? undefined : texts.pasteWrong);
	}

	return (
		<Input.Wrapper label={texts.certificates} description={texts.certificatesDescription} labelElement="div" error={error}>
			<Stack gap="xs" mt={6}>
				{value.map((certificate, index) => (
					<CertificateChip
						key={certificate.pem}
						certificate={certificate}
						isLeaf={index === 0}
						onRemove={() => onChange(orderChain(value.filter((each) => each !== certificate)))}
					/>
				))}
				<Dropzone
					onDrop={(files) => void addFiles(files)}
					onReject={([rejection]) => setError(texts.fileWrong(rejection?.file.name ?? ''))}
					maxSize={mostBytes}
					className={classes['drop'] ?? ''}
					inputProps={{ 'aria-label': texts.certificates }}
				>
					<Group justify="center" gap="xs" wrap="nowrap">
						<IconCertificate size={20} aria-hidden />
						<Text size="sm">{texts.drop}</Text>
					</Group>
				</Dropzone>
				<Textarea
					id={id}
					aria-label={texts.pasteLabel}
					placeholder={texts.paste}
					value={typed}
					onChange={(event) => type(event.currentTarget.value)}
					rows={2}
					spellCheck={false}
					styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 'var(--mantine-font-size-xs)' } }}
				/>
			</Stack>
		</Input.Wrapper>
	);
}

interface CertificateChipProps {
	readonly certificate: GivenCertificate;
	readonly isLeaf: boolean;
	readonly onRemove: () => void;
}

function CertificateChip({ certificate: { subject, issuer, notAfter }, isLeaf, onRemove }: CertificateChipProps): ReactNode {
	return (
		<Paper withBorder px="sm" py={6}>
			<Group justify="space-between" wrap="nowrap" gap="xs">
				<Box style={{ minWidth: 0 }}>
					<Group gap={6} wrap="nowrap">
						<Text size="sm" fw={600} truncate title={subject}>
							{subject}
						</Text>
						<Badge size="sm" variant="light" tt="none" radius="sm" color={isLeaf ? 'petrol' : 'gray'} style={{ flexShrink: 0 }}>
							{isLeaf ? texts.ofDevice : texts.ofIssuer}
						</Badge>
					</Group>
					<Text size="xs" c="dimmed" truncate title={issuer}>
						{texts.issuedBy(issuer)}
					</Text>
					<Text size="xs" c="dimmed" component="div">
						{isEndless(notAfter.toISOString()) ? (
							texts.endless
						) : (
							<>
								{texts.until} <TimeStamp value={notAfter.toISOString()} form="date" size="xs" />
							</>
						)}
					</Text>
				</Box>
				<ActionIcon variant="subtle" color="gray" onClick={onRemove} aria-label={texts.remove(subject)}>
					<IconX size={16} />
				</ActionIcon>
			</Group>
		</Paper>
	);
}
