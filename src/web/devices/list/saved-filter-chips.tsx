import { Button, CloseButton, Group, Popover, Stack, TextInput } from '@mantine/core';
import { IconBookmark, IconBookmarkPlus } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { texts as shared } from '../../texts.ts';
import { type DeviceFilter, isEmptyFilter, toFilterKey } from '../search.ts';
import { useSavedFilters } from './saved-filters.ts';
import { filterTexts as texts } from './texts.ts';

export interface SavedFilterChipsProps {
	readonly filter: DeviceFilter;
	readonly onChoose: (filter: DeviceFilter) => void;
}

/** Filters that were saved in this browser, and the way to save the one that is in effect. */
export function SavedFilterChips({ filter, onChoose }: SavedFilterChipsProps): ReactNode {
	const { saved, save, remove } = useSavedFilters();
	const key = toFilterKey(filter);
	const isSaved = saved.some((each) => toFilterKey(each.filter) === key);
	const canSave = !isEmptyFilter(filter) && !isSaved;
	if (saved.length === 0 && !canSave) return null;
	return (
		<Group gap="xs" role="group" aria-label={texts.saved}>
			{saved.map((each) => {
				const isChosen = toFilterKey(each.filter) === key;
				return (
					<Button.Group key={each.name}>
						<Button
							size="compact-sm"
							radius="xl"
							variant={isChosen ? 'light' : 'default'}
							fw={isChosen ? 600 : 400}
							leftSection={<IconBookmark size={14} aria-hidden />}
							aria-pressed={isChosen}
							onClick={() => onChoose(isChosen ? {} : each.filter)}
						>
							{each.name}
						</Button>
						<Button
							size="compact-sm"
							radius="xl"
							px={6}
							variant={isChosen ? 'light' : 'default'}
							component="span"
							style={{ cursor: 'default' }}
							renderRoot={(props) => (
								<span {...props}>
									<CloseButton
										size={16}
										radius="xl"
										variant="transparent"
										aria-label={texts.removeSaved(each.name)}
										onClick={() => remove(each.name)}
									/>
								</span>
							)}
						/>
					</Button.Group>
				);
			})}
			{canSave ? <SaveButton onSave={(name) => save(name, filter)} /> : null}
		</Group>
	);
}

function SaveButton({ onSave }: { readonly onSave: (name: string) => void }): ReactNode {
	const [isOpen, setOpen] = useState(false);
	const [name, setName] = useState('');

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		if (name.trim() === '') return;
		onSave(name.trim());
		setName('');
		setOpen(false);
	}

	return (
		<Popover opened={isOpen} onChange={setOpen} position="bottom-start" shadow="md" trapFocus>
			<Popover.Target>
				<Button
					size="compact-sm"
					variant="subtle"
					leftSection={<IconBookmarkPlus size={14} aria-hidden />}
					onClick={() => setOpen(!isOpen)}
				>
					{texts.save}
				</Button>
			</Popover.Target>
			<Popover.Dropdown>
				<form onSubmit={handleSubmit}>
					<Stack gap="sm">
						<TextInput
							label={texts.saveName}
							value={name}
							maxLength={40}
							data-autofocus
							onChange={(event) => setName(event.currentTarget.value)}
						/>
						<Group justify="flex-end">
							<Button type="submit" size="xs" disabled={name.trim() === ''}>
								{shared.actions.save}
							</Button>
						</Group>
					</Stack>
				</form>
			</Popover.Dropdown>
		</Popover>
	);
}
