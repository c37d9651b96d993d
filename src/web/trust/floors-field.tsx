import { NumberInput, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { TrustAnchor } from './queries.ts';
import { trustTexts } from './texts.ts';

const texts = trustTexts.limits;

/** The weakest that an anchor takes. */
export type Floors = Pick<TrustAnchor['policy'], 'digestFloor' | 'minRsaBits' | 'minEcBits'>;

const digests = (Object.keys(texts.digests) as Floors['digestFloor'][]).map((value) => ({ value, label: texts.digests[value] }));

export interface FloorsFieldProps {
	readonly floors: Floors;
	/** As they are in force. */
	readonly before: Floors;
	readonly onChange: (floors: Floors) => void;
	readonly isReadOnly: boolean;
}

/** The weakest digest and the shortest keys on a path. */
export function FloorsField({ floors, before, onChange, isReadOnly }: FloorsFieldProps): ReactNode {
	const bits = { suffix: texts.bits, allowDecimal: false, allowNegative: false, readOnly: isReadOnly };
	return (
		<Stack gap={6}>
			<SimpleGrid cols={{ base: 1, xs: 3 }}>
				<Select
					label={texts.digest}
					data={digests}
					value={floors.digestFloor}
					onChange={(digestFloor) => onChange({ ...floors, digestFloor: digestFloor ?? floors.digestFloor })}
					allowDeselect={false}
					readOnly={isReadOnly}
				/>
				<NumberInput
					{...bits}
					label={texts.rsa}
					value={floors.minRsaBits}
					onChange={(value) => onChange({ ...floors, minRsaBits: Number(value) })}
					step={1024}
				/>
				<NumberInput
					{...bits}
					label={texts.ec}
					value={floors.minEcBits}
					onChange={(value) => onChange({ ...floors, minEcBits: Number(value) })}
					step={32}
				/>
			</SimpleGrid>
			{isStricter(floors, before) ? (
				<Text size="xs" c="dimmed">
					{texts.floorsUnknown}
				</Text>
			) : null}
		</Stack>
	);
}

function isStricter(floors: Floors, before: Floors): boolean {
	const rankOf = ({ digestFloor }: Floors) => digests.findIndex(({ value }) => value === digestFloor);
	return rankOf(floors) > rankOf(before) || floors.minRsaBits > before.minRsaBits || floors.minEcBits > before.minEcBits;
}
