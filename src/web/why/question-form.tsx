import { Button, Collapse, NativeSelect, Paper, Stack, Text, Textarea, TextInput, Title, UnstyledButton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconChevronRight, IconZoomQuestion } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { CertificateInput } from './certificate-input.tsx';
import type { Question } from './queries.ts';
import type { GivenCertificate } from './read-certificates.ts';
import { whyTexts } from './texts.ts';

const texts = whyTexts.form;
const methods = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE'];
const urlForm = /^https?:\/\/[^\s/]+\/\S*$/i;
const headerForm = /^[^:\s]+:/;

export interface QuestionFormProps {
	readonly initial: { readonly url?: string | undefined; readonly method?: string | undefined; readonly user?: string | undefined };
	readonly isBusy: boolean;
	readonly onAsk: (question: Question, issuers: readonly GivenCertificate[]) => void;
	/** Default: The request. */
	readonly title?: string;
}

/** What a device would ask for, and what it would show of itself. */
export function QuestionForm({ initial, isBusy, onAsk, title = texts.title }: QuestionFormProps): ReactNode {
	const [chain, setChain] = useState<readonly GivenCertificate[]>([]);
	const [isOpen, setOpen] = useState(false);
	const form = useForm({
		initialValues: { url: initial.url ?? '', method: initial.method ?? 'GET', user: initial.user ?? '', headers: '', from: '' },
		validate: {
			url: (url) => (urlForm.test(url.trim()) ? null : texts.urlMissing),
			headers: (headers) => (toLines(headers).every((line) => headerForm.test(line)) ? null : texts.headersWrong),
		},
	});

	function ask({ url, method, user, headers, from }: typeof form.values): void {
		const [leaf, ...issuers] = chain;
		onAsk(
			{
				url: url.trim(),
				method,
				...(leaf === undefined ? {} : { certificate: leaf.pem }),
				...(user === '' ? {} : { user }),
				headers: Object.fromEntries(toLines(headers).map(toHeader)),
				...(from.trim() === '' ? {} : { remoteAddress: from.trim() }),
			},
			issuers,
		);
	}

	return (
		<Paper withBorder p="md" component="form" noValidate onSubmit={form.onSubmit(ask)}>
			<Stack>
				<Title order={2}>{title}</Title>
				<TextInput
					label={texts.url}
					description={texts.urlDescription}
					placeholder={texts.urlPlaceholder}
					required
					withAsterisk={false}
					spellCheck={false}
					autoComplete="off"
					{...form.getInputProps('url')}
				/>
				<NativeSelect
					label={texts.method}
					data={methods.includes(form.values.method) ? methods : [...methods, form.values.method]}
					{...form.getInputProps('method')}
				/>
				<CertificateInput value={chain} onChange={setChain} />
				<TextInput
					label={texts.user}
					description={texts.userDescription}
					autoComplete="off"
					spellCheck={false}
					{...form.getInputProps('user')}
				/>
				<UnstyledButton
					onClick={() => setOpen(!isOpen)}
					aria-expanded={isOpen}
					fz="sm"
					c="petrol"
					display="flex"
					style={{ alignItems: 'center', gap: 4 }}
				>
					<IconChevronRight size={16} aria-hidden style={{ transform: isOpen ? 'rotate(90deg)' : undefined }} />
					{texts.more}
				</UnstyledButton>
				<Collapse expanded={isOpen}>
					<Stack>
						<Textarea
							label={texts.headers}
							description={texts.headersDescription}
							rows={3}
							spellCheck={false}
							{...form.getInputProps('headers')}
						/>
						<TextInput label={texts.from} placeholder="127.0.0.1" autoComplete="off" {...form.getInputProps('from')} />
					</Stack>
				</Collapse>
				<Button type="submit" loading={isBusy} leftSection={<IconZoomQuestion size={18} aria-hidden />}>
					{texts.ask}
				</Button>
				<Text size="xs" c="dimmed">
					{texts.asking}
				</Text>
			</Stack>
		</Paper>
	);
}

function toLines(text: string): readonly string[] {
	return text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '');
}

function toHeader(line: string): readonly [string, string] {
	const colon = line.indexOf(':');
	return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}
