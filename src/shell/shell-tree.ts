import type { InterfaceKind } from '../domain/interface.ts';
import { leastRoleOf } from '../domain/role.ts';
import { accessControlContext, certificateAuthenticationContext } from './contexts/access-control-contexts.ts';
import { clientIdentityContext } from './contexts/client-identity-context.ts';
import { serverContext } from './contexts/server-context.ts';
import { tlsPolicyContexts } from './contexts/tls-policy-contexts.ts';
import { trustsContext } from './contexts/trusts-context.ts';
import { webAppsContext } from './contexts/web-apps-context.ts';
import type { ShellTree } from './plan-line.ts';
import { defineCommand } from './shell-command.ts';
import type { ShellContext } from './shell-context.ts';
import { done } from './shell-output.ts';

const restart = defineCommand({
	name: 'restart',
	isTypedInFull: true,
	description: 'Replaces the workers of the server one after the other; nobody is turned away meanwhile.',
	leastRole: leastRoleOf('restart', 'write'),
	parameters: {},
	async run({ useCases, origin, confirm }) {
		if (!(await confirm('Restart the workers of the server?'))) return { kind: 'cancelled' };
		return done(await useCases.restart(origin));
	},
});

/** All contexts under their BroadWorks names, and the verbs that each of them has. */
export function createShellTree(): ShellTree {
	return { root: createRoot(), everywhere: [restart] };
}

function createRoot(): ShellContext {
	return folder('DMS_CLI', 'The device management server.', [
		folder('System', 'What holds for the whole server.', [
			clientIdentityContext,
			folder('SSLCommonSettings', 'TLS of all interfaces.', [
				folder('JSSE', 'The most general level of TLS settings.', tlsPolicyContexts({ level: 'system' }, 'all interfaces')),
				folder('OpenSSL', 'TLS of the transport, more specific than JSSE.', tlsPolicyContexts({ level: 'transport' }, 'the transport')),
			]),
			folder('CommunicationUtility', 'How the server talks to others.', [
				folder('DefaultSettings', 'What holds where nothing else is set.', [
					folder('ExternalAuthentication', 'How others prove who they are.', [certificateAuthenticationContext]),
				]),
			]),
		]),
		folder('Interface', 'Where the server listens.', [
			folder('Http', 'The interfaces for devices.', [commonSettings('Http'), serverContext('Http')]),
			folder('CTI', 'The interfaces for clients of events.', [commonSettings('CTI'), serverContext('CTI')]),
		]),
		folder('Applications', 'What runs on the server.', [
			{ ...folder('Dms', 'The file server.', [accessControlContext]), aliases: ['BroadworksDms'] },
		]),
	]);
}

function commonSettings(kind: InterfaceKind): ShellContext {
	return folder('SSLCommonSettings', `TLS of all ${kind} interfaces.`, [
		...tlsPolicyContexts({ level: 'kind', kind }, `all ${kind} interfaces`),
		folder('ClientAuthentication', `Certificates of clients of the ${kind} interfaces.`, [trustsContext(kind), webAppsContext(kind)]),
	]);
}

function folder(name: string, description: string, children: readonly ShellContext[]): ShellContext {
	return { name, description, children, commands: [] };
}
