/** Lets one writer in at a time, in the order of arrival. */
export class WriteQueue {
	readonly #waiting: (() => void)[] = [];
	#taken = false;

	/** @returns the function that lets the next one in, or undefined when the turn did not come within the time. */
	async enter(timeoutMs: number): Promise<(() => void) | undefined> {
		if (this.#taken && !(await this.#turn(timeoutMs))) return undefined;
		this.#taken = true;
		let left = false;
		return () => {
			if (left) return;
			left = true;
			this.#leave();
		};
	}

	#turn(timeoutMs: number): Promise<boolean> {
		return new Promise((resolve) => {
			const admit = () => {
				clearTimeout(timer);
				resolve(true);
			};
			const timer = setTimeout(() => {
				this.#waiting.splice(this.#waiting.indexOf(admit), 1);
				resolve(false);
			}, timeoutMs);
			this.#waiting.push(admit);
		});
	}

	/** The turn goes straight to the next one, so that nobody slips in between. */
	#leave(): void {
		const next = this.#waiting.shift();
		if (next === undefined) this.#taken = false;
		else next();
	}
}
