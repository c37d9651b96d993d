import { presentFields } from '../../app/administration/present-fields.ts';
import { DmsError } from '../../domain/errors.ts';
import type { InterfaceKind } from '../../domain/interface.ts';
import { leastRoleOf } from '../../domain/role.ts';
import { attribute, optionalWord, requiredAttribute } from '../bind-words.ts';
import { toCommonName, toIssuerText } from '../common-name.ts';
import { filePath } from '../parameter-types.ts';
import { defineCommand, type ShellCall, type ShellCommand } from '../shell-command.ts';
import type { ShellContext } from '../shell-context.ts';
import { done } from '../shell-output.ts';
import { interfaceFilter, interfaceWords, isWanted, toReference } from './interface-words.ts';

const head = ['Interface IP', 'Port', 'Key', 'Owner', 'Issuer', 'Expires', 'Generation'];

const longestCertificateFile = 1024 * 1024;
const longestKeyFile = 64 * 1024;
const longestPassphraseFile = 1024;

/** The certificates that the interfaces of a kind show. */
export function certificatesContext(kind: InterfaceKind): ShellContext {
	return {
		name: 'Certificates',
		description: `The server certificates of the ${kind} interfaces.`,
		children: [],
		commands: [get(kind), sslUpdate(kind), sslExport(kind), sslGenerate(kind), rollBack(kind)],
	};
}

function get(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'get',
		description: 'Shows the certificates that are in use.',
		leastRole: leastRoleOf('server-certificates', 'read'),
		parameters: interfaceFilter,
		heads: [head],
		async run({ useCases }, filter) {
			const rows = (await useCases.certificates.list(kind)).filter((row) => isWanted(row, filter));
			return {
				kind: 'table',
				head,
				rows: rows.flatMap(({ address, port, generation, certificates }) =>
					certificates.map((each) => [
						address,
						port,
						each.keyType,
						toCommonName(each.subject),
						toIssuerText(each),
						each.notAfter,
						generation,
					]),
				),
			};
		},
	});
}

function sslUpdate(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'sslUpdate',
		description: 'Replaces the certificate and key of an interface, at once and without a restart. The last ones are kept for rollBack.',
		leastRole: leastRoleOf('server-certificates', 'write'),
		parameters: {
			...interfaceWords,
			keyFile: requiredAttribute(filePath, 'The private key, PEM or DER. The passphrase of an encrypted one is asked for.'),
			certificateFile: requiredAttribute(filePath, 'The certificate, PEM or DER.'),
			chainFile: attribute(filePath, 'The certificates of its issuers, PEM.'),
			passphraseFile: attribute(filePath, 'A file with the passphrase of an encrypted key in its one line.'),
		},
		async run(call, values) {
			const { useCases, origin, files } = call;
			const key = await files.read(values.keyFile, longestKeyFile);
			const certificate = await files.read(values.certificateFile, longestCertificateFile);
			const chain = values.chainFile === undefined ? undefined : await files.read(values.chainFile, longestCertificateFile);
			const passphrase = await readPassphrase(call, key, values.passphraseFile);
			const material = { key, certificate, ...presentFields({ chain, passphrase }) };
			return done(await useCases.certificates.update(origin, toReference(kind, values), material));
		},
	});
}

/** From the file, else from the person where the key is encrypted. */
async function readPassphrase({ files, askSecret }: ShellCall, key: Uint8Array, path: string | undefined): Promise<string | undefined> {
	if (path !== undefined) {
		const passphrase = Buffer.from(await files.read(path, longestPassphraseFile))
			.toString('utf8')
			.replace(/\r?\n$/, '');
		if (/[\r\n]/.test(passphrase)) throw new DmsError('value.invalid', `${path} has more than one line`, { field: 'passphraseFile' });
		return passphrase;
	}
	return isEncryptedKey(key) ? askSecret('Passphrase of the key: ') : undefined;
}

/** PKCS#8 (RFC 7468 11), or the older form of OpenSSL (RFC 1421 4.6.1.1). Encrypted DER is refused by who reads it, for want of a passphrase. */
function isEncryptedKey(key: Uint8Array): boolean {
	return /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: *4, *ENCRYPTED/.test(Buffer.from(key).toString('latin1'));
}

function sslExport(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'sslExport',
		description: 'Prints the certificate of an interface with its chain, or writes it to a new file. The key never leaves the server.',
		leastRole: leastRoleOf('server-certificates', 'read'),
		parameters: { ...interfaceWords, file: optionalWord(filePath, 'The file to write; it must not exist.') },
		async run({ useCases, files }, { file, ...values }) {
			const pem = await useCases.certificates.export(toReference(kind, values));
			if (file === undefined) return { kind: 'text', text: pem.endsWith('\n') ? pem : `${pem}\n` };
			await files.writeNew(file, pem);
			return done({ warnings: [] });
		},
	});
}

function sslGenerate(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'sslGenerate',
		description: 'Makes a new self-signed certificate for an interface. The last one is kept for rollBack.',
		leastRole: leastRoleOf('server-certificates', 'write'),
		parameters: interfaceWords,
		run: async ({ useCases, origin }, values) => done(await useCases.certificates.generate(origin, toReference(kind, values))),
	});
}

function rollBack(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'rollBack',
		description: 'Puts the certificate back that an interface showed before.',
		leastRole: leastRoleOf('server-certificates', 'write'),
		parameters: interfaceWords,
		run: async ({ useCases, origin }, values) => done(await useCases.certificates.rollBack(origin, toReference(kind, values))),
	});
}
