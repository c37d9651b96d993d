import { Button, Group, TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useSession } from '../../session/session-context.tsx';
import { deviceTypesTexts } from '../texts.ts';
import { useChosenScope } from './use-chosen-scope.ts';

const texts = deviceTypesTexts.tags;
const route = getRouteApi('/shell/device-types/$name');

/** Whose tags are shown. */
export function ScopePicker(): ReactNode {
	const { scope: bound } = useSession().self;
	const chosen = useChosenScope();
	const navigate = route.useNavigate();
	const [provider, setProvider] = useState(chosen?.serviceProviderId ?? '');
	const [group, setGroup] = useState(chosen?.groupId ?? '');

	function show(event: FormEvent): void {
		event.preventDefault();
		const [name, part] = [provider.trim(), group.trim()];
		void navigate({
			search: { tab: 'tags', ...(name === '' ? {} : { provider: name }), ...(name === '' || part === '' ? {} : { group: part }) },
			replace: true,
		});
	}

	return (
		<form onSubmit={show}>
			<Group align="flex-end" gap="sm">
				<TextInput
					label={texts.provider}
					value={provider}
					onChange={(event) => setProvider(event.currentTarget.value)}
					readOnly={bound !== null}
					required
				/>
				<TextInput
					label={texts.group}
					placeholder={texts.groupText}
					value={group}
					onChange={(event) => setGroup(event.currentTarget.value)}
					readOnly={bound !== null && bound.groupId !== null}
					miw={220}
				/>
				<Button type="submit" variant="default">
					{texts.show}
				</Button>
			</Group>
		</form>
	);
}
