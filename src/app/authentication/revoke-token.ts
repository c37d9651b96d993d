import type { AccessToken } from '../../domain/token.ts';
import type { Administration } from '../administration/administration.ts';
import { applyAudited } from '../administration/administration.ts';

/** Takes back a token, with its audit entry. @returns false when it was gone already. @param subject whose it is, as the audit names them. */
export function revokeToken(administration: Administration, subject: string, { id }: Pick<AccessToken, 'id'>): Promise<boolean> {
	return applyAudited(administration, 'user logout', async (store) => {
		const wasThere = await store.tokens.revoke(id);
		return { value: wasThere, subject, detail: `token=${id}` };
	});
}
