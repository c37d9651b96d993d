import { DmsError } from '../../domain/errors.ts';
import { checkAll } from '../../domain/findings.ts';
import { checkChoice, checkWholeNumber } from '../../domain/limits.ts';
import { fixedWaitMinutes, type LockoutPolicy, lockoutTypes, lockoutWaitAlgorithms } from '../../domain/lockout.ts';
import { defaultSettings } from '../catalog.ts';
import { type Administration, applyAudited } from './administration.ts';
import { toAuditDetail, toAuditedFields } from './audit-detail.ts';

/** @throws DmsError `value.invalid`. OCI-P SystemDeviceProfileAuthenticationPasswordRulesModifyRequest. */
export function changeLockoutPolicy(administration: Administration, change: Partial<LockoutPolicy>): Promise<LockoutPolicy> {
	return applyAudited(administration, 'lockout policy set', async (store) => {
		const saved = await store.settings.load();
		const before = { ...defaultSettings.lockoutPolicy, ...saved.lockoutPolicy };
		const lockoutPolicy = checkLockoutPolicy({ ...before, ...change });
		await store.settings.save({ lockoutPolicy });
		const fields = toAuditedFields(change, before, lockoutPolicy);
		return { value: lockoutPolicy, subject: 'lockout policy', detail: toAuditDetail(change), ...fields };
	});
}

function checkLockoutPolicy(policy: LockoutPolicy): LockoutPolicy {
	checkAll([
		() => checkChoice('type', policy.type, lockoutTypes),
		() => checkWholeNumber('temporaryThreshold', policy.temporaryThreshold, 1, 10),
		() => checkChoice('waitAlgorithm', policy.waitAlgorithm, lockoutWaitAlgorithms),
		() => {
			if (fixedWaitMinutes.includes(policy.fixedWaitMinutes)) return;
			throw new DmsError(
				'value.invalid',
				`fixedWaitMinutes is ${policy.fixedWaitMinutes}; it must be one of: ${fixedWaitMinutes.join(', ')}`,
				{
					field: 'fixedWaitMinutes',
				},
			);
		},
		() => checkWholeNumber('permanentThreshold', policy.permanentThreshold, 2, 10),
		() => checkWholeNumber('resetAfterDays', policy.resetAfterDays, 1, 10),
	]);
	return policy;
}
