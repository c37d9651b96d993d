import { Spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { useSession } from '../session/session-context.tsx';
import { texts } from '../texts.ts';
import { toDeviceSearch } from './device-search.ts';
import { usePaletteCommands } from './palette-commands.tsx';
import { useVisibleNavigation } from './visible-navigation.ts';

/** Ctrl+K: goes where its name is typed, finds devices, and does what has no place of its own. */
export function CommandPalette(): ReactNode {
	const entries = useVisibleNavigation();
	const commands = usePaletteCommands();
	const router = useRouter();
	const { can } = useSession();
	const [query, setQuery] = useState('');
	const pages = useMemo<SpotlightActionData[]>(
		() =>
			entries.map(({ label, description, to, icon: Icon, keywords = [] }) => ({
				id: to,
				label,
				description,
				keywords: [...keywords],
				leftSection: <Icon size={20} stroke={1.6} aria-hidden />,
				onClick: () => void router.navigate({ to }),
			})),
		[entries, router],
	);
	const sought = query.trim();
	const devices: SpotlightActionData[] =
		sought === '' || !can('dms.rest.devices.read')
			? []
			: [
					{
						id: 'devices',
						label: texts.shell.findDevices,
						// Where it is found: it comes after the pages that have this in their names.
						description: sought,
						leftSection: <IconSearch size={20} stroke={1.6} aria-hidden />,
						onClick: () => void router.navigate({ to: '/devices', search: toDeviceSearch(sought) }),
					},
				];
	return (
		<Spotlight
			actions={[...pages, ...commands, ...devices]}
			query={query}
			onQueryChange={setQuery}
			nothingFound={texts.shell.paletteNothing}
			highlightQuery
			scrollable
			maxHeight={420}
			attributes={{ content: { 'aria-label': texts.shell.palette } }}
			shortcut={['mod + K']}
			// Also while something is typed elsewhere.
			tagsToIgnore={[]}
			searchProps={{
				leftSection: <IconSearch size={18} aria-hidden />,
				placeholder: texts.shell.palettePlaceholder,
				'aria-label': texts.shell.search,
			}}
		/>
	);
}
