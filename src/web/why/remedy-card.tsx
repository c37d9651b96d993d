import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconArrowRight, IconBulb, IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { RouteLink } from '../ui/route-link.tsx';
import { saveBlob } from '../ui/save-blob.ts';
import type { Decided } from './decided.ts';
import type { GivenCertificate } from './read-certificates.ts';
import { remediesOf } from './remedies.ts';
import { whyTexts as texts } from './texts.ts';

const missingIssuers: ReadonlySet<string> = new Set([
	'certificate.unknown-issuer',
	'certificate.issuer-missing',
	'certificate.tls-refused',
]);

export interface RemedyCardProps {
	readonly decided: Decided;
	/** What was given beside the certificate of the device. */
	readonly issuers?: readonly GivenCertificate[];
}

/** What can be done about a refusal, with links to where it is done. */
export function RemedyCard({ decided, issuers = [] }: RemedyCardProps): ReactNode {
	const remedies = remediesOf(decided);
	const offered = missingIssuers.has(decided.reason) ? issuers : [];
	if (remedies.length === 0) return null;
	return (
		<Paper withBorder p={{ base: 'md', sm: 'lg' }} component="section" aria-label={texts.remedies}>
			<Group gap="xs" mb="sm">
				<IconBulb size={20} aria-hidden />
				<Title order={2}>{texts.remedies}</Title>
			</Group>
			<Stack gap="md">
				{remedies.map(({ text, link }) => (
					<Group key={text} justify="space-between" gap="sm" wrap="wrap">
						<Text size="sm" flex="1 1 320px">
							{text}
						</Text>
						{link === undefined ? null : (
							<Button
								size="xs"
								variant="light"
								rightSection={<IconArrowRight size={14} aria-hidden />}
								renderRoot={(props) => <RouteLink {...props} to={link.to} />}
							>
								{link.label}
							</Button>
						)}
					</Group>
				))}
				{offered.map((issuer) => (
					<Group key={issuer.pem} justify="space-between" gap="sm">
						<Text size="sm" flex="1 1 320px">
							{texts.givenIssuer(issuer.subject)}
						</Text>
						<Button
							size="xs"
							variant="light"
							leftSection={<IconDownload size={14} aria-hidden />}
							onClick={() => saveBlob(new Blob([issuer.pem], { type: 'application/x-pem-file' }), `${toFileName(issuer.subject)}.pem`)}
						>
							{texts.saveIssuer}
						</Button>
					</Group>
				))}
			</Stack>
		</Paper>
	);
}

function toFileName(subject: string): string {
	return subject.replaceAll(/[^\w.-]+/g, '-').replaceAll(/^-|-$/g, '') || 'issuer';
}
