import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import { addPerson } from '../app/administration/add-person.ts';
import { changePerson, type RequestedPersonChange } from '../app/administration/change-person.ts';
import { revokeTokens } from '../app/administration/change-tokens.ts';
import type { PeopleAdministration } from '../app/administration/check-grant.ts';
import { deletePerson } from '../app/administration/delete-person.ts';
import { presentFields } from '../app/administration/present-fields.ts';
import type { Scope } from '../domain/device-profile.ts';
import { DmsError } from '../domain/errors.ts';
import type { Person } from '../domain/person.ts';
import { everything, type Role, roles } from '../domain/role.ts';
import { requireClearable } from './clear-option.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { type ScopeOptions, withScope } from './device-reference-option.ts';
import { toExamples } from './help-examples.ts';
import { collect, parseFlag } from './option-values.ts';
import { readPasswordFile } from './read-input.ts';

interface PasswordOptions {
	readonly passwordFile?: string;
	readonly generatePassword?: boolean;
}

interface FieldOptions extends ScopeOptions {
	readonly role?: Role;
	readonly fullName?: string;
	readonly profile?: string;
	readonly enabled?: boolean;
	readonly loginEnabled?: boolean;
}

type AddOptions = FieldOptions & PasswordOptions & { readonly role: Role; readonly profile: string };
type SetOptions = FieldOptions & { readonly clear?: readonly string[] };

/** What `--clear` takes, and the field behind it. */
const clearable = {
	'full-name': 'fullName',
	profile: 'profile',
	scope: 'scope',
	password: 'password',
} as const satisfies Record<string, keyof RequestedPersonChange>;

const passwordBytes = 18;

export function addUserCommands(program: Command, run: Runner): void {
	const user = program.command('user').description('people who administer over the API');
	withPassword(withFields(user.command('add'), 'Administrator'))
		.description('add a person')
		.argument('<login>', 'login; compared without case')
		.addOption(new Option('--role <role>', 'what the person may do').choices(roles).makeOptionMandatory())
		.action(run(add))
		.addHelpText(
			'after',
			toExamples(
				'dms user add alice --role BWSUPERADMIN --generate-password',
				'dms user add bob --role OPERATOR --service-provider acme --group hq --password-file bob.password',
			),
		);
	user
		.command('list')
		.description('people, ordered by login')
		.action(run(list))
		.addHelpText('after', toExamples('dms user list', 'dms user list --json'));
	withFields(user.command('set'))
		.description('change a person; whoever may not log in any more loses all tokens')
		.argument('<login>', 'login')
		.addOption(new Option('--role <role>', 'what the person may do').choices(roles))
		.option('--clear <field>', `make a field empty: ${Object.keys(clearable).join(', ')} (repeatable)`, collect)
		.action(run(set))
		.addHelpText(
			'after',
			toExamples('dms user set bob --role BWORKS', 'dms user set bob --login-enabled false', 'dms user set bob --clear scope'),
		);
	user
		.command('delete')
		.description('delete a person with all tokens')
		.argument('<login>', 'login')
		.action(
			run(async (session, login: string) => {
				await deletePerson(await toAdministration(session), login);
				await session.done({ deleted: login }, `user ${login} is deleted`);
			}),
		)
		.addHelpText('after', toExamples('dms user delete bob'));
	withPassword(user.command('password'))
		.description('give a person a new password; revokes all tokens')
		.argument('<login>', 'login')
		.action(run(changePassword))
		.addHelpText('after', toExamples('dms user password bob --password-file bob.password', 'dms user password bob --generate-password'));
	user
		.command('tokens')
		.description('tokens of a person')
		.command('revoke')
		.description('revoke all tokens of a person')
		.argument('<login>', 'login')
		.action(
			run(async (session, login: string) => {
				const revoked = await revokeTokens(await toAdministration(session), { kind: 'person', name: login });
				await session.done({ revoked }, `${revoked} tokens are revoked`);
			}),
		)
		.addHelpText('after', toExamples('dms user tokens revoke bob'));
}

