import { DmsError } from '../domain/errors.ts';

const retryAfterSeconds = 5;

/** Work that needs so much memory that there is room for one piece of it at a time; whoever comes meanwhile is told to come again. */
export class SingleTurn {
	#isTaken = false;

	/** @throws DmsError `store.busy` while another piece runs, and whatever the work throws. */
	async run<Value>(work: () => Promise<Value>): Promise<Value> {
		const leave = this.take();
		try {
			return await work();
		} finally {
			leave();
		}
	}

	/** For work that ends elsewhere than it begins. @returns what ends the turn. @throws DmsError `store.busy`. */
	take(): () => void {
		if (this.#isTaken) {
			throw new DmsError('store.busy', 'another archive or file of devices is being taken in; try again in a moment', {
				retryAfterSeconds,
			});
		}
		this.#isTaken = true;
		return () => {
			this.#isTaken = false;
		};
	}
}
