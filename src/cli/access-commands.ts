import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import { presentFields } from '../app/administration/present-fields.ts';
import { type AccessFilter, type AccessRecord, weakProofs } from '../domain/access-record.ts';
import { checkChoice } from '../domain/limits.ts';
import { requireMacAddress, toColonForm } from '../domain/mac-address.ts';
import type { Store } from '../domain/ports.ts';
import { type AccessReason, accessReasons } from '../domain/reason.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { parsePositive, parseTime } from './option-values.ts';
import { toAligned, toCell } from './table.ts';

interface ListOptions {
	readonly mac?: string;
	readonly device?: string;
	readonly denied?: boolean;
	readonly reason?: string;
	readonly since?: Date;
	readonly limit: number;
	readonly follow?: boolean;
}

const head = ['Time', 'Status', 'Reason', 'MAC Address', 'Device', 'Proof', 'Address', 'Path'];
const followWidths = [24, 6, 26, 17, 20, 11, 15, 0];
const pollMs = 250;
/** Records of several processes are committed out of their order by no more than this. */
const overlapMs = 5000;
const mostPerPoll = 10_000;

export function addAccessCommands(program: Command, run: Runner): void {
	const access = program.command('access').description('who fetched what, when, and why or why not');
	access
		.command('list')
		.description('the newest access records, the oldest of them first')
		.option('--mac <mac>', 'of this MAC address')
		.option('--device <name>', 'of this device')
		.option('--denied', 'refusals only')
		.option('--reason <code>', 'with this reason')
		.option('--since <time>', 'after this time', parseTime)
		.option('--limit <n>', 'how many', parsePositive, 100)
		.option('--follow', 'keep printing new ones until interrupted; with --json one line for each')
		.action(run(list))
		.addHelpText(
			'after',
			toExamples('dms access list --denied', 'dms access list --mac 00:13:d1:00:00:01 --json', 'dms access list --follow'),
		);
}

async function list(session: CommandSession, options: ListOptions): Promise<void> {
	const filter: AccessFilter = {
		limit: options.limit,
		...presentFields({
			mac: options.mac === undefined ? undefined : requireMacAddress(options.mac),
			deviceName: options.device,
			denied: options.denied,
			reason:
				options.reason === undefined ? undefined : checkChoice('reason', options.reason, Object.keys(accessReasons) as AccessReason[]),
			since: options.since,
		}),
	};
	const store = await session.store();
	if (options.follow === true) return follow(session, store, filter);
	const records = await store.accessRecords.list(filter);
	return session.wantsJson ? session.output.json(records.map(toJson)) : session.output.table(head, records.map(toCells));
}

async function follow(session: CommandSession, store: Store, filter: AccessFilter): Promise<void> {
	if (!session.wantsJson) await session.output.write(`${toAligned(head, followWidths)}\n`);
	let seen = new Set<string>();
	let records = await store.accessRecords.list(filter);
	let newest = filter.since ?? session.ports.clock.now();
	while (!session.output.isClosed) {
		for (const record of records) if (!seen.has(record.id)) await print(session, record);
		newest = new Date(Math.max(newest.getTime(), ...records.map(({ at }) => at.getTime())));
		seen = new Set(records.map(({ id }) => id));
		if (await isInterrupted(session)) return;
		records = await store.accessRecords.list({ ...filter, since: new Date(newest.getTime() - overlapMs), limit: mostPerPoll });
	}
}

/** Waits for the next look; true once the person wants no more. */
async function isInterrupted({ ports }: CommandSession): Promise<boolean> {
	if (ports.interrupted.aborted) return true;
	await delay(pollMs, undefined, { signal: ports.interrupted }).catch(() => undefined);
	return ports.interrupted.aborted;
}

function print(session: CommandSession, record: AccessRecord): Promise<void> {
	if (session.wantsJson) return session.output.jsonLine(toJson(record));
	return session.output.write(`${toAligned(toCells(record).map(toCell), followWidths)}\n`);
}

/** `weak`: whoever knows the MAC address can repeat the proof. */
function toJson(record: AccessRecord): object {
	return record.proof === undefined ? record : { ...record, weak: weakProofs.has(record.proof) };
}

function toCells(record: AccessRecord): readonly string[] {
	return [
		record.at.toISOString(),
		String(record.status),
		record.reason,
		record.mac === undefined ? '' : toColonForm(record.mac),
		record.deviceName ?? '',
		record.proof === undefined ? '' : `${record.proof}${weakProofs.has(record.proof) ? ' (weak)' : ''}`,
		record.proxy === undefined ? record.remoteAddress : `${record.remoteAddress} (proxy)`,
		`${record.method} ${record.path}`,
	];
}
