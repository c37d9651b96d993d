import { DmsError } from '../../domain/errors.ts';
import { quote } from '../../domain/text-rules.ts';
import { type Administration, applyAudited } from './administration.ts';

/** @returns how many were cleared; all without ids. @throws DmsError `lockout.not-found`; then none is cleared. OCI-P SystemDeviceProfileAuthenticationLockoutClearRequest. */
export function clearLockouts(administration: Administration, ids?: readonly string[]): Promise<number> {
	return applyAudited(administration, 'lockout clear', async (store) => {
		if (ids === undefined) {
			const cleared = await store.lockouts.clear();
			return { value: cleared, subject: 'all', detail: `${cleared} cleared` };
		}
		let cleared = 0;
		for (const id of ids) {
			const found = await store.lockouts.clear(id);
			if (found === 0) throw new DmsError('lockout.not-found', `no lockout ${quote(id)}`);
			cleared += found;
		}
		return { value: cleared, subject: ids.join(', '), detail: `${cleared} cleared` };
	});
}
