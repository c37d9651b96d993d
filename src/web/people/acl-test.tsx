import { Code, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useOperations } from './operations.ts';
import { findPermission } from './permission-of-request.ts';
import { findAllowing } from './reach.ts';
import { serviceAccountTexts } from './service-account-texts.ts';

const texts = serviceAccountTexts.reach;
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Whether a request would be allowed, and by which ACL. */
export function AclTest({ acls }: { readonly acls: readonly string[] }): ReactNode {
	const [method, setMethod] = useState('GET');
	const [path, setPath] = useState('');
	return (
		<Stack gap="xs">
			<Title order={3}>{texts.testTitle}</Title>
			<Group gap="xs" wrap="nowrap">
				<Select
					aria-label={texts.method}
					data={methods}
					value={method}
					onChange={(value) => setMethod(value ?? method)}
					allowDeselect={false}
					w={110}
				/>
				<TextInput
					aria-label={texts.path}
					placeholder={texts.pathPlaceholder}
					value={path}
					onChange={(event) => setPath(event.currentTarget.value)}
					flex={1}
					spellCheck={false}
					autoComplete="off"
					styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
				/>
			</Group>
			{path.trim() === '' ? null : <Verdict acls={acls} method={method} path={path} />}
		</Stack>
	);
}

interface VerdictProps {
	readonly acls: readonly string[];
	readonly method: string;
	readonly path: string;
}

function Verdict({ acls, method, path }: VerdictProps): ReactNode {
	const operations = useOperations().data;
	if (operations === undefined) return null;
	const found = findPermission(operations, method, path);
	if (found === undefined) {
		return (
			<Text size="sm" c="dimmed" role="status">
				{texts.unknown}
			</Text>
		);
	}
	const acl = findAllowing(acls, found.permission);
	return (
		<Stack gap={4} role="status">
			<Group gap="xs">
				<StatusBadge tone={acl === undefined ? 'bad' : 'good'}>{acl === undefined ? texts.denied : texts.allowed}</StatusBadge>
				{acl === undefined ? null : (
					<Text size="sm">
						{texts.by} <Code>{acl}</Code>
					</Text>
				)}
			</Group>
			<Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
				{texts.asks} <Code fz="xs">{found.permission}</Code>: {found.operation.summary}
			</Text>
		</Stack>
	);
}
