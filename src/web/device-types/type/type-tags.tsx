import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../ui/section.tsx';
import type { DeviceType } from '../queries.ts';
import { deviceTypesTexts } from '../texts.ts';
import { ScopePicker } from './scope-picker.tsx';
import { ScopeTags } from './scope-tags.tsx';
import { TagNamesTable } from './tag-names-table.tsx';
import { useChosenScope } from './use-chosen-scope.ts';

const texts = deviceTypesTexts.tags;

/** The tags of a type: what a service provider or a group has of its own, and which names a template may use. */
export function TypeTags({ type }: { readonly type: DeviceType }): ReactNode {
	const scope = useChosenScope();
	return (
		<Stack gap="md">
			<Section title={texts.provider} description={texts.intro}>
				<ScopePicker />
				{scope === undefined ? null : <ScopeTags key={`${scope.serviceProviderId}/${scope.groupId ?? ''}`} type={type} scope={scope} />}
			</Section>
			<Section title={texts.names} description={texts.namesText}>
				<TagNamesTable name={type.name} />
			</Section>
		</Stack>
	);
}
