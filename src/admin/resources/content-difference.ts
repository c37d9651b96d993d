import { z } from 'zod';

const hunk = z.object({
	oldStart: z.int(),
	oldLines: z.int(),
	newStart: z.int(),
	newLines: z.int(),
	lines: z.array(z.string()).describe('Each begins with a space, `-` or `+`.'),
});

/** How two contents differ. */
export const contentDifferenceAnswer = z
	.object({
		kind: z.enum(['same', 'lines', 'binary', 'too-large', 'too-different']),
		added: z.int().optional(),
		removed: z.int().optional(),
		hunks: z.array(hunk).optional(),
	})
	.meta({ id: 'ContentDifference' });
