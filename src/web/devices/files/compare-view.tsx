import { SegmentedControl, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { DeviceDifference } from './device-difference.tsx';
import type { DeviceFile } from './device-file.ts';
import { FetchedDifference } from './fetched-difference.tsx';
import { differenceTexts as texts } from './texts.ts';

const others = ['fetched', 'device'] as const;
type Other = (typeof others)[number];

/** The file beside what the device has fetched last, or beside that of another device. */
export function CompareView(file: DeviceFile): ReactNode {
	const [other, setOther] = useState<Other>('fetched');
	return (
		<Stack gap="md">
			<SegmentedControl
				size="xs"
				aria-label={texts.withWhat}
				value={other}
				onChange={setOther}
				data={others.map((each) => ({ value: each, label: texts.others[each] }))}
				style={{ alignSelf: 'flex-start' }}
			/>
			{other === 'fetched' ? <FetchedDifference {...file} /> : <DeviceDifference {...file} />}
		</Stack>
	);
}
