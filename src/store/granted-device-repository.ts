import { type Expression, type ExpressionBuilder, type Selectable, type SqlBool, sql } from 'kysely';
import type { GrantedDevice, GrantedDeviceRepository, GrantedSelection } from '../domain/overview-ports.ts';
import type { Sighting } from '../domain/sighting.ts';
import { fromRecordText } from './record-spool-lines.ts';
import type { SightingTable } from './record-tables.ts';
import type { Tables } from './schema.ts';
import type { FixedRead, Session } from './session.ts';
import { toSighting } from './sighting-repository.ts';

type Builder = ExpressionBuilder<Tables, 'sighting'>;
type GrantedRow = Selectable<SightingTable> & { readonly record: string | null };

const pageAfter: FixedRead<GrantedRow> = {
	name: 'granted_page_after',
	text: `select sighting.*, access_record.record from records.sighting
		left join records.access_record on access_record.id = sighting.last_record_id
		where sighting.mac > $1 and sighting.granted_at >= $2 order by sighting.mac limit $3`,
};

export class SqlGrantedDeviceRepository implements GrantedDeviceRepository {
	readonly #session: Session;
	readonly #settle: () => Promise<unknown>;

	constructor(session: Session, settle: () => Promise<unknown>) {
		this.#session = session;
		this.#settle = settle;
	}

	async find(selection: GrantedSelection, limit: number): Promise<{ readonly count: number; readonly sightings: readonly Sighting[] }> {
		await this.#settle();
		const condition = toCondition(selection);
		return this.#session.snapshot(async (session) => {
			const chosen = session.withSchema('records').selectFrom('sighting').where(condition);
			const { count } = await chosen.select((row) => row.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
			const rows = await chosen.selectAll().orderBy('granted_at', 'desc').orderBy('mac').limit(limit).execute();
			return { count, sightings: rows.map(toSighting) };
		});
	}

	async page(since: Date, { limit, afterMac }: Parameters<GrantedDeviceRepository['page']>[1]): Promise<readonly GrantedDevice[]> {
		await this.#settle();
		const rows = await this.#session.fetch(pageAfter, [afterMac ?? '', since.getTime(), limit]);
		return rows.map(({ record, ...row }) => ({
			sighting: toSighting(row),
			...(record === null ? {} : { record: fromRecordText(record) }),
		}));
	}
}

function toCondition({ since, anchor, outsideOuis = [], fingerprint }: GrantedSelection): (builder: Builder) => Expression<SqlBool> {
	return (builder) =>
		builder.and([
			builder('granted_at', '>=', since.getTime()),
			...(anchor === undefined ? [] : [builder('anchor', '=', anchor)]),
			...(fingerprint === undefined ? [] : [builder('granted_fingerprint', '=', fingerprint)]),
			...(outsideOuis.length === 0 ? [] : [builder(sql<string>`substr(mac, 1, 6)`, 'not in', [...outsideOuis])]),
		]);
}
