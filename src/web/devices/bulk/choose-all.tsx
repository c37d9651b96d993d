import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { Api } from '../../api/client.ts';
import { notifyProblem } from '../../ui/notify.ts';
import { toListQuery } from '../list/queries.ts';
import type { Selection } from '../list/use-selection.ts';
import { presentFields } from '../present-fields.ts';
import type { DeviceSummary } from '../queries.ts';
import type { DeviceFilter } from '../search.ts';
import { bulkTexts as texts } from './texts.ts';

/** More would take a browser, and the person who watches it, too long. */
const mostChosen = 10_000;
const pieceSize = 1_000;

export interface ChooseAllProps {
	readonly filter: DeviceFilter;
	readonly selection: Selection;
}

/** Chooses what the filter finds on all pages. */
export function ChooseAll({ filter, selection }: ChooseAllProps): ReactNode {
	const api = useApi();
	const [isBusy, setBusy] = useState(false);

	async function choose(): Promise<void> {
		setBusy(true);
		try {
			selection.setAll(await findAll(api, filter), true);
		} catch (cause) {
			notifyProblem(cause);
		} finally {
			setBusy(false);
		}
	}

	return (
		<Button size="xs" variant="subtle" loading={isBusy} onClick={() => void choose()}>
			{texts.chooseAll(mostChosen)}
		</Button>
	);
}

async function findAll(api: Api, filter: DeviceFilter): Promise<readonly DeviceSummary[]> {
	const devices: DeviceSummary[] = [];
	let cursor: string | undefined;
	do {
		const limit = Math.min(pieceSize, mostChosen - devices.length);
		const place = presentFields(['cursor'], () => cursor);
		const query = { ...toListQuery(filter), ...presentFields(['standing'], () => filter.standing), ...place, limit };
		const page = await answerOf(api.GET('/api/v1/devices', { params: { query } }));
		devices.push(...page.items);
		cursor = page.nextCursor ?? undefined;
	} while (cursor !== undefined && devices.length < mostChosen);
	return devices;
}
