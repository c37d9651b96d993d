import { type Command, Option } from 'commander';
import { addTrustAnchor } from '../app/administration/add-trust-anchor.ts';
import {
	changeTrustAnchor,
	installRevocationList,
	type RequestedAnchorChange,
	removeTrustAnchor,
} from '../app/administration/change-trust-anchor.ts';
import { presentFields } from '../app/administration/present-fields.ts';
import { DmsError } from '../domain/errors.ts';
import type { InterfaceKind } from '../domain/interface.ts';
import { requireOui, toColonForm } from '../domain/mac-address.ts';
import {
	type DigestFloor,
	defaultTrustPolicy,
	digestFloors,
	parseMacRule,
	type RevocationPolicy,
	revocationPolicies,
	type TrustAnchor,
} from '../domain/trust-anchor.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { addDenyCommands } from './deny-commands.ts';
import { toExamples } from './help-examples.ts';
import { collect, parseFlag, parseInterfaceKind, parsePositive, parseWholeNumber } from './option-values.ts';
import { readWholeFile } from './read-input.ts';

interface KindOptions {
	readonly interface: InterfaceKind;
}

interface AnchorOptions extends KindOptions {
	readonly oui?: readonly string[];
	readonly macFrom?: readonly string[];
	readonly minDigest?: DigestFloor;
	readonly minRsaBits?: number;
	readonly minEcBits?: number;
	readonly revocation?: RevocationPolicy;
	readonly crlGrace?: number;
}

interface AnchorSetOptions extends AnchorOptions {
	readonly enabled?: boolean;
	readonly anyOui?: boolean;
	readonly defaultMacRules?: boolean;
}

const longestCertificateFile = 4 * 1024 * 1024;
const longestListFile = 32 * 1024 * 1024;

export function addTrustCommands(program: Command, run: Runner): void {
	const trust = program.command('trust').description('trust anchors: the CAs that vouch for devices, and the certificates that are denied');
	withPolicy(trust.command('add'))
		.description('install a CA certificate; root and issuing CA are both needed, each under its own alias')
		.argument('<alias>', 'name for it')
		.argument('<file>', 'one certificate, PEM or DER')
		.action(run(add))
		.addHelpText(
			'after',
			toExamples(
				'dms trust add vendor-root root.pem',
				'dms trust add vendor-issuing issuing.pem --oui 00:13:d1 --mac-from subject.CN',
				"dms trust add other issuing.pem --mac-from 'subject.serialNumber=.*-([0-9a-f]{12})'",
			),
		);
	withInterface(trust.command('list'))
		.description('installed trust anchors, and how many devices each has vouched for')
		.action(run(list))
		.addHelpText('after', toExamples('dms trust list', 'dms trust list --interface cti --json'));
	withPolicy(trust.command('set'))
		.description('change what a trust anchor may vouch for; takes effect at once')
		.argument('<alias>', 'trust anchor')
		.option('--enabled <true|false>', 'whether it vouches for anybody', parseFlag)
		.option('--any-oui', 'let it vouch for every vendor')
		.option('--default-mac-rules', 'look for the MAC address where it usually is')
		.action(run(set))
		.addHelpText('after', toExamples('dms trust set vendor-issuing --enabled false', 'dms trust set vendor-issuing --revocation hard'));
	withInterface(trust.command('remove'))
		.description('remove a trust anchor; takes effect at once')
		.argument('<alias>', 'trust anchor')
		.action(
			run(async (session, alias: string, options: KindOptions) => {
				await removeTrustAnchor(await session.administration(), { kind: options.interface, alias });
				await session.done({ removed: alias }, `trust anchor ${alias} is removed`);
			}),
		)
		.addHelpText('after', toExamples('dms trust remove vendor-root'));
	withInterface(trust.command('crl'))
		.description('install the revocation list of a trust anchor in place of the last one')
		.argument('<alias>', 'trust anchor')
		.argument('[file]', 'revocation list, PEM or DER')
		.option('--remove', 'take the installed list away')
		.action(run(installList))
		.addHelpText('after', toExamples('dms trust crl vendor-issuing issuing.crl', 'dms trust set vendor-issuing --revocation hard'));
	addDenyCommands(trust, run);
}

/** Each kind of interface has anchors of its own. */
function withInterface(command: Command): Command {
	const option = new Option('--interface <kind>', 'whose trust anchors: http, of devices; cti, of clients of the event interface');
	return command.addOption(option.argParser(parseInterfaceKind).default('Http', 'http'));
}

function withPolicy(command: Command): Command {
	return withInterface(command)
		.option('--oui <oui>', 'first half of the MAC addresses it may vouch for (repeatable); default: any', collect)
		.option('--mac-from <source[=pattern]>', 'where the MAC address stands in a certificate (repeatable, in order)', collect)
		.addOption(
			new Option('--min-digest <name>', `weakest digest of a signature (default: ${defaultTrustPolicy.digestFloor})`).choices(digestFloors),
		)
		.option('--min-rsa-bits <n>', `shortest RSA key (default: ${defaultTrustPolicy.minRsaBits})`, parsePositive)
		.option('--min-ec-bits <n>', `shortest elliptic curve key (default: ${defaultTrustPolicy.minEcBits})`, parsePositive)
		.addOption(
			new Option(
				'--revocation <policy>',
				`off; soft: a missing list accepts; hard: it refuses (default: ${defaultTrustPolicy.revocation})`,
			).choices(revocationPolicies),
		)
		.option('--crl-grace <seconds>', 'how long a list may be used after its next update', parseWholeNumber);
}

