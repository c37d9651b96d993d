import { DmsError } from '../domain/errors.ts';

export interface StreamLimits {
	readonly mostOfOne: number;
	readonly most: number;
}

/** How many answers that go on may be open: each of them asks the store again and again. */
export class StreamPlaces {
	readonly #limits: StreamLimits;
	readonly #taken = new Map<string, number>();
	#count = 0;

	constructor(limits: StreamLimits) {
		this.#limits = limits;
	}

	/** @returns gives the place back, once. @throws DmsError `client.limit`. */
	take(actor: string): () => void {
		const own = this.#taken.get(actor) ?? 0;
		if (own >= this.#limits.mostOfOne) {
			throw new DmsError('client.limit', `${own} streams are open, the most that one may have`, { hint: 'Close another window first.' });
		}
		if (this.#count >= this.#limits.most) throw new DmsError('client.limit', `${this.#count} streams are open, the most that there may be`);
		this.#taken.set(actor, own + 1);
		this.#count++;
		let isTaken = true;
		return () => {
			if (!isTaken) return;
			isTaken = false;
			this.#count--;
			const left = (this.#taken.get(actor) ?? 1) - 1;
			if (left === 0) this.#taken.delete(actor);
			else this.#taken.set(actor, left);
		};
	}
}
