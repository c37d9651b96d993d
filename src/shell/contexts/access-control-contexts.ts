import { requireNetwork } from '../../app/administration/ip-address.ts';
import { presentFields } from '../../app/administration/present-fields.ts';
import { leastRoleOf } from '../../domain/role.ts';
import { proxyCertificateForms } from '../../domain/settings.ts';
import { attribute } from '../bind-words.ts';
import { boolean, choice, list, notOffered, parsed, text } from '../parameter-types.ts';
import { defineCommand } from '../shell-command.ts';
import type { ShellContext } from '../shell-context.ts';
import { done } from '../shell-output.ts';

const longestPattern = 256;
const longestHeaderName = 64;

/** The switch for all clients of the event interface. */
export const certificateAuthenticationContext: ShellContext = {
	name: 'CertificateAuthentication',
	description: 'Whether clients of the event interface may authenticate with a certificate.',
	children: [],
	commands: [
		defineCommand({
			name: 'get',
			description: 'Shows the setting.',
			leastRole: leastRoleOf('access-control', 'read'),
			parameters: {},
			run: async ({ useCases }) => ({ kind: 'values', values: { allowClientApp: (await useCases.accessControl.load()).allowClientApp } }),
		}),
		defineCommand({
			name: 'set',
			description: 'Changes the setting; takes effect at once, also on what is open.',
			leastRole: leastRoleOf('access-control', 'write'),
			parameters: { allowClientApp: attribute(boolean, 'Whether clients may come in with a certificate.') },
			needsAttribute: true,
			run: async ({ useCases, origin }, { allowClientApp = false }) =>
				done(await useCases.accessControl.setAllowClientApp(origin, allowClientApp)),
		}),
	],
};

const certificatesContext: ShellContext = {
	name: 'Certificates',
	description: 'How the file server knows a device by its certificate.',
	children: [],
	commands: [
		defineCommand({
			name: 'get',
			description: 'Shows the settings.',
			leastRole: leastRoleOf('access-control', 'read'),
			parameters: {},
			async run({ useCases }) {
				const { enabled, identityPattern } = (await useCases.accessControl.load()).deviceCertificates;
				return { kind: 'values', values: { enable: enabled, identityPattern } };
			},
		}),
		defineCommand({
			name: 'set',
			description: 'Changes the settings; takes effect on the next request.',
			leastRole: leastRoleOf('access-control', 'write'),
			parameters: {
				enable: attribute(boolean, 'Whether device certificates count.'),
				identityPattern: attribute(
					text(0, longestPattern),
					'A pattern with one group that takes the MAC address out of the common name, where a trust anchor has no rules of its own; "" for none.',
				),
			},
			needsAttribute: true,
			run: async ({ useCases, origin }, { enable: enabled, identityPattern }) =>
				done(
					await useCases.accessControl.setCertificates(origin, {
						...presentFields({ enabled }),
						...(identityPattern === undefined ? {} : { identityPattern: identityPattern || null }),
					}),
				),
		}),
	],
};

const headersContext: ShellContext = {
	name: 'Headers',
	description: 'Client certificates that a proxy hands on in a header. They are believed from the listed proxies alone.',
	children: [],
	commands: [
		defineCommand({
			name: 'get',
			description: 'Shows the settings.',
			leastRole: leastRoleOf('access-control', 'read'),
			parameters: {},
			async run({ useCases }) {
				const { enabled, proxies, form, header } = (await useCases.accessControl.load()).proxyCertificates;
				return { kind: 'values', values: { enable: enabled, proxies, form, header } };
			},
		}),
		defineCommand({
			name: 'set',
			description: 'Changes the settings; takes effect on the next request.',
			leastRole: leastRoleOf('access-control', 'write'),
			parameters: {
				enable: attribute(boolean, 'Whether certificates in headers count.'),
				proxies: attribute(
					list(parsed('IP address or network', (value, field) => requireNetwork(field, value))),
					'The proxies that are believed, with commas between; "" for none.',
				),
				form: attribute(choice(proxyCertificateForms), 'rfc9440: Client-Cert. escaped-pem: PEM, percent-encoded.'),
				header: attribute(text(1, longestHeaderName), 'The name of the header of the form escaped-pem.'),
				identityPattern: attribute(
					notOffered(
						'a MAC address in a header proves nothing, whoever sends it',
						'Let the proxy hand on the certificate itself: set proxies and form.',
					),
					'Not offered: a header brings a certificate, never a MAC address.',
				),
			},
			needsAttribute: true,
			run: async ({ useCases, origin }, { enable: enabled, proxies, form, header }) =>
				done(await useCases.accessControl.setHeaders(origin, presentFields({ enabled, proxies, form, header: header?.toLowerCase() }))),
		}),
	],
};

/** How devices may prove who they are. */
export const accessControlContext: ShellContext = {
	name: 'AccessControl',
	description: 'Who may fetch files.',
	commands: [],
	children: [
		{
			name: 'Authentication',
			description: 'How devices prove who they are.',
			commands: [],
			children: [certificatesContext, headersContext],
		},
	],
};
