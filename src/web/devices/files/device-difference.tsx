import { Select, Stack } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { ContentDifference } from '../../ui/content-difference.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import type { DeviceFile } from './device-file.ts';
import { useDeviceDifference, useSimilarDevices } from './queries.ts';
import { differenceTexts as texts } from './texts.ts';

/** How the file differs from the one that another device of the type would get. */
export function DeviceDifference({ device, fileFormat }: DeviceFile): ReactNode {
	const [search, setSearch] = useState('');
	const [name] = useDebouncedValue(search, 200);
	const [chosen, setChosen] = useState<{ readonly value: string; readonly label: string }>();
	const devices = useSimilarDevices(device.deviceType, chosen?.label === name ? '' : name);
	const difference = useDeviceDifference(device.id, fileFormat, chosen?.value);
	const options = devices.data?.filter(({ id }) => id !== device.id).map(({ id, deviceName }) => ({ value: id, label: deviceName })) ?? [];
	const isListed = chosen === undefined || options.some(({ value }) => value === chosen.value);
	return (
		<Stack gap="sm">
			<Select
				label={texts.other}
				description={texts.otherHint}
				placeholder={texts.otherPlaceholder}
				data={isListed ? options : [...options, chosen]}
				value={chosen?.value ?? null}
				searchable
				searchValue={search}
				onSearchChange={setSearch}
				filter={({ options: found }) => found}
				nothingFoundMessage={texts.noOther}
				maw={420}
				onChange={(_, option) => setChosen(option === null ? undefined : { value: option.value, label: option.label })}
			/>
			<ProblemAlert error={difference.error} onRetry={() => void difference.refetch()} />
			{chosen !== undefined && difference.isPending ? <TableSkeleton rows={6} /> : null}
			{difference.data === undefined ? null : <ContentDifference difference={difference.data} />}
		</Stack>
	);
}
