import { Button, Group, Stack, TagsInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Tagged } from '../api/answer.ts';
import { texts as shared } from '../texts.ts';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { useTrustChanges } from './changes.ts';
import { type Floors, FloorsField } from './floors-field.tsx';
import { LimitsImpact } from './limits-impact.tsx';
import { type MacRuleInput, MacRulesField, toMacRules } from './mac-rules-field.tsx';
import type { TrustAnchor } from './queries.ts';
import { trustTexts } from './texts.ts';

const texts = trustTexts.limits;

export interface AnchorLimitsProps {
	readonly anchor: Tagged<TrustAnchor>;
	readonly isReadOnly: boolean;
}

/** What an anchor may vouch for: whose MAC addresses, read from where, with which digests and keys. */
export function AnchorLimits({ anchor: { value: anchor, etag }, isReadOnly }: AnchorLimitsProps): ReactNode {
	const changes = useTrustChanges();
	const { digestFloor, minRsaBits, minEcBits } = anchor.policy;
	const shownOuis = anchor.ouis.map((oui) => oui.toUpperCase());
	const [ouis, setOuis] = useState<readonly string[]>(shownOuis);
	const [rules, setRules] = useState<readonly MacRuleInput[]>(
		anchor.macRules.map(({ source, pattern }, id) => ({ id, source, pattern: pattern ?? '' })),
	);
	const [floors, setFloors] = useState<Floors>({ digestFloor, minRsaBits, minEcBits });
	const [isChanged, setChanged] = useState(false);
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	async function save(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			await changes.change(anchor, etag, { ouis: [...ouis], macRules: toMacRules(rules), policy: floors });
			notifyDone(texts.saved);
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		void save();
	}

	function edit<Value>(set: (value: Value) => void): (value: Value) => void {
		return (value) => {
			setChanged(true);
			set(value);
		};
	}

	return (
		<Section title={texts.title} description={texts.description}>
			<form onSubmit={handleSubmit}>
				<Stack>
					<TagsInput
						label={texts.ouis}
						description={texts.ouisHint}
						placeholder={ouis.length === 0 && !isReadOnly ? texts.ouisPlaceholder : ''}
						value={[...ouis]}
						onChange={edit(setOuis)}
						splitChars={[',', ' ', ';']}
						acceptValueOnBlur
						readOnly={isReadOnly}
					/>
					<MacRulesField rules={rules} onChange={edit(setRules)} isReadOnly={isReadOnly} />
					<LimitsImpact anchor={anchor} ouis={ouis} rules={rules} />
					<FloorsField floors={floors} before={anchor.policy} onChange={edit(setFloors)} isReadOnly={isReadOnly} />
					<ProblemAlert error={failure} />
					{isReadOnly ? null : (
						<Group justify="flex-end">
							<Button type="submit" loading={isBusy} disabled={!isChanged}>
								{shared.actions.save}
							</Button>
						</Group>
					)}
				</Stack>
			</form>
		</Section>
	);
}
