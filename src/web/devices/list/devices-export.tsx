import { Button, Tooltip } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { notifyProblem } from '../../ui/notify.ts';
import { saveBlob } from '../../ui/save-blob.ts';
import type { DeviceFilter } from '../search.ts';
import { toListQuery } from './queries.ts';
import { devicesTexts as texts } from './texts.ts';

/** Saves what the filter finds as CSV, as the import takes it. */
export function DevicesExport({ filter }: { readonly filter: DeviceFilter }): ReactNode {
	const api = useApi();
	const [isBusy, setBusy] = useState(false);
	// The export does not know this one: better none than one with too much in it.
	const isPossible = filter.standing === undefined;

	async function save(): Promise<void> {
		setBusy(true);
		try {
			const params = { query: toListQuery(filter) };
			saveBlob(await answerOf(api.GET('/api/v1/devices.csv', { params, parseAs: 'blob' })), 'devices.csv');
		} catch (cause) {
			notifyProblem(cause);
		} finally {
			setBusy(false);
		}
	}

	return (
		<Tooltip label={texts.exportNot} disabled={isPossible} multiline maw={280}>
			<Button
				variant="default"
				leftSection={<IconDownload size={16} aria-hidden />}
				loading={isBusy}
				data-disabled={!isPossible || undefined}
				aria-disabled={!isPossible}
				onClick={() => (isPossible ? void save() : undefined)}
			>
				{texts.export}
			</Button>
		</Tooltip>
	);
}
