import { ActionIcon, Menu } from '@mantine/core';
import {
	IconBan,
	IconCheck,
	IconDots,
	IconKey,
	IconKeyOff,
	IconLock,
	IconLockOpen,
	IconLogout,
	IconPencil,
	IconTrash,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { toSegment } from '../session/acl.ts';
import { useSession } from '../session/session-context.tsx';
import { notifyDone, notifyProblem } from '../ui/notify.ts';
import { peoplePageTexts as texts } from './people-texts.ts';
import { usePersonChanges } from './person-changes.ts';
import type { PersonQuestion } from './person-dialogs.tsx';
import type { Person } from './queries.ts';

export interface PersonMenuProps {
	readonly person: Person;
	readonly onAsk: (question: PersonQuestion) => void;
}

/** What can be done with a person. */
export function PersonMenu({ person, onAsk }: PersonMenuProps): ReactNode {
	const { can } = useSession();
	const changes = usePersonChanges();
	if (!can(`dms.rest.people.${toSegment(person.login)}.update`)) return null;
	const ask = (kind: PersonQuestion['kind']) => () => onAsk({ kind, person });

	async function allow(fields: { readonly enabled?: true; readonly loginEnabled?: true }, done: string): Promise<void> {
		try {
			await changes.change(person, fields);
			notifyDone(done);
		} catch (cause) {
			notifyProblem(cause);
		}
	}

	return (
		<Menu position="bottom-end" width={220}>
			<Menu.Target>
				<ActionIcon variant="subtle" color="gray" aria-label={texts.table.actions(person.login)}>
					<IconDots size={18} />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item leftSection={<IconPencil size={16} />} onClick={ask('edit')}>
					{texts.menu.edit}
				</Menu.Item>
				<Menu.Item leftSection={<IconKey size={16} />} onClick={ask('password')}>
					{texts.menu.password}
				</Menu.Item>
				{person.hasPassword ? (
					<Menu.Item leftSection={<IconKeyOff size={16} />} onClick={ask('clearPassword')}>
						{texts.menu.clearPassword}
					</Menu.Item>
				) : null}
				<Menu.Item leftSection={<IconLogout size={16} />} onClick={ask('revoke')}>
					{texts.menu.revoke}
				</Menu.Item>
				<Menu.Divider />
				{person.loginEnabled ? (
					<Menu.Item leftSection={<IconLock size={16} />} onClick={ask('lock')}>
						{texts.menu.lock}
					</Menu.Item>
				) : (
					<Menu.Item
						leftSection={<IconLockOpen size={16} />}
						onClick={() => void allow({ loginEnabled: true }, texts.unlocked(person.login))}
					>
						{texts.menu.unlock}
					</Menu.Item>
				)}
				{person.enabled ? (
					<Menu.Item leftSection={<IconBan size={16} />} onClick={ask('disable')}>
						{texts.menu.disable}
					</Menu.Item>
				) : (
					<Menu.Item leftSection={<IconCheck size={16} />} onClick={() => void allow({ enabled: true }, texts.enabled(person.login))}>
						{texts.menu.enable}
					</Menu.Item>
				)}
				<Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={ask('delete')}>
					{texts.menu.delete}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
