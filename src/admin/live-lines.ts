import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';

/** Something that happened, and where in the order of all that happened it stands. */
export interface LiveItem {
	readonly position: number;
	/** What the line has besides `kind` and `position`. */
	readonly fields: object;
}

export interface LivePage {
	/** What the reader is to see. */
	readonly items: readonly LiveItem[];
	/** Up to it everything was looked at. */
	readonly position: number;
	/** More may follow at once. */
	readonly isFull: boolean;
}

export interface LiveSource {
	/** Of an item's line. */
	readonly kind: string;
	newestPosition(): Promise<number>;
	/** @throws DmsError `store.*` */
	after(position: number): Promise<LivePage>;
}

/** Why it ended: the time that was asked for has passed, the reader may not read on, the server stops. */
export type LiveEnd = 'time' | 'not-allowed' | 'stopping';

export interface LiveOptions {
	readonly source: LiveSource;
	/** Begins with what comes after it; undefined: with what comes now. */
	readonly after: number | undefined;
	/** In milliseconds, as `performance.now` has it. */
	readonly endsAtMs: number;
	/** Aborted when the server stops. */
	readonly closing: AbortSignal;
	/** Aborted when the reader has gone. */
	readonly gone: AbortSignal;
	readonly mayReadOn: () => Promise<boolean>;
}

const pollMs = 250;
const heartbeatMs = 10_000;
/** Whoever loses their token is out after this. */
const checkMs = 2_000;
/** A reader that is so far behind goes on with what is now, and is told. */
export const mostBehind = 10_000;

/**
 * Lines of JSON: `begin`, then items as they come, `heartbeat` where there are none, `gap` where some were passed over, `end`. Nothing waits in
 * memory: the store is asked again when the reader has taken what there was.
 */
export async function* liveLines(options: LiveOptions): AsyncGenerator<string, undefined> {
	const { source, endsAtMs, closing, gone, mayReadOn } = options;
	const stop = AbortSignal.any([closing, gone]);
	let position = options.after ?? (await source.newestPosition());
	let [saidAtMs, checkedAtMs] = [performance.now(), performance.now()];
	yield toLine('begin', { position });
	while (!stop.aborted) {
		const nowMs = performance.now();
		if (nowMs >= endsAtMs) {
			yield toEnd('time', position);
			return;
		}
		if (nowMs - checkedAtMs >= checkMs) {
			checkedAtMs = nowMs;
			if (!(await mayReadOn())) {
				yield toEnd('not-allowed', position);
				return;
			}
		}
		const page = await source.after(position);
		position = page.position;
		const lines = page.items.map((item) => toLine(source.kind, { position: item.position, ...item.fields })).join('');
		const gap = page.isFull ? await findGap(source, position) : undefined;
		position += gap ?? 0;
		const text = gap === undefined ? lines : lines + toLine('gap', { position, skipped: gap });
		if (text !== '' || nowMs - saidAtMs >= heartbeatMs) {
			saidAtMs = nowMs;
			yield text === '' ? toLine('heartbeat', { position }) : text;
		}
		if (page.isFull) await turn();
		else await rest(Math.min(pollMs, endsAtMs - nowMs), stop);
	}
	if (closing.aborted) yield toEnd('stopping', position);
}

/** How many positions to pass over. */
async function findGap(source: LiveSource, position: number): Promise<number | undefined> {
	const behind = (await source.newestPosition()) - position;
	return behind > mostBehind ? behind : undefined;
}

async function rest(delayMs: number, stop: AbortSignal): Promise<void> {
	try {
		await delay(delayMs, undefined, { signal: stop, ref: false });
	} catch (cause) {
		if (!stop.aborted) throw cause;
	}
}

function toEnd(reason: LiveEnd, position: number): string {
	return toLine('end', { position, reason });
}

function toLine(kind: string, fields: object): string {
	return `${JSON.stringify({ kind, ...fields })}\n`;
}
