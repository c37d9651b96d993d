import { Button, Checkbox, NativeSelect, Select } from '@mantine/core';
import { IconFilterOff, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useDeviceTypeNames } from '../api/device-type-names.ts';
import { toMacDigits } from '../ui/mac-address.ts';
import { reasonTexts } from '../ui/reason-texts.ts';
import { TimeInput } from '../ui/time-input.tsx';
import { TypedFilter } from '../ui/typed-filter.tsx';
import classes from './live.module.css';
import { pageTexts } from './page-texts.ts';
import { countFilters, type RecordSearch, statusClasses } from './record-search.ts';

const texts = pageTexts.filter;
const reasons = Object.keys(reasonTexts);

export interface RecordFiltersProps {
	readonly search: RecordSearch;
	readonly onChange: (search: RecordSearch) => void;
	/** Whether times can be chosen, too. */
	readonly hasTimes?: boolean;
}

/** Which records are shown; the filter stands in the address. */
export function RecordFilters({ search, onChange, hasTimes = false }: RecordFiltersProps): ReactNode {
	const { data: types = [] } = useDeviceTypeNames();
	const change = (name: keyof RecordSearch, value: string | true | undefined | null) => {
		const { [name]: _old, ...rest } = search;
		onChange(value === undefined || value === null || value === '' ? rest : { ...rest, [name]: value });
	};
	return (
		<div className={classes['filters']} role="search" aria-label={texts.label}>
			<TypedFilter
				label={texts.mac}
				placeholder={texts.macPlaceholder}
				value={search.mac}
				onFilter={(mac) => change('mac', mac)}
				toError={(typed) => (toMacDigits(typed) === undefined ? texts.macWrong : undefined)}
				styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
			/>
			<NativeSelect
				label={texts.status}
				value={search.status ?? ''}
				onChange={(event) => change('status', event.currentTarget.value)}
				data={[{ value: '', label: texts.any }, ...statusClasses.map((value) => ({ value, label: texts.statuses[value] }))]}
			/>
			<Select
				label={texts.reason}
				placeholder={texts.any}
				value={search.reason ?? null}
				onChange={(reason) => change('reason', reason)}
				data={reasons}
				searchable
				clearable
				clearButtonProps={{ 'aria-label': `${texts.clear}: ${texts.reason}` }}
				comboboxProps={{ width: 300, position: 'bottom-start' }}
				maxDropdownHeight={320}
			/>
			<NativeSelect
				label={texts.deviceType}
				value={search.deviceType ?? ''}
				onChange={(event) => change('deviceType', event.currentTarget.value)}
				data={[{ value: '', label: texts.any }, ...withChosen(types, search.deviceType)]}
			/>
			{hasTimes ? (
				<>
					<TimeInput label={texts.from} value={search.from} onChange={(from) => change('from', from)} />
					<TimeInput label={texts.to} value={search.to} onChange={(to) => change('to', to)} />
				</>
			) : null}
			<Checkbox
				label={texts.denied}
				checked={search.denied === true}
				onChange={(event) => change('denied', event.currentTarget.checked ? true : undefined)}
				h={36}
				styles={{ body: { height: '100%', alignItems: 'center' } }}
			/>
			{search.device === undefined ? null : (
				<Button variant="light" rightSection={<IconX size={14} aria-hidden />} onClick={() => change('device', undefined)}>
					{texts.device(search.device)}
				</Button>
			)}
			{countFilters(search) === 0 ? null : (
				<Button variant="subtle" color="gray" leftSection={<IconFilterOff size={16} aria-hidden />} onClick={() => onChange({})}>
					{texts.clear}
				</Button>
			)}
		</div>
	);
}

/** A type that is gone can still be in the address. */
function withChosen(types: readonly string[], chosen: string | undefined): string[] {
	return chosen === undefined || types.includes(chosen) ? [...types] : [...types, chosen];
}
