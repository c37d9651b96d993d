import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface ProfileNode {
	readonly id: number;
	readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
	readonly children?: readonly number[];
}

/** As V8 writes it. */
interface Profile {
	readonly nodes: readonly ProfileNode[];
	readonly samples: readonly number[];
	/** Microseconds since the sample before. */
	readonly timeDeltas: readonly number[];
}

/** Microseconds by name. */
type Times = Map<string, number>;

interface Summary {
	readonly functions: Times;
	readonly files: Times;
	/** With all that a function calls. */
	readonly whole: Times;
	/** Without idle time. */
	busy: number;
}

const root = join(import.meta.dirname, '..');

function toPlace(url: string): string {
	if (url === '') return '(native)';
	return url
		.replace('file://', '')
		.replace(`${root}/`, '')
		.replace(/^.*node_modules\//, '');
}

function toName({ functionName, url, lineNumber }: ProfileNode['callFrame']): string {
	const name = functionName === '' ? '(anonymous)' : functionName;
	return url === '' ? name : `${name}  ${toPlace(url)}:${lineNumber + 1}`;
}

function add(times: Times, name: string, time: number): void {
	times.set(name, (times.get(name) ?? 0) + time);
}

/** @param skipMicroseconds of the beginning: the start of the process is no part of its work. */
function addProfile(summary: Summary, profile: Profile, skipMicroseconds: number): void {
	const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
	const parents = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
	const selfTimes = new Map<number, number>();
	let clock = 0;
	for (const [index, id] of profile.samples.entries()) {
		const time = profile.timeDeltas[index] ?? 0;
		clock += time;
		if (clock > skipMicroseconds) selfTimes.set(id, (selfTimes.get(id) ?? 0) + time);
	}
	for (const [id, time] of selfTimes) {
		const frame = nodes.get(id)?.callFrame;
		if (frame === undefined || frame.functionName === '(idle)') continue;
		add(summary.functions, toName(frame), time);
		add(summary.files, toPlace(frame.url), time);
		summary.busy += time;
		// A function that calls itself is counted once.
		const callers = new Set<string>();
		for (let at: number | undefined = id; at !== undefined; at = parents.get(at)) {
			const caller = nodes.get(at);
			if (caller !== undefined && caller.callFrame.functionName !== '(root)') callers.add(toName(caller.callFrame));
		}
		for (const name of callers) add(summary.whole, name, time);
	}
}

function toTable(title: string, times: Times, busy: number, top: number): string {
	const sorted = [...times].toSorted(([, left], [, right]) => right - left).slice(0, top);
	const lines = sorted.map(
		([name, time]) => `${((time / busy) * 100).toFixed(1).padStart(5)} %  ${(time / 1000).toFixed(0).padStart(7)} ms  ${name}`,
	);
	return [title, ...lines, '', ''].join('\n');
}

export interface ProfileSummaryOptions {
	/** Lines of each table. */
	readonly top: number;
	/** Milliseconds of the beginning of each profile that do not count: the start of the process is no part of its work. */
	readonly skipMs: number;
}

/** Where the CPU profiles of a folder spend their time. */
export function toProfileSummary(folder: string, { top, skipMs }: ProfileSummaryOptions): string {
	const files = readdirSync(folder).filter((file) => file.endsWith('.cpuprofile'));
	const summary: Summary = { functions: new Map(), files: new Map(), whole: new Map(), busy: 0 };
	for (const file of files) addProfile(summary, JSON.parse(readFileSync(join(folder, file), 'utf8')) as Profile, skipMs * 1000);
	return [
		`${files.length} profiles, ${(summary.busy / 1_000_000).toFixed(1)} s busy\n\n`,
		toTable('self time by function', summary.functions, summary.busy, top),
		toTable('self time by file', summary.files, summary.busy, top),
		toTable('time by function, with all that it calls', summary.whole, summary.busy, top),
	].join('');
}
