import { z } from 'zod';
import type { AccessToken } from '../../domain/token.ts';

/** What is known of a token; the token itself exists in the answer that gave it alone. */
export const tokenAnswer = z
	.object({ id: z.string(), createdAt: z.string(), expiresAt: z.string(), absoluteExpiresAt: z.string() })
	.meta({ id: 'Token' });

export const tokenListAnswer = z.object({ items: z.array(tokenAnswer) });
export const revokedAnswer = z.object({ revoked: z.int() }).meta({ id: 'Revoked' });

export function toTokenAnswer({ id, createdAt, expiresAt, absoluteExpiresAt }: AccessToken): z.input<typeof tokenAnswer> {
	return { id, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString(), absoluteExpiresAt: absoluteExpiresAt.toISOString() };
}
