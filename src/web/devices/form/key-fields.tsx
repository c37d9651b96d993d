import { Group, Input, SegmentedControl, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { deviceWords } from '../words.ts';
import { type DeviceKeyDraft, toFieldError } from './device-draft.ts';
import { formTexts as texts } from './texts.ts';

const { levels } = deviceWords;

export interface KeyFieldsProps {
	readonly value: DeviceKeyDraft;
	readonly onChange: (value: DeviceKeyDraft) => void;
	readonly types: readonly string[];
	/** Where the person is bound to; they add devices there alone. */
	readonly scope: { readonly serviceProviderId: string; readonly groupId?: string | null } | null;
	readonly failure: unknown;
	/** The MAC address, which stands beside the name. */
	readonly children: ReactNode;
}

/** Type, name and place of a new device, which never change. */
export function KeyFields({ value, onChange, types, scope, failure, children }: KeyFieldsProps): ReactNode {
	const labelId = useId();
	const places = (['system', 'provider', 'group'] as const).filter((level) => isWithin(level, scope));
	return (
		<Stack>
			<SimpleGrid cols={{ base: 1, sm: 2 }}>
				<Select
					label={texts.type}
					placeholder={texts.typePlaceholder}
					data={[...types]}
					value={value.deviceType === '' ? null : value.deviceType}
					onChange={(deviceType) => onChange({ ...value, deviceType: deviceType ?? '' })}
					error={toFieldError(failure, 'deviceType')}
					searchable
					required
				/>
				<TextInput
					label={texts.name}
					description={texts.nameHint}
					inputWrapperOrder={['label', 'input', 'description', 'error']}
					value={value.deviceName}
					maxLength={80}
					onChange={(event) => onChange({ ...value, deviceName: event.currentTarget.value })}
					error={toFieldError(failure, 'deviceName')}
					autoComplete="off"
					required
				/>
			</SimpleGrid>
			{children}
			<Input.Wrapper label={texts.place} description={texts.placeHint} labelElement="div" labelProps={{ id: labelId }}>
				<Group mt="xs">
					<SegmentedControl
						aria-labelledby={labelId}
						value={value.level}
						onChange={(level) => onChange({ ...value, level })}
						data={places.map((level) => ({ value: level, label: levels[level] }))}
					/>
				</Group>
			</Input.Wrapper>
			{value.level === 'system' ? null : (
				<SimpleGrid cols={{ base: 1, sm: 2 }}>
					<TextInput
						label={texts.provider}
						value={value.serviceProviderId}
						readOnly={scope !== null}
						onChange={(event) => onChange({ ...value, serviceProviderId: event.currentTarget.value })}
						error={toFieldError(failure, 'serviceProviderId')}
						required
					/>
					{value.level === 'group' ? (
						<TextInput
							label={texts.group}
							value={value.groupId}
							readOnly={typeof scope?.groupId === 'string'}
							onChange={(event) => onChange({ ...value, groupId: event.currentTarget.value })}
							error={toFieldError(failure, 'groupId')}
							required
						/>
					) : null}
				</SimpleGrid>
			)}
		</Stack>
	);
}

function isWithin(level: DeviceKeyDraft['level'], scope: KeyFieldsProps['scope']): boolean {
	if (scope === null) return true;
	return level === 'group' || (level === 'provider' && typeof scope.groupId !== 'string');
}
