import { Skeleton, Stack } from '@mantine/core';
import type { ReactNode } from 'react';

/** As high as the short list that will stand there. */
export function ListSkeleton({ rows = 5 }: { readonly rows?: number }): ReactNode {
	return (
		<Stack gap="sm" role="status" aria-label="Loading">
			{Array.from({ length: rows }, (_, row) => (
				<Skeleton key={row} height={28} radius="sm" />
			))}
		</Stack>
	);
}
