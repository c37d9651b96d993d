import { Anchor, Button, CloseButton, Group, Paper, Stack, Text } from '@mantine/core';
import { IconArrowBackUp, IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { notifyProblem } from '../ui/notify.ts';
import { RouteLink } from '../ui/route-link.tsx';
import { pageTexts } from './page-texts.ts';

const texts = pageTexts.done;

/** Something that was done on this page. */
export interface Done {
	readonly id: string;
	readonly text: string;
	readonly link?: { readonly label: string; readonly to: string };
	/** @returns what is said of it then. */
	readonly undo?: () => Promise<string>;
}

export interface DoneListProps {
	/** The newest first. */
	readonly items: readonly Done[];
	readonly onChange: (items: readonly Done[]) => void;
}

/** What was done, in the place of the rows that are gone, and how to take it back. */
export function DoneList({ items, onChange }: DoneListProps): ReactNode {
	return (
		<Stack gap="xs" role="status" aria-label={texts.label}>
			{items.map((item) => (
				<DoneRow
					key={item.id}
					item={item}
					onDismiss={() => onChange(items.filter((each) => each !== item))}
					onUndone={(text) => onChange(items.map((each) => (each === item ? { id: item.id, text } : each)))}
				/>
			))}
		</Stack>
	);
}

interface DoneRowProps {
	readonly item: Done;
	readonly onDismiss: () => void;
	readonly onUndone: (text: string) => void;
}

function DoneRow({ item: { text, link, undo }, onDismiss, onUndone }: DoneRowProps): ReactNode {
	const [isBusy, setBusy] = useState(false);

	async function takeBack(): Promise<void> {
		if (undo === undefined) return;
		setBusy(true);
		try {
			onUndone(await undo());
		} catch (cause) {
			notifyProblem(cause);
		} finally {
			setBusy(false);
		}
	}

	return (
		<Paper withBorder px="md" py="xs">
			<Group justify="space-between" gap="sm">
				<Group gap="sm" wrap="nowrap" style={{ minWidth: 0, flex: '1 1 16rem' }}>
					<IconCircleCheck size={20} color="var(--mantine-color-teal-filled)" aria-hidden style={{ flexShrink: 0 }} />
					<Text size="sm" style={{ overflowWrap: 'anywhere' }}>
						{text}{' '}
						{link === undefined ? null : (
							<Anchor size="sm" underline="always" renderRoot={(props) => <RouteLink {...props} to={link.to} />}>
								{link.label}
							</Anchor>
						)}
					</Text>
				</Group>
				<Group gap={4} wrap="nowrap">
					{undo === undefined ? null : (
						<Button
							size="xs"
							variant="subtle"
							loading={isBusy}
							leftSection={<IconArrowBackUp size={14} aria-hidden />}
							onClick={() => void takeBack()}
						>
							{texts.undo}
						</Button>
					)}
					<CloseButton aria-label={texts.dismiss} onClick={onDismiss} />
				</Group>
			</Group>
		</Paper>
	);
}
