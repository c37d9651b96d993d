import type { Selectable } from 'kysely';
import type { InterfaceKind } from '../domain/interface.ts';
import type { TlsPolicyRepository } from '../domain/ports.ts';
import type { TlsPolicyKey, TlsPolicyLevel, TlsPolicyList } from '../domain/tls-policy.ts';
import type { TlsPolicyTable } from './interface-tables.ts';
import { fromJson } from './row-values.ts';
import type { Session } from './session.ts';

export class SqlTlsPolicyRepository implements TlsPolicyRepository {
	readonly #session: Session;

	constructor(session: Session) {
		this.#session = session;
	}

	/** What is more general stands before what is more specific. */
	async list(): Promise<readonly TlsPolicyList[]> {
		const rows = await this.#session.read((db) =>
			db
				.selectFrom('tls_policy')
				.selectAll()
				.orderBy('kind')
				.orderBy('address')
				.orderBy('port')
				.orderBy('level')
				.orderBy('setting')
				.execute(),
		);
		return rows.map((row) => ({ at: toLevel(row), setting: row.setting, values: fromJson(row.entries) }));
	}

	async save({ at, setting }: TlsPolicyKey, values: readonly string[]): Promise<void> {
		const key = { ...toLevelColumns(at), setting };
		const entries = JSON.stringify(values);
		await this.#session.write(async (db) => {
			if (values.length === 0) {
				const atLevel = db.deleteFrom('tls_policy').where('level', '=', key.level).where('kind', '=', key.kind);
				await atLevel.where('address', '=', key.address).where('port', '=', key.port).where('setting', '=', setting).execute();
				return;
			}
			await db
				.insertInto('tls_policy')
				.values({ ...key, entries })
				.onConflict((conflict) => conflict.columns(['level', 'kind', 'address', 'port', 'setting']).doUpdateSet({ entries }))
				.execute();
		}, 'interfaces');
	}
}

interface LevelColumns {
	readonly level: TlsPolicyLevel['level'];
	readonly kind: InterfaceKind | '';
	readonly address: string;
	readonly port: number;
}

function toLevelColumns(at: TlsPolicyLevel): LevelColumns {
	const general = { level: at.level, kind: '', address: '', port: 0 } as const;
	switch (at.level) {
		case 'interface': {
			const { kind, address, port } = at.interface;
			return { level: at.level, kind, address, port };
		}
		case 'kind':
			return { ...general, kind: at.kind };
		default:
			return general;
	}
}

/** Only levels without a kind have an empty one. */
function toLevel({ level, kind, address, port }: Selectable<TlsPolicyTable>): TlsPolicyLevel {
	if (kind === '') return { level: level === 'transport' ? 'transport' : 'system' };
	return level === 'kind' ? { level, kind } : { level: 'interface', interface: { kind, address, port } };
}
