import { Button, Group, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { CopyText } from '../ui/copy-text.tsx';
import { DaysLeft } from '../ui/days-left.tsx';
import { Facts } from '../ui/facts.tsx';
import { saveBlob } from '../ui/save-blob.ts';
import { Section } from '../ui/section.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { AnchorState } from './anchor-state.tsx';
import type { TrustAnchor } from './queries.ts';
import { trustTexts } from './texts.ts';

const texts = trustTexts.anchor;

/** The certificate of an anchor. */
export function AnchorFacts({ anchor }: { readonly anchor: TrustAnchor }): ReactNode {
	const { alias, subject, issuer, isSelfSigned, notBefore, notAfter, daysLeft, fingerprint, certificate, createdAt } = anchor;

	function download(): void {
		saveBlob(new Blob([certificate], { type: 'application/x-pem-file' }), `${alias}.pem`);
	}

	return (
		<Section
			title={texts.certificate}
			actions={
				<Button size="xs" variant="default" leftSection={<IconDownload size={15} aria-hidden />} onClick={download}>
					{texts.download}
				</Button>
			}
		>
			<Facts
				rows={[
					[trustTexts.table.state, <AnchorState key="state" anchor={anchor} />],
					[texts.owner, subject],
					[texts.issuer, isSelfSigned ? texts.selfSigned : issuer],
					[
						texts.validity,
						<Group key="validity" gap="xs">
							<Text span size="sm">
								<TimeStamp value={notBefore} form="date" /> – <TimeStamp value={notAfter} form="date" />
							</Text>
							<DaysLeft days={daysLeft} until={notAfter} />
						</Group>,
					],
					[texts.fingerprint, <CopyText key="fingerprint" value={fingerprint} label={texts.copyFingerprint} />],
					[texts.added, <TimeStamp key="added" value={createdAt} form="full" />],
				]}
			/>
		</Section>
	);
}
