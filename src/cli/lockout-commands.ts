import { type Command, Option } from 'commander';
import { changeLockoutPolicy } from '../app/administration/change-lockout-policy.ts';
import { clearLockouts } from '../app/administration/clear-lockouts.ts';
import { presentFields } from '../app/administration/present-fields.ts';
import { defaultSettings } from '../app/catalog.ts';
import { DmsError } from '../domain/errors.ts';
import {
	fixedWaitMinutes,
	type LockoutPolicy,
	type LockoutType,
	type LockoutWaitAlgorithm,
	lockoutTypes,
	lockoutWaitAlgorithms,
} from '../domain/lockout.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { parsePositive } from './option-values.ts';

interface PolicyOptions {
	readonly type?: LockoutType;
	readonly temporaryThreshold?: number;
	readonly wait?: LockoutWaitAlgorithm;
	readonly fixedMinutes?: string;
	readonly permanentThreshold?: number;
	readonly resetAfterDays?: number;
}

export function addLockoutCommands(program: Command, run: Runner): void {
	const lockout = program.command('lockout').description('user names that are locked for a network after wrong passwords');
	lockout
		.command('list')
		.description('lockouts that are in force now; times are UTC')
		.action(run(list))
		.addHelpText('after', toExamples('dms lockout list', 'dms lockout list --json'));
	lockout
		.command('clear')
		.description('lift lockouts: those that are named, or every one')
		.argument('[id...]', 'ids, as dms lockout list shows them')
		.option('--all', 'every one, as without ids')
		.action(run(clear))
		.addHelpText('after', toExamples('dms lockout clear 12', 'dms lockout clear'));
	addPolicyCommands(lockout, run);
}

function addPolicyCommands(lockout: Command, run: Runner): void {
	const policy = lockout.command('policy').description('when a user name is locked, and for how long');
	policy
		.command('show')
		.description('the policy in force')
		.action(
			run(async (session) => {
				const saved = await (await session.store()).settings.load();
				return printPolicy(session, { ...defaultSettings.lockoutPolicy, ...saved.lockoutPolicy });
			}),
		)
		.addHelpText('after', toExamples('dms lockout policy show'));
	policy
		.command('set')
		.description('change the policy')
		.addOption(new Option('--type <type>', 'kind of lockout').choices(lockoutTypes))
		.option('--temporary-threshold <n>', 'wrong passwords until a temporary lockout, 1 to 10', parsePositive)
		.addOption(new Option('--wait <algorithm>', 'Double: five minutes, then twice the last wait').choices(lockoutWaitAlgorithms))
		.addOption(new Option('--fixed-minutes <n>', 'wait with Fixed').choices(fixedWaitMinutes.map(String)))
		.option('--permanent-threshold <n>', 'temporary lockouts until a permanent one, 2 to 10', parsePositive)
		.option('--reset-after-days <n>', 'days after which failures are forgotten, 1 to 10', parsePositive)
		.action(
			run(async (session, options: PolicyOptions) => {
				const change = presentFields({
					type: options.type,
					temporaryThreshold: options.temporaryThreshold,
					waitAlgorithm: options.wait,
					fixedWaitMinutes: fixedWaitMinutes.find((minutes) => String(minutes) === options.fixedMinutes),
					permanentThreshold: options.permanentThreshold,
					resetAfterDays: options.resetAfterDays,
				});
				return printPolicy(session, await changeLockoutPolicy(await session.administration(), change));
			}),
		)
		.addHelpText('after', toExamples('dms lockout policy set --type "Temporary Then Permanent" --permanent-threshold 3'));
}

async function list(session: CommandSession): Promise<void> {
	const store = await session.store();
	const lockouts = await store.lockouts.listLocked(session.ports.clock.now());
	const types = new Map((await store.deviceTypes.list()).map((type) => [type.id, type.name]));
	if (session.wantsJson) {
		return session.output.json(lockouts.map(({ typeId, ...lockout }) => ({ ...lockout, deviceType: types.get(typeId) ?? null })));
	}
	const rows = lockouts.map((lockout) => [
		lockout.id,
		types.get(lockout.typeId) ?? '',
		lockout.userName,
		lockout.network,
		lockout.startedAt?.toISOString() ?? '',
		lockout.permanent ? '' : (lockout.expiresAt?.toISOString() ?? ''),
		lockout.permanent ? 'Permanent' : String(lockout.lockouts),
	]);
	return session.output.table(['Id', 'Device Type', 'User Name', 'Network', 'Lockout Started', 'Lockout Expires', 'Lockout Count'], rows);
}

async function clear(session: CommandSession, ids: readonly string[], { all }: { readonly all?: boolean }): Promise<void> {
	if (ids.length > 0 && all === true) throw new DmsError('usage.invalid', 'ids and --all exclude each other');
	const cleared = await clearLockouts(await session.administration(), ids.length === 0 ? undefined : ids);
	await session.done({ cleared }, `${cleared} lockouts are cleared`);
}

function printPolicy(session: CommandSession, policy: LockoutPolicy): Promise<void> {
	return session.wantsJson ? session.output.json(policy) : session.output.properties(Object.entries(policy));
}