function toChange(options: AnchorOptions): RequestedAnchorChange {
	const policy = presentFields({
		digestFloor: options.minDigest,
		minRsaBits: options.minRsaBits,
		minEcBits: options.minEcBits,
		revocation: options.revocation,
		crlGraceSeconds: options.crlGrace,
	});
	return {
		policy,
		...presentFields({
			ouis: options.oui?.map((oui) => requireOui(oui, '--oui')),
			macRules: options.macFrom?.map(parseMacRule),
		}),
	};
}

async function add(session: CommandSession, alias: string, path: string, options: AnchorOptions): Promise<void> {
	const file = await readWholeFile(path, longestCertificateFile);
	const { ouis = [], macRules = [], policy } = toChange(options);
	const { anchor, warnings } = await addTrustAnchor(await session.administration(), {
		kind: options.interface,
		alias,
		file,
		ouis,
		macRules,
		policy: { ...defaultTrustPolicy, ...policy },
	});
	for (const warning of warnings) await session.output.warn(warning);
	await session.done(toAnchorJson(anchor, session.ports.clock.now()), `trust anchor ${anchor.alias} is installed: ${anchor.subject}`);
}

async function set(session: CommandSession, alias: string, options: AnchorSetOptions): Promise<void> {
	const { enabled, anyOui, defaultMacRules } = options;
	if (anyOui === true && options.oui !== undefined) throw new DmsError('usage.invalid', '--any-oui and --oui exclude each other');
	if (defaultMacRules === true && options.macFrom !== undefined) {
		throw new DmsError('usage.invalid', '--default-mac-rules and --mac-from exclude each other');
	}
	const anchor = await changeTrustAnchor(
		await session.administration(),
		{ kind: options.interface, alias },
		{
			...toChange(options),
			...presentFields({ enabled }),
			...(anyOui === true ? { ouis: [] } : {}),
			...(defaultMacRules === true ? { macRules: [] } : {}),
		},
	);
	await session.done(toAnchorJson(anchor, session.ports.clock.now()), `trust anchor ${alias} is changed`);
}

async function installList(
	session: CommandSession,
	alias: string,
	path: string | undefined,
	options: KindOptions & { readonly remove?: boolean },
): Promise<void> {
	if ((path === undefined) !== (options.remove === true)) throw new DmsError('usage.invalid', 'either a file or --remove is needed');
	const file = path === undefined ? undefined : await readWholeFile(path, longestListFile);
	const anchor = await installRevocationList(await session.administration(), { kind: options.interface, alias }, file);
	const what = file === undefined ? 'has no revocation list any more' : 'has a revocation list';
	await session.done(toAnchorJson(anchor, session.ports.clock.now()), `trust anchor ${alias} ${what}`);
}

async function list(session: CommandSession, { interface: kind }: KindOptions): Promise<void> {
	const store = await session.store();
	const anchors = await store.trust.listAnchors(kind);
	// Records are of devices; an anchor for clients may have the alias of one for devices.
	const lastUses = kind === 'Http' ? await store.sightings.lastByAnchor() : [];
	const uses = new Map(lastUses.map((use) => [use.anchor, use]));
	const now = session.ports.clock.now();
	if (session.wantsJson) {
		const toUse = ({ alias }: TrustAnchor) => ({ devices: uses.get(alias)?.devices ?? 0, lastUsedAt: uses.get(alias)?.at ?? null });
		return session.output.json(anchors.map((anchor) => ({ ...toAnchorJson(anchor, now), ...toUse(anchor) })));
	}
	const rows = anchors.map((anchor) => [
		anchor.kind,
		anchor.alias,
		anchor.subject,
		`${anchor.issuer}${isSelfIssued(anchor) ? '[self-signed]' : ''}`,
		`${anchor.notAfter.toISOString().slice(0, 10)}${anchor.notAfter < now ? ' (expired)' : ''}`,
		anchor.ouis.map(toColonForm).join(' ') || 'any',
		anchor.policy.revocation,
		String(anchor.enabled),
		String(uses.get(anchor.alias)?.devices ?? 0),
		uses.get(anchor.alias)?.at.toISOString() ?? '',
	]);
	return session.output.table(
		['Kind', 'Alias', 'Owner', 'Issuer', 'Expires', 'OUIs', 'Revocation', 'Enabled', 'Devices', 'Last Used'],
		rows,
	);
}

function toAnchorJson(anchor: TrustAnchor, now: Date): object {
	return {
		kind: anchor.kind,
		alias: anchor.alias,
		enabled: anchor.enabled,
		owner: anchor.subject,
		issuer: anchor.issuer,
		selfSigned: isSelfIssued(anchor),
		fingerprint: anchor.fingerprint,
		notBefore: anchor.notBefore,
		notAfter: anchor.notAfter,
		expired: anchor.notAfter < now,
		ouis: anchor.ouis,
		macRules: anchor.macRules,
		policy: anchor.policy,
		revocationLists: anchor.crls.length,
		createdAt: anchor.createdAt,
	};
}

function isSelfIssued({ subject, issuer }: TrustAnchor): boolean {
	return subject === issuer;
}
