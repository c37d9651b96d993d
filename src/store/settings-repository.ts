import type { SettingsRepository } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import { fromJson, given } from './row-values.ts';
import type { Session } from './session.ts';

export class SqlSettingsRepository implements SettingsRepository {
	readonly #session: Session;

	constructor(session: Session) {
		this.#session = session;
	}

	async load(): Promise<Partial<Settings>> {
		const rows = await this.#session.read((db) => db.selectFrom('setting').selectAll().execute());
		return Object.fromEntries(rows.map(({ name, value }) => [name, fromJson(value)]));
	}

	/** An undefined member leaves a setting as it is. */
	async save(settings: Partial<Settings>): Promise<void> {
		await this.#session.write(async (db) => {
			for (const [name, setting] of Object.entries(given(settings))) {
				const value = JSON.stringify(setting);
				await db
					.insertInto('setting')
					.values({ name, value })
					.onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
					.execute();
			}
		}, 'catalog');
	}
}
