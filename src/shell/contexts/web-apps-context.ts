import type { InterfaceKind } from '../../domain/interface.ts';
import { limits } from '../../domain/limits.ts';
import { leastRoleOf } from '../../domain/role.ts';
import { requiredAttribute, word } from '../bind-words.ts';
import { boolean, interfaceName, port, text } from '../parameter-types.ts';
import { defineCommand } from '../shell-command.ts';
import type { ShellContext } from '../shell-context.ts';
import { done } from '../shell-output.ts';
import { interfaceFilter, isWanted, toReference } from './interface-words.ts';

const application = {
	interfaceIp: word(interfaceName, 'The IP address of the interface.'),
	port: word(port, 'The port of the interface.'),
	appName: word(text(...limits.webApplication), 'The first part of the path, e.g. dms.'),
};

const head = ['Interface IP', 'Port', 'Application', 'Client Auth Req'];

/** What single applications of the interfaces of a kind demand of clients. */
export function webAppsContext(kind: InterfaceKind): ShellContext {
	return {
		name: 'WebApps',
		description: `Which applications of the ${kind} interfaces need a client certificate, whatever their interface needs.`,
		children: [],
		commands: [
			defineCommand({
				name: 'get',
				description: 'Shows the applications that differ from their interface.',
				leastRole: leastRoleOf('web-apps', 'read'),
				parameters: interfaceFilter,
				heads: [head],
				async run({ useCases }, filter) {
					const rows = (await useCases.webApps.list(kind)).filter((row) => isWanted(row, filter));
					return { kind: 'table', head, rows: rows.map((row) => [row.address, row.port, row.application, row.clientAuthRequired]) };
				},
			}),
			defineCommand({
				name: 'set',
				description: 'Says whether an application needs a client certificate.',
				leastRole: leastRoleOf('web-apps', 'write'),
				parameters: {
					...application,
					clientAuthReq: requiredAttribute(boolean, 'Whether its clients need a certificate.'),
				},
				run: async ({ useCases, origin }, { appName, clientAuthReq, ...values }) =>
					done(await useCases.webApps.setClientAuth(origin, toReference(kind, values), appName, clientAuthReq)),
			}),
			defineCommand({
				name: 'delete',
				description: 'Lets an application need what its interface needs.',
				leastRole: leastRoleOf('web-apps', 'write'),
				parameters: application,
				run: async ({ useCases, origin }, { appName, ...values }) =>
					done(await useCases.webApps.setClientAuth(origin, toReference(kind, values), appName, undefined)),
			}),
		],
	};
}
