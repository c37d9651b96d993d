import { z } from 'zod';
import type { Scope } from '../domain/device-profile.ts';

/** Input of more characters than any limit of the domain is not even handed to it. */
const mostText = 4096;

export const text = z.string().max(mostText);
export const time = z.iso.datetime({ offset: true });

/** A number in the query. */
export function wholeInQuery(least: number, standard: number, most: number) {
	return z.coerce.number().int().min(least).max(most).default(standard);
}

/** A truth in the query. */
export const flagInQuery = z.enum(['true', 'false']).transform((value) => value === 'true');

/** A service provider, or a group of one. */
export const scopeSchema = z.strictObject({ serviceProviderId: text, groupId: text.exactOptional() }).meta({ id: 'Scope' });

/** As the answer has it. */
export const scopeAnswer = z.object({ serviceProviderId: z.string(), groupId: z.string().nullable() }).nullable();

export function toScopeAnswer(scope: Scope | undefined): z.input<typeof scopeAnswer> {
	return scope === undefined ? null : { serviceProviderId: scope.serviceProviderId, groupId: scope.groupId ?? null };
}
