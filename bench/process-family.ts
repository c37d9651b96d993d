import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** A process as the kernel accounts for it. */
interface ProcessStat {
	readonly parent: number;
	readonly command: string;
	/** User and system time of the process, all its threads and the children that it has waited for, in clock ticks. */
	readonly ticks: number;
}

/** CPU time of a family and who belonged to it, to be compared with a later one. */
export interface FamilyUsage {
	readonly pids: readonly number[];
	readonly cpuSeconds: number;
}

/** Positions in /proc/PID/stat, counted from the field after the command (proc_pid_stat(5), fields 4 and 14 to 17). */
const parentField = 1;
const timeFields = [11, 12, 13, 14];

let ticksPerSecond: number | undefined;

/** Undefined where there is no such process any more. */
function readStat(pid: number): ProcessStat | undefined {
	let text: string;
	try {
		text = readFileSync(`/proc/${pid}/stat`, 'latin1');
	} catch {
		return undefined;
	}
	// The command stands in parentheses and may hold anything, parentheses and blanks included.
	const end = text.lastIndexOf(')');
	const fields = text.slice(end + 2).split(' ');
	return {
		parent: Number(fields[parentField]),
		command: text.slice(text.indexOf('(') + 1, end),
		ticks: timeFields.reduce((sum, field) => sum + Number(fields[field]), 0),
	};
}

/** The process and all its descendants, itself first. */
export function familyOf(root: number): readonly number[] {
	const children = new Map<number, number[]>();
	for (const entry of readdirSync('/proc')) {
		const pid = Number(entry);
		const parent = Number.isInteger(pid) ? readStat(pid)?.parent : undefined;
		if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
	}
	const family = [root];
	for (const pid of family) family.push(...(children.get(pid) ?? []));
	return family;
}

/** Children of a process that run this command. */
export function childrenOf(parent: number, command: string): readonly number[] {
	return familyOf(parent)
		.slice(1)
		.filter((pid) => {
			const stat = readStat(pid);
			return stat?.parent === parent && stat.command === command;
		});
}

/** CPU time so far of whole families, in steps of a clock tick (10 ms as a rule). */
export function readUsage(roots: readonly number[]): FamilyUsage {
	ticksPerSecond ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
	const pids = roots.flatMap(familyOf);
	const ticks = pids.reduce((sum, pid) => sum + (readStat(pid)?.ticks ?? 0), 0);
	return { pids, cpuSeconds: ticks / ticksPerSecond };
}

/** Resident memory of a process in bytes, 0 when it is gone. */
export function residentBytes(pid: number): number {
	return readMemory(pid, 'VmRSS');
}

/** The most that was resident at once since `forgetPeak`, or since the start of the process. */
export function peakBytes(pid: number): number {
	return readMemory(pid, 'VmHWM');
}

/** From now on the peak is what comes (proc_pid_clear_refs(5)). */
export function forgetPeak(pid: number): void {
	writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

function readMemory(pid: number, field: string): number {
	try {
		const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
		return Number(found?.[1] ?? 0) * 1024;
	} catch {
		return 0;
	}
}
