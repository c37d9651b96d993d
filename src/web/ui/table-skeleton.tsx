import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';

/** In the place of a table while it is loaded. */
export function TableSkeleton({ rows = 6 }: { readonly rows?: number }): ReactNode {
	return (
		<Stack gap="sm" role="status">
			<VisuallyHidden>Loading</VisuallyHidden>
			{Array.from({ length: rows }, (_, row) => (
				<Skeleton key={row} height={34} radius="sm" />
			))}
		</Stack>
	);
}
