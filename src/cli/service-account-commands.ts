import type { Command } from 'commander';
import { addServiceAccount, changeServiceAccount, deleteServiceAccount } from '../app/administration/change-service-account.ts';
import { addServiceToken, revokeTokens } from '../app/administration/change-tokens.ts';
import type { PeopleAdministration } from '../app/administration/check-grant.ts';
import { presentFields } from '../app/administration/present-fields.ts';
import { everything } from '../domain/role.ts';
import type { ServiceAccount } from '../domain/service-account.ts';
import { secondsLeft } from '../domain/token.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { collect, parseFlag } from './option-values.ts';

interface FieldOptions {
	readonly acl?: readonly string[];
	readonly enabled?: boolean;
}

const aclHelp = 'what it may do, e.g. dms.rest.devices.*.read; * is one segment, # one or more (repeatable)';

export function addServiceAccountCommands(program: Command, run: Runner): void {
	const account = program.command('service-account').description('systems that use the API with tokens of their own');
	account
		.command('add')
		.description('add a service account')
		.argument('<name>', 'lower-case letters, digits and hyphens')
		.option('--acl <acl>', aclHelp, collect)
		.option('--enabled <true|false>', 'whether its tokens are worth anything', parseFlag, true)
		.action(run(add))
		.addHelpText('after', toExamples('dms service-account add crm --acl dms.rest.devices.read --acl "dms.rest.devices.*.read"'));
	account
		.command('list')
		.description('service accounts, ordered by name')
		.action(run(list))
		.addHelpText('after', toExamples('dms service-account list', 'dms service-account list --json'));
	account
		.command('set')
		.description('change a service account; one that is disabled loses its tokens')
		.argument('<name>', 'name')
		.option('--acl <acl>', `${aclHelp}; in place of all it has`, collect)
		.option('--enabled <true|false>', 'whether its tokens are worth anything', parseFlag)
		.action(run(set))
		.addHelpText(
			'after',
			toExamples('dms service-account set crm --acl "dms.rest.devices.#"', 'dms service-account set crm --enabled false'),
		);
	account
		.command('delete')
		.description('delete a service account with all tokens')
		.argument('<name>', 'name')
		.action(
			run(async (session, name: string) => {
				await deleteServiceAccount(await toAdministration(session), name);
				await session.done({ deleted: name }, `service account ${name} is deleted`);
			}),
		)
		.addHelpText('after', toExamples('dms service-account delete crm'));
	addTokenCommands(account, run);
}

function addTokenCommands(account: Command, run: Runner): void {
	const token = account.command('token').description('tokens of a service account');
	token
		.command('add')
		.description('make a token and print it, this once')
		.argument('<name>', 'name of the service account')
		.action(run(addToken))
		.addHelpText('after', toExamples('dms service-account token add crm', 'dms service-account token add crm --json | jq -r .token'));
	token
		.command('revoke')
		.description('revoke all tokens of a service account')
		.argument('<name>', 'name of the service account')
		.action(
			run(async (session, name: string) => {
				const revoked = await revokeTokens(await toAdministration(session), { kind: 'service', name });
				await session.done({ revoked }, `${revoked} tokens are revoked`);
			}),
		)
		.addHelpText('after', toExamples('dms service-account token revoke crm'));
}

/** Whoever may run commands on the store may do everything. */
async function toAdministration(session: CommandSession): Promise<PeopleAdministration> {
	return { ...(await session.administration()), acls: everything };
}

async function add(session: CommandSession, name: string, { acl = [], enabled = true }: FieldOptions): Promise<void> {
	const account = await addServiceAccount(await toAdministration(session), { name, acls: acl, enabled });
	await session.done(toJson(account), `service account ${account.name} is added`);
}

async function set(session: CommandSession, name: string, { acl, enabled }: FieldOptions): Promise<void> {
	const account = await changeServiceAccount(await toAdministration(session), name, presentFields({ acls: acl, enabled }));
	await session.done(toJson(account), `service account ${account.name} is changed`);
}

async function list(session: CommandSession): Promise<void> {
	const accounts = await (await session.store()).serviceAccounts.list();
	if (session.wantsJson) return session.output.json(accounts.map(toJson));
	const rows = accounts.map(({ name, acls, enabled }) => [name, String(enabled), acls.join(' ')]);
	return session.output.table(['Name', 'Enabled', 'ACLs'], rows);
}

async function addToken(session: CommandSession, name: string): Promise<void> {
	const { clock, tokenLifetimes } = session.ports;
	const lifetimes = tokenLifetimes({ dataDirectory: session.dataDirectory });
	const { secret, token } = await addServiceToken(await toAdministration(session), { clock, lifetimes }, name);
	const expiresAt = token.expiresAt.toISOString();
	const json = { id: token.id, token: secret, TTL: secondsLeft(token.expiresAt, clock.now()), expiresAt };
	await session.done(
		json,
		`token: ${secret}`,
		`it expires at ${expiresAt} unless it is renewed, at ${token.absoluteExpiresAt.toISOString()} for good`,
	);
}

function toJson({ id: _, ...account }: ServiceAccount): object {
	return account;
}
