/** What the store keeps of nonces, for tests that are about something else. */
export class MemoryNonceUses {
	readonly #counts = new Map<string, number>();

	use(nonceId: string, count: number): Promise<boolean> {
		const isFirst = count > (this.#counts.get(nonceId) ?? -1);
		if (isFirst) this.#counts.set(nonceId, count);
		return Promise.resolve(isFirst);
	}
}
