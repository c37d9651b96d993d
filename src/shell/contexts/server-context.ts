import { presentFields } from '../../app/administration/present-fields.ts';
import type { InterfaceKind } from '../../domain/interface.ts';
import { leastRoleOf } from '../../domain/role.ts';
import { attribute, option, word } from '../bind-words.ts';
import { address, boolean, port } from '../parameter-types.ts';
import { defineCommand, type ShellCommand } from '../shell-command.ts';
import type { ShellContext } from '../shell-context.ts';
import { done } from '../shell-output.ts';
import { certificatesContext } from './certificates-context.ts';
import { interfaceFilter, interfaceWords, isWanted, toReference } from './interface-words.ts';
import { interfaceTlsPolicyContexts } from './tls-policy-contexts.ts';

const head = ['Interface IP', 'Port', 'Secure', 'Server Certificate', 'Client Auth Req'];

const secureText = 'Whether it speaks TLS.';
const certificateText = 'Whether it shows a certificate; with TLS it must.';
const clientAuthText = 'Whether every client needs a certificate.';
const legacyText = 'Whether it lets TLS 1.0 and 1.1, SHA-1 and short keys in.';

/** `HttpServer` or `CTIServer`: the interfaces of a kind. */
export function serverContext(kind: InterfaceKind): ShellContext {
	return {
		name: `${kind === 'Http' ? 'Http' : 'CTI'}Server`,
		description: `The interfaces on which ${kind === 'Http' ? 'devices are served' : 'clients of events are served'}.`,
		children: [
			{
				name: 'SSLSettings',
				description: `TLS of single ${kind} interfaces.`,
				commands: [],
				children: [...interfaceTlsPolicyContexts(kind), certificatesContext(kind)],
			},
		],
		commands: [get(kind), add(kind), set(kind), remove(kind)],
	};
}

function get(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'get',
		description: 'Shows the interfaces, those of the configuration among them.',
		leastRole: leastRoleOf('interfaces', 'read'),
		parameters: interfaceFilter,
		heads: [head],
		async run({ useCases }, filter) {
			const rows = (await useCases.interfaces.list(kind)).filter((row) => isWanted(row, filter));
			return {
				kind: 'table',
				head,
				rows: rows.map((row) => [row.address, row.port, row.secure, row.serverCertificate, row.clientAuthRequired]),
			};
		},
	});
}

function add(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'add',
		description: 'Adds an interface. A secure one gets a self-signed certificate, which sslUpdate replaces.',
		leastRole: leastRoleOf('interfaces', 'write'),
		parameters: {
			interfaceIp: word(address, 'An IP address of this host, or 0.0.0.0 or :: for all.'),
			port: word(port, 'The port to listen on.'),
			secure: word(boolean, secureText),
			serverCert: word(boolean, certificateText),
			clientAuthReq: word(boolean, clientAuthText),
			legacyTls: attribute(boolean, legacyText),
			force: option('Accepts an address that this host does not have.'),
		},
		async run({ useCases, origin }, { interfaceIp, port: number, secure, serverCert, clientAuthReq, legacyTls = false, force }) {
			const row = { kind, address: interfaceIp, port: number, secure, serverCertificate: serverCert, clientAuthRequired: clientAuthReq };
			return done(await useCases.interfaces.add(origin, { ...row, legacyTls }, { force }));
		},
	});
}

function set(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'set',
		description: 'Changes an interface.',
		leastRole: leastRoleOf('interfaces', 'write'),
		parameters: {
			...interfaceWords,
			secure: attribute(boolean, secureText),
			serverCert: attribute(boolean, certificateText),
			clientAuthReq: attribute(boolean, clientAuthText),
			legacyTls: attribute(boolean, legacyText),
		},
		needsAttribute: true,
		async run({ useCases, origin }, values) {
			const { secure, serverCert: serverCertificate, clientAuthReq: clientAuthRequired, legacyTls } = values;
			const change = presentFields({ secure, serverCertificate, clientAuthRequired, legacyTls });
			return done(await useCases.interfaces.change(origin, toReference(kind, values), change));
		},
	});
}

function remove(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'delete',
		description: 'Deletes an interface with its certificates and its TLS settings; its connections are closed.',
		leastRole: leastRoleOf('interfaces', 'write'),
		parameters: interfaceWords,
		run: async ({ useCases, origin }, values) => done(await useCases.interfaces.remove(origin, toReference(kind, values))),
	});
}
