import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { toMacDigits } from '../../ui/mac-address.ts';
import { toMacText } from '../../ui/mac-text.tsx';
import { deviceTypeKeys } from '../queries.ts';
import { editorTexts as texts } from './texts.ts';

interface DevicePickerProps {
	readonly typeName: string;
	/** Id of the device. */
	readonly value: string | undefined;
	readonly onChoose: (deviceId: string | null) => void;
}

const shown = 20;

/** A device of a type, by a part of its name or by its MAC address. */
export function DevicePicker({ typeName, value, onChoose }: DevicePickerProps): ReactNode {
	const [search, setSearch] = useState('');
	const [wanted] = useDebouncedValue(search, 250);
	const { data: found = [] } = useFoundDevices(typeName, wanted);
	const { data: own } = useOwnName(value);
	const options = found.map(({ id, deviceName, macAddress }) => ({ value: id, label: toLabel(deviceName, macAddress) }));
	const known = own === undefined || options.some((option) => option.value === own.value) ? options : [own, ...options];
	return (
		<Select
			label={texts.device}
			placeholder={texts.devicePlaceholder}
			data={known}
			value={value ?? null}
			onChange={onChoose}
			searchable
			clearable
			// The server has found them.
			filter={({ options: all }) => all}
			onSearchChange={(text) => setSearch(known.some(({ label }) => label === text) ? '' : text)}
			nothingFoundMessage={texts.noDevices}
			clearButtonProps={{ 'aria-label': texts.noDevice }}
		/>
	);
}

function useFoundDevices(deviceType: string, typed: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceTypeKeys.one(deviceType), 'devices', 'found', typed],
		queryFn: async ({ signal }) => {
			const macAddress = toMacDigits(typed);
			const named = typed === '' ? {} : { nameContains: typed };
			const query = { deviceType, limit: shown, ...(macAddress === undefined ? named : { macAddress }) };
			return (await answerOf(api.GET('/api/v1/devices', { signal, params: { query } }))).items;
		},
		placeholderData: keepPreviousData,
	});
}

/** Of the device in the address, which may not be among the first. */
function useOwnName(deviceId: string | undefined) {
	const api = useApi();
	return useQuery({
		queryKey: ['devices', 'one', deviceId ?? '', 'name'],
		queryFn: async ({ signal }) => {
			const { id, deviceName, macAddress } = await answerOf(
				api.GET('/api/v1/devices/{deviceId}', { signal, params: { path: { deviceId: deviceId ?? '' } } }),
			);
			return { value: id, label: toLabel(deviceName, macAddress) };
		},
		enabled: deviceId !== undefined,
	});
}

function toLabel(deviceName: string, macAddress: string | null): string {
	return macAddress === null ? deviceName : `${deviceName} (${toMacText(macAddress)})`;
}
