import { Button, Collapse, Group, Paper, Select, SimpleGrid, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustmentsHorizontal, IconFilterOff, IconSearch } from '@tabler/icons-react';
import { type ReactNode, type RefObject, useId } from 'react';
import { useDeviceTypeNames } from '../../api/device-type-names.ts';
import { useSession } from '../../session/session-context.tsx';
import { texts as shared } from '../../texts.ts';
import { readMacAddress } from '../../ui/mac-address.ts';
import { TypedFilter } from '../../ui/typed-filter.tsx';
import { type DeviceFilter, filterFields, isEmptyFilter } from '../search.ts';
import { filterTexts as texts } from './texts.ts';

export interface DeviceFiltersProps {
	readonly filter: DeviceFilter;
	readonly onFilter: (filter: DeviceFilter) => void;
	readonly searchRef: RefObject<HTMLInputElement | null>;
}

/** By what the devices are filtered: the name always in view, the rest unfolded on demand and while it is in use. */
export function DeviceFilters({ filter, onFilter, searchRef }: DeviceFiltersProps): ReactNode {
	const [isOpen, { toggle }] = useDisclosure(filterFields.some((field) => field !== 'name' && filter[field] !== undefined));
	const moreId = useId();
	const used = filterFields.filter((field) => field !== 'name' && filter[field] !== undefined).length;
	return (
		<Paper withBorder p="sm">
			<Stack gap="sm">
				<Group gap="sm" align="flex-end" wrap="wrap">
					<TypedFilter
						ref={searchRef}
						label={texts.name}
						placeholder={texts.namePlaceholder}
						leftSection={<IconSearch size={16} aria-hidden />}
						value={filter.name}
						onFilter={(name) => onFilter({ ...filter, name })}
						style={{ flex: '1 1 14rem' }}
					/>
					<Button
						variant={used > 0 ? 'light' : 'default'}
						leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
						aria-expanded={isOpen}
						aria-controls={moreId}
						onClick={toggle}
					>
						{used > 0 ? texts.moreUsed(used) : texts.more}
					</Button>
					{isEmptyFilter(filter) ? null : (
						<Button variant="subtle" color="gray" leftSection={<IconFilterOff size={16} aria-hidden />} onClick={() => onFilter({})}>
							{shared.empty.clearFilter}
						</Button>
					)}
				</Group>
				<Collapse expanded={isOpen} id={moreId}>
					<MoreFilters filter={filter} onFilter={onFilter} />
				</Collapse>
			</Stack>
		</Paper>
	);
}

function MoreFilters({ filter, onFilter }: Omit<DeviceFiltersProps, 'searchRef'>): ReactNode {
	const types = useDeviceTypeNames();
	const { isBound } = useSession();
	return (
		<SimpleGrid cols={{ base: 1, xs: 2, lg: 3, xl: 6 }} spacing="sm">
			<Select
				label={texts.type}
				placeholder={texts.any}
				data={types.data ?? []}
				value={filter.type ?? null}
				searchable
				clearable
				nothingFoundMessage={texts.noType}
				onChange={(type) => onFilter({ ...filter, type: type ?? undefined })}
			/>
			<TypedFilter
				label={texts.mac}
				placeholder="00:13:D1:00:00:09"
				value={filter.mac}
				toError={(text) => (readMacAddress(text).kind === 'good' ? undefined : texts.macPartial)}
				onFilter={(mac) => onFilter({ ...filter, mac })}
			/>
			{isBound ? null : (
				<>
					<TypedFilter
						label={texts.provider}
						placeholder={texts.any}
						value={filter.provider}
						onFilter={(provider) => onFilter({ ...filter, provider })}
					/>
					<TypedFilter
						label={texts.group}
						placeholder={texts.any}
						value={filter.group}
						onFilter={(group) => onFilter({ ...filter, group })}
					/>
				</>
			)}
			<Select
				label={texts.state}
				placeholder={texts.any}
				data={(['enabled', 'disabled', 'locked'] as const).map((value) => ({ value, label: texts.states[value] }))}
				value={toState(filter)}
				clearable
				onChange={(state) => onFilter({ ...filter, ...toStateFilter(state) })}
			/>
			<Select
				label={texts.standing}
				placeholder={texts.any}
				data={[
					{ value: 'behind', label: texts.behind },
					{ value: 'never', label: texts.never },
				]}
				value={filter.standing ?? null}
				clearable
				onChange={(standing) => onFilter({ ...filter, standing: standing ?? undefined })}
			/>
		</SimpleGrid>
	);
}

type State = keyof typeof texts.states;

function toState({ enabled, locked }: DeviceFilter): State | null {
	if (locked !== undefined) return 'locked';
	return enabled === undefined ? null : enabled === 'yes' ? 'enabled' : 'disabled';
}

function toStateFilter(state: State | null): Pick<DeviceFilter, 'enabled' | 'locked'> {
	if (state === 'locked') return { enabled: undefined, locked: 'yes' };
	return { enabled: state === null ? undefined : state === 'enabled' ? 'yes' : 'no', locked: undefined };
}
