import type { RouteFacts } from '../route.ts';

/** What all parts of the overview have in common. */
export const overviewFacts = { tag: 'Overview' } as const satisfies Partial<RouteFacts>;
