import { toRecordText } from '../../domain/access-record.ts';
import type { LockoutKey } from '../../domain/lockout.ts';
import type { Store } from '../../domain/ports.ts';

const mostEntriesPerHour = 60;
const hourMs = 3_600_000;

/** Writes into the audit that somebody has been locked out for failing again and again; at most so often, however many guess. */
export class LockoutAudit {
	readonly #store: Pick<Store, 'audit'>;
	#hourBegan = 0;
	#written = 0;
	#leftOut = 0;

	constructor(store: Pick<Store, 'audit'>) {
		this.#store = store;
	}

	async write({ typeId, userName, network }: LockoutKey, until: Date, now: Date): Promise<void> {
		if (now.getTime() - this.#hourBegan >= hourMs) {
			this.#hourBegan = now.getTime();
			this.#written = 0;
		}
		if (this.#written >= mostEntriesPerHour) {
			this.#leftOut++;
			return;
		}
		this.#written++;
		const leftOut = this.#leftOut === 0 ? '' : `, ${this.#leftOut} lockouts before it are left out`;
		this.#leftOut = 0;
		await this.#store.audit.append({
			actor: 'anonymous',
			action: 'user lockout',
			subject: userName === '' ? `${typeId} from ${network}` : toRecordText(userName),
			detail: `network=${network}, until=${until.toISOString()}${leftOut}`,
		});
	}
}
