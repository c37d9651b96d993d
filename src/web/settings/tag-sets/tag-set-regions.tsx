import { Badge, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { Section } from '../../ui/section.tsx';
import { TagValuesTable } from '../../ui/tag-values-table.tsx';
import type { TagSet } from './queries.ts';
import { RegionModal } from './region-modal.tsx';
import { tagSetTexts as texts } from './texts.ts';
import type { TagSetChanges } from './use-tag-set-changes.ts';

type Region = TagSet['regions'][number];

interface TagSetRegionsProps {
	readonly set: TagSet;
	readonly changes: TagSetChanges;
}

/** Other values for devices in some countries. */
export function TagSetRegions({ set, changes }: TagSetRegionsProps): ReactNode {
	const [edited, setEdited] = useState<Region | 'new'>();
	const [removed, setRemoved] = useState<string>();
	const { mayChange } = changes;
	return (
		<Section
			title={texts.regionsTitle}
			description={texts.regionsText}
			actions={
				mayChange ? (
					<Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
						{texts.addRegion}
					</Button>
				) : undefined
			}
		>
			{set.regions.length === 0 ? (
				<Text size="sm" c="dimmed">
					{texts.noRegions}
				</Text>
			) : null}
			<Stack gap="lg">
				{set.regions.map((region) => (
					<Stack key={region.name} gap="xs">
						<Group gap="xs">
							<Title order={3}>{region.name}</Title>
							{region.countries.map((country) => (
								<Badge key={country} variant="default" radius="sm">
									{country}
								</Badge>
							))}
						</Group>
						<TagValuesTable
							label={region.name}
							tags={region.tags}
							hasOverridable
							empty={texts.noRegionTags}
							onChange={mayChange ? (edit) => changes.changeRegionTags(region.name, edit) : undefined}
							actions={
								<>
									<Button variant="default" size="xs" onClick={() => setEdited(region)}>
										{texts.editCountries}
									</Button>
									<Button variant="subtle" color="red" size="xs" onClick={() => setRemoved(region.name)}>
										{texts.removeRegion}
									</Button>
								</>
							}
						/>
					</Stack>
				))}
			</Stack>
			<RegionModal region={edited} onClose={() => setEdited(undefined)} onSave={changes.saveRegion} />
			<ConfirmModal
				opened={removed !== undefined}
				onClose={() => setRemoved(undefined)}
				title={texts.removeRegionTitle(removed ?? '')}
				confirmLabel={texts.removeRegion}
				onConfirm={() => changes.removeRegion(removed ?? '')}
			>
				{texts.removeRegionText}
			</ConfirmModal>
		</Section>
	);
}
