import { ActionIcon, Button, Group, Input, Select, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { TrustAnchor } from './queries.ts';
import { trustTexts } from './texts.ts';

const texts = trustTexts.limits;

type Source = TrustAnchor['macRules'][number]['source'];

/** A rule while it is edited; an empty pattern stands for none. */
export interface MacRuleInput {
	readonly id: number;
	readonly source: Source;
	readonly pattern: string;
}

const sources = (Object.keys(trustTexts.sources) as Source[]).map((value) => ({ value, label: trustTexts.sources[value] }));

export interface MacRulesFieldProps {
	readonly rules: readonly MacRuleInput[];
	readonly onChange: (rules: readonly MacRuleInput[]) => void;
	readonly isReadOnly: boolean;
}

/** Where in a certificate the MAC address of the device stands; none: the usual places. */
export function MacRulesField({ rules, onChange, isReadOnly }: MacRulesFieldProps): ReactNode {
	function change(id: number, fields: Partial<MacRuleInput>): void {
		onChange(rules.map((rule) => (rule.id === id ? { ...rule, ...fields } : rule)));
	}

	function add(): void {
		onChange([...rules, { id: 1 + Math.max(-1, ...rules.map(({ id }) => id)), source: 'subject.CN', pattern: '' }]);
	}

	return (
		<Stack gap={6} role="group" aria-label={texts.rules}>
			<Input.Label labelElement="div">{texts.rules}</Input.Label>
			{rules.length === 0 ? (
				<Text size="xs" c="dimmed">
					{texts.rulesDefault}
				</Text>
			) : null}
			{rules.map(({ id, source, pattern }) => (
				<Group key={id} gap="xs" align="center" wrap="nowrap">
					<Group gap="xs" flex={1}>
						<Select
							aria-label={texts.source}
							data={sources}
							value={source}
							onChange={(value) => change(id, { source: value ?? source })}
							allowDeselect={false}
							flex="1 1 14rem"
							readOnly={isReadOnly}
						/>
						<TextInput
							aria-label={texts.pattern}
							placeholder={texts.patternPlaceholder}
							value={pattern}
							onChange={(event) => change(id, { pattern: event.currentTarget.value })}
							maxLength={256}
							flex="1 1 12rem"
							spellCheck={false}
							styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
							readOnly={isReadOnly}
						/>
					</Group>
					{isReadOnly ? null : (
						<Tooltip label={texts.removeRule}>
							<ActionIcon
								variant="subtle"
								color="gray"
								aria-label={texts.removeRule}
								onClick={() => onChange(rules.filter((rule) => rule.id !== id))}
							>
								<IconX size={16} />
							</ActionIcon>
						</Tooltip>
					)}
				</Group>
			))}
			{rules.length === 0 ? null : (
				<Text size="xs" c="dimmed">
					{texts.pattern}
				</Text>
			)}
			{isReadOnly ? null : (
				<Group>
					<Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} aria-hidden />} onClick={add}>
						{texts.addRule}
					</Button>
				</Group>
			)}
		</Stack>
	);
}

/** As the API takes them. */
export function toMacRules(rules: readonly MacRuleInput[]) {
	return rules.map(({ source, pattern }) => ({ source, ...(pattern.trim() === '' ? {} : { pattern: pattern.trim() }) }));
}
