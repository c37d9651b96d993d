import type { TrustAnchorRow } from '../../app/administration/list-trust-anchors.ts';
import { presentFields } from '../../app/administration/present-fields.ts';
import type { InterfaceKind } from '../../domain/interface.ts';
import { limits } from '../../domain/limits.ts';
import { requireOui, toColonForm } from '../../domain/mac-address.ts';
import { leastRoleOf } from '../../domain/role.ts';
import { checkAlias, digestFloors, type MacRule, parseMacRule, revocationPolicies } from '../../domain/trust-anchor.ts';
import { attribute, option, word } from '../bind-words.ts';
import { boolean, choice, filePath, list, parsed, text, url, wholeNumber } from '../parameter-types.ts';
import { defineCommand, type ShellCommand } from '../shell-command.ts';
import type { ShellContext } from '../shell-context.ts';
import { done, type ShellCell } from '../shell-output.ts';

const [shortestAlias, longestAlias] = limits.trustAnchorAlias;
const aliasType = parsed(`String {${shortestAlias} to ${longestAlias} characters}`, checkAlias);
const alias = word(aliasType, 'The name of the trust anchor.');

const optionalPath = { ...text(0, 1024), label: 'File path {0 to 1024 characters}' };

const head = ['Alias', 'Owner', 'Issuer'];
const detailHead = [
	...head,
	'Fingerprint',
	'Valid From',
	'Expires',
	'Days Left',
	'Missing Issuer',
	'Enabled',
	'OUI',
	'MAC From',
	'Digest Floor',
	'Min RSA Bits',
	'Revocation',
	'CRL URL',
	'CRL Error',
	'CRL Next Update',
	'Devices',
	'Last Used',
];

const longestCertificateFile = 4 * 1024 * 1024;
const longestListFile = 32 * 1024 * 1024;

/** The CAs whose certificates the interfaces of a kind accept. */
export function trustsContext(kind: InterfaceKind): ShellContext {
	return {
		name: 'Trusts',
		description: `The CA certificates that vouch for clients of the ${kind} interfaces. Root and issuing CA are both needed.`,
		children: [],
		commands: [get(kind), updateTrust(kind), set(kind), remove(kind)],
	};
}

function get(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'get',
		description: 'Shows the trust anchors.',
		leastRole: leastRoleOf('trust-anchors', 'read'),
		parameters: { detail: option('Shows fingerprints, dates and rules as well.') },
		heads: [head, detailHead],
		async run({ useCases }, { detail }) {
			const rows = (await useCases.trust.list(kind)).map((row) => [
				row.anchor.alias,
				row.owner,
				`${row.issuer}${row.isSelfSigned ? '[self-signed]' : ''}`,
				...(detail ? toDetails(row) : []),
			]);
			return { kind: 'table', head: detail ? detailHead : head, rows };
		},
	});
}

function toDetails({ anchor, daysLeft, missingIssuer, revocationList, use }: TrustAnchorRow): readonly ShellCell[] {
	const { fingerprint, notBefore, notAfter, enabled, ouis, macRules, policy, crlSource } = anchor;
	return [
		fingerprint,
		notBefore,
		notAfter,
		daysLeft,
		missingIssuer,
		enabled,
		ouis.map(toColonForm),
		macRules.map(toRuleText),
		policy.digestFloor,
		policy.minRsaBits,
		policy.revocation,
		crlSource === undefined ? undefined : url.mask?.(crlSource.url),
		crlSource?.error,
		revocationList?.nextUpdate,
		use.devices,
		use.lastAt,
	];
}

function toRuleText({ source, pattern }: MacRule): string {
	return pattern === undefined ? source : `${source}=${pattern}`;
}

function updateTrust(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'updateTrust',
		description: 'Installs a CA certificate under an alias. A file has one certificate; one with several is split by hand, or with -split.',
		leastRole: leastRoleOf('trust-anchors', 'write'),
		parameters: {
			alias: word(aliasType, 'A name for it that no other trust anchor has.'),
			certificateFile: word(filePath, 'The certificate, PEM or DER.'),
			split: option('Installs the certificates of a file with several as alias-1, alias-2 and so on.'),
		},
		async run({ useCases, files, origin }, { alias: name, certificateFile, split }) {
			const file = await files.read(certificateFile, longestCertificateFile);
			return done(await useCases.trust.update(origin, { kind, alias: name, file, split }));
		},
	});
}

function set(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'set',
		description: 'Changes what a trust anchor may vouch for; takes effect at once.',
		leastRole: leastRoleOf('trust-anchors', 'write'),
		parameters: {
			alias,
			oui: attribute(
				list(parsed('OUI', requireOui)),
				'First halves of the MAC addresses that it may vouch for, with commas between; "" for any.',
			),
			macFrom: attribute(
				// A pattern may have commas of its own; each rule begins with its source.
				list(parsed('source[=pattern]', parseMacRule), /,(?=(?:subject|san)\.)/),
				'Where the MAC address stands in a certificate, in order, with commas between; "" for the usual places.',
			),
			digestFloor: attribute(choice(digestFloors), 'The weakest digest of a signature.'),
			minRsaBits: attribute(wholeNumber(1024, 16_384), 'The shortest RSA key.'),
			revocation: attribute(choice(revocationPolicies), 'Whether a missing revocation list counts: off, soft (accepts), hard (refuses).'),
			crlFile: attribute(optionalPath, 'A revocation list to install, PEM or DER; "" takes the installed one away.'),
			crlUrl: attribute(url, 'Where the server fetches the revocation list; "" for nowhere.'),
			enabled: attribute(boolean, 'Whether it vouches for anybody.'),
		},
		needsAttribute: true,
		async run({ useCases, files, origin }, values) {
			const { oui: ouis, macFrom: macRules, digestFloor, minRsaBits, revocation, crlFile, crlUrl, enabled } = values;
			const revocationList = crlFile === '' ? null : crlFile === undefined ? undefined : await files.read(crlFile, longestListFile);
			const policy = presentFields({ digestFloor, minRsaBits, revocation });
			const change = {
				...presentFields({ ouis, macRules, revocationList, crlUrl, enabled }),
				...(Object.keys(policy).length === 0 ? {} : { policy }),
			};
			return done(await useCases.trust.change(origin, { kind, alias: values.alias }, change));
		},
	});
}

function remove(kind: InterfaceKind): ShellCommand {
	return defineCommand({
		name: 'delete',
		aliases: ['removeTrust'],
		description: 'Removes a trust anchor; takes effect at once. Says first which clients came in through it.',
		leastRole: leastRoleOf('trust-anchors', 'write'),
		parameters: { alias },
		async run({ useCases, origin, confirm }, { alias: name }) {
			const { devices, examples } = await useCases.trust.use({ kind, alias: name });
			const others = devices > examples.length ? ', ...' : '';
			const who = devices === 0 ? 'Nobody has come in through it.' : `${devices} came in through it: ${examples.join(', ')}${others}.`;
			if (!(await confirm(`${who} Remove trust anchor ${name}?`))) return { kind: 'cancelled' };
			const { warnings } = await useCases.trust.remove(origin, { kind, alias: name });
			return done({ warnings: devices === 0 ? warnings : [...warnings, who] });
		},
	});
}