function withFields(command: Command, profile?: string): Command {
	return withScope(command)
		.option('--full-name <name>', 'name for people')
		.option('--profile <name>', 'any name; who has no profile cannot log in', profile)
		.option('--enabled <true|false>', 'whether the person may do anything', parseFlag)
		.option('--login-enabled <true|false>', 'whether the person may log in with the password', parseFlag);
}

function withPassword(command: Command): Command {
	return command
		.addOption(new Option('--password-file <file>', 'file with the password').conflicts('generatePassword'))
		.option('--generate-password', 'make a password and print it, this once');
}

/** Whoever may run commands on the store may do everything. */
async function toAdministration(session: CommandSession): Promise<PeopleAdministration> {
	return { ...(await session.administration()), acls: everything };
}

async function readPassword(session: CommandSession, options: PasswordOptions): Promise<string | undefined> {
	if (options.generatePassword === true) return randomBytes(passwordBytes).toString('base64url');
	return options.passwordFile === undefined ? undefined : readPasswordFile(session, options.passwordFile, 'personPassword');
}

function toScope({ serviceProvider, group }: ScopeOptions): Scope | undefined {
	if (serviceProvider !== undefined) return { serviceProviderId: serviceProvider, ...presentFields({ groupId: group }) };
	if (group === undefined) return undefined;
	throw new DmsError('usage.invalid', '--group needs --service-provider: a group is unique only within its service provider');
}

function toFields(options: FieldOptions) {
	return presentFields({
		role: options.role,
		fullName: options.fullName,
		profile: options.profile,
		enabled: options.enabled,
		loginEnabled: options.loginEnabled,
		scope: toScope(options),
	});
}

async function add(session: CommandSession, login: string, options: AddOptions): Promise<void> {
	const password = await readPassword(session, options);
	const person = await addPerson(await toAdministration(session), {
		...{ login, enabled: true, loginEnabled: true, role: options.role },
		...toFields(options),
		...presentFields({ password }),
	});
	await printChanged(session, person, 'is added', options.generatePassword === true ? password : undefined);
}

async function set(session: CommandSession, login: string, options: SetOptions): Promise<void> {
	const change: RequestedPersonChange = { ...toFields(options), ...requireClearable(options.clear, clearable) };
	await printChanged(session, await changePerson(await toAdministration(session), login, change), 'is changed');
}

async function changePassword(session: CommandSession, login: string, options: PasswordOptions): Promise<void> {
	const password = await readPassword(session, options);
	if (password === undefined) throw new DmsError('usage.invalid', 'give --password-file or --generate-password');
	const person = await changePerson(await toAdministration(session), login, { password });
	await printChanged(session, person, 'has a new password', options.generatePassword === true ? password : undefined);
}

function printChanged(session: CommandSession, person: Person, what: string, password?: string): Promise<void> {
	const lines = [`user ${person.login} ${what}`, ...(password === undefined ? [] : [`password: ${password}`])];
	return session.done({ ...toJson(person), ...presentFields({ password }) }, ...lines);
}

async function list(session: CommandSession): Promise<void> {
	const people = await (await session.store()).people.list();
	if (session.wantsJson) return session.output.json(people.map(toJson));
	const rows = people.map((person) => [
		person.login,
		person.fullName ?? '',
		person.role,
		person.profile ?? '',
		[person.scope?.serviceProviderId, person.scope?.groupId].filter((part) => part !== undefined).join('/'),
		String(person.enabled),
		String(person.loginEnabled),
		String(person.hasPassword),
	]);
	return session.output.table(['Login', 'Full Name', 'Role', 'Profile', 'Scope', 'Enabled', 'Login Enabled', 'Password'], rows);
}

function toJson({ id: _, fullName, profile, scope, ...person }: Person): object {
	return { ...person, fullName: fullName ?? null, profile: profile ?? null, scope: scope ?? null };
}
