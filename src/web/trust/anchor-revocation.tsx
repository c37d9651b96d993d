import { Button, Divider, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Tagged } from '../api/answer.ts';
import { texts as shared } from '../texts.ts';
import { DeviceImpact } from '../ui/device-impact.tsx';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { useTrustChanges } from './changes.ts';
import type { TrustAnchor } from './queries.ts';
import { RevocationList } from './revocation-list.tsx';
import { trustTexts } from './texts.ts';

const texts = trustTexts.crl;

type Revocation = TrustAnchor['policy']['revocation'];
const policies = (Object.keys(texts.policies) as Revocation[]).map((value) => ({ value, label: texts.policies[value] }));

export interface AnchorRevocationProps {
	readonly anchor: Tagged<TrustAnchor>;
	readonly isReadOnly: boolean;
}

/** Whether revoked certificates are refused, and where the list of them comes from. */
export function AnchorRevocation({ anchor: tagged, isReadOnly }: AnchorRevocationProps): ReactNode {
	const { value: anchor, etag } = tagged;
	const changes = useTrustChanges();
	const [revocation, setRevocation] = useState(anchor.policy.revocation);
	const [grace, setGrace] = useState(anchor.policy.crlGraceSeconds);
	const [url, setUrl] = useState(anchor.crlSource?.url ?? '');
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);
	const isChanged =
		revocation !== anchor.policy.revocation || grace !== anchor.policy.crlGraceSeconds || url.trim() !== (anchor.crlSource?.url ?? '');

	const locksAll = revocation === 'hard' && anchor.policy.revocation !== 'hard' && anchor.revocationList === null;

	async function save(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			const isOtherUrl = url.trim() !== (anchor.crlSource?.url ?? '');
			await changes.change(anchor, etag, {
				policy: { revocation, crlGraceSeconds: grace },
				...(isOtherUrl ? { crlUrl: url.trim() === '' ? null : url.trim() } : {}),
			});
			notifyDone(trustTexts.limits.saved);
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

	return (
		<Section title={texts.title} description={texts.description}>
			<form onSubmit={handleSubmit}>
				<Stack>
					<Group align="flex-start">
						<Select
							label={texts.policy}
							data={policies}
							value={revocation}
							onChange={(value) => setRevocation(value ?? revocation)}
							allowDeselect={false}
							readOnly={isReadOnly}
							flex="3 1 18rem"
						/>
						<NumberInput
							label={texts.grace}
							value={grace}
							onChange={(value) => setGrace(Number(value))}
							suffix={texts.graceUnit}
							min={0}
							step={3600}
							allowDecimal={false}
							disabled={revocation === 'off'}
							readOnly={isReadOnly}
							flex="1 1 9rem"
						/>
					</Group>
					<TextInput
						label={texts.url}
						description={texts.urlHint}
						placeholder="http://crl.example.com/issuing.crl"
						type="url"
						value={url}
						onChange={(event) => setUrl(event.currentTarget.value)}
						readOnly={isReadOnly}
						spellCheck={false}
					/>
					{anchor.kind === 'Http' && locksAll ? (
						<Stack gap="xs">
							<Text size="sm">{texts.hardWithoutList}</Text>
							<DeviceImpact change={{ change: 'disableTrustAnchor', alias: anchor.alias }} />
						</Stack>
					) : null}
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
			<Divider />
			<RevocationList anchor={tagged} isReadOnly={isReadOnly} />
		</Section>
	);
}
