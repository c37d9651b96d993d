import { presentFields } from '../../app/administration/present-fields.ts';
import { limits } from '../../domain/limits.ts';
import { leastRoleOf } from '../../domain/role.ts';
import { attribute, word } from '../bind-words.ts';
import { list, sha256, text } from '../parameter-types.ts';
import { defineCommand } from '../shell-command.ts';
import type { ShellContext } from '../shell-context.ts';
import { done } from '../shell-output.ts';

const name = word(text(...limits.clientIdentityName), 'The name in the certificate of the client, e.g. its common name.');
const head = ['Name', 'Fingerprint', 'Device Types'];

/** Which clients of the event interface may come in. */
export const clientIdentityContext: ShellContext = {
	name: 'ClientIdentity',
	description: 'The certificate names of the clients that may use the event interface.',
	children: [],
	commands: [
		defineCommand({
			name: 'get',
			description: 'Shows the clients that may come in.',
			leastRole: leastRoleOf('client-identities', 'read'),
			parameters: {},
			heads: [head],
			async run({ useCases }) {
				const identities = await useCases.identities.list();
				return { kind: 'table', head, rows: identities.map((each) => [each.name, each.fingerprint, each.deviceTypes]) };
			},
		}),
		defineCommand({
			name: 'add',
			description: 'Lets a client in whose certificate has this name and chains to a trust anchor of the CTI interfaces.',
			leastRole: leastRoleOf('client-identities', 'write'),
			parameters: {
				name,
				fingerprint: attribute(sha256, 'The SHA-256 of the one certificate that may bear the name.'),
				deviceTypes: attribute(
					list(text(...limits.deviceTypeName)),
					'The device types whose events it may see, with commas between; all without it.',
				),
			},
			run: async ({ useCases, origin }, { name: clientName, fingerprint, deviceTypes = [] }) =>
				done(await useCases.identities.add(origin, { name: clientName, deviceTypes, ...presentFields({ fingerprint }) })),
		}),
		defineCommand({
			name: 'delete',
			description: 'Locks a client out; what it has open is closed.',
			leastRole: leastRoleOf('client-identities', 'write'),
			parameters: { name },
			run: async ({ useCases, origin }, values) => done(await useCases.identities.remove(origin, values.name)),
		}),
	],
};
