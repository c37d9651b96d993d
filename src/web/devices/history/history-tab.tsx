import { Select, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Tagged } from '../../api/answer.ts';
import { useDeviceFiles } from '../files/queries.ts';
import type { Device } from '../queries.ts';
import type { Subject } from './queries.ts';
import { RevisionList } from './revision-list.tsx';
import { historyTexts as texts } from './texts.ts';

const tags = ' tags';

/** Revisions of the tags of the device and of what stands in place of its files. */
export function HistoryTab({ device: { value } }: { readonly device: Tagged<Device> }): ReactNode {
	const files = useDeviceFiles(value.id);
	const [chosen, setChosen] = useState(tags);
	const subject: Subject =
		chosen === tags ? { kind: 'tags', deviceId: value.id } : { kind: 'file', deviceId: value.id, fileFormat: chosen };
	return (
		<Stack gap="md">
			<Select
				label={texts.subject}
				data={[
					{ value: tags, label: texts.tags },
					...(files.data ?? []).map(({ fileFormat }) => ({ value: fileFormat, label: texts.file(fileFormat) })),
				]}
				value={chosen}
				allowDeselect={false}
				maw={480}
				onChange={(next) => setChosen(next ?? tags)}
			/>
			<RevisionList key={chosen} subject={subject} />
		</Stack>
	);
}
