import type { MacAddress } from '../../domain/mac-address.ts';
import type { GrantedDevice } from '../../domain/overview-ports.ts';
import type { Store } from '../../domain/ports.ts';
import { type AffectedDevice, type Certainty, type Impact, mostExamples, toAffected } from './impact.ts';

/** What a change means for a device that it touches. */
export interface Judgement {
	readonly certainty: Certainty;
	/** What it came in with. */
	readonly because: string;
}

const pageSize = 1_000;
/** Each of them is read with its newest record: some ten microseconds. */
const mostLookedAt = 100_000;

/** Looks at devices page by page. @param judge gives one judgement for each device of a page, undefined for one that is not touched. */
export async function judgeEach(
	store: Store,
	since: Date,
	judge: (devices: readonly GrantedDevice[]) => Promise<readonly (Judgement | undefined)[]>,
	notes: readonly string[],
): Promise<Impact> {
	const examples: AffectedDevice[] = [];
	let [devices, likely, lookedAt, unknown] = [0, 0, 0, 0];
	for (let afterMac: MacAddress | undefined; ; ) {
		const page = await store.grantedDevices.page(since, { limit: pageSize, ...(afterMac === undefined ? {} : { afterMac }) });
		const judgements = await judge(page);
		for (const [index, { sighting, record }] of page.entries()) {
			if (record === undefined) unknown++;
			const judgement = judgements[index];
			if (judgement === undefined) continue;
			devices++;
			if (judgement.certainty === 'likely') likely++;
			if (examples.length < mostExamples) examples.push(toAffected(sighting, judgement.certainty, judgement.because));
		}
		lookedAt += page.length;
		afterMac = page.at(-1)?.sighting.mac;
		const isComplete = page.length < pageSize;
		if (isComplete || lookedAt >= mostLookedAt) {
			const gone = unknown === 0 ? [] : [`The newest records of ${unknown} devices are not kept any more: nothing is known of these.`];
			return { devices, likely, examples, lookedAt, isComplete, notes: [...notes, ...gone] };
		}
		await nextTurn();
	}
}

/** An embedded store answers at once: without a turn nobody else in the process would have one. */
function nextTurn(): Promise<void> {
	return new Promise((resolve) => void setImmediate(resolve));
}
