import type { Selectable } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import type { InterfaceKind } from '../domain/interface.ts';
import type { Clock, TrustAnchorChange, TrustRepository } from '../domain/ports.ts';
import type { CrlSource, DenyListEntry, NewDenyListEntry, NewTrustAnchor, TrustAnchor, TrustAnchorKey } from '../domain/trust-anchor.ts';
import { brokenUniqueConstraint } from './postgres-errors.ts';
import { fromJson, given, present, toDate, toFlag, toMs, toRowId } from './row-values.ts';
import type { DeniedCertificateTable, TrustAnchorTable } from './schema.ts';
import type { Db, Session } from './session.ts';

type AnchorRow = Selectable<TrustAnchorTable>;

export class SqlTrustRepository implements TrustRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	async listAnchors(kind: InterfaceKind): Promise<readonly TrustAnchor[]> {
		const { anchors, crls } = await this.#session.snapshot(async (db) => ({
			anchors: await db.selectFrom('trust_anchor').selectAll().where('kind', '=', kind).orderBy('alias').execute(),
			crls: await selectCrls(db, kind).execute(),
		}));
		const byAnchor = Map.groupBy(crls, ({ anchor_id }) => anchor_id);
		return anchors.map((anchor) => toAnchor(anchor, byAnchor.get(anchor.id) ?? []));
	}

	addAnchor(anchor: NewTrustAnchor): Promise<TrustAnchor> {
		return this.#session.write(async (db) => {
			await refuseInstalled(db, anchor);
			const row = await db
				.insertInto('trust_anchor')
				.values({
					kind: anchor.kind,
					alias: anchor.alias,
					enabled: toFlag(anchor.enabled),
					certificate: anchor.certificate,
					fingerprint: anchor.fingerprint,
					subject: anchor.subject,
					issuer: anchor.issuer,
					not_before: anchor.notBefore.getTime(),
					not_after: anchor.notAfter.getTime(),
					ouis: JSON.stringify(anchor.ouis),
					mac_rules: JSON.stringify(anchor.macRules),
					policy: JSON.stringify(anchor.policy),
					...toCrlSourceColumns(anchor.crlSource),
					created_at: this.#clock.now().getTime(),
				})
				.returningAll()
				.executeTakeFirstOrThrow()
				.catch((error: unknown) => {
					throw brokenUniqueConstraint(error) === undefined ? error : installedAnchor(anchor.alias);
				});
			return toAnchor(row, await replaceCrls(db, row.id, anchor.crls));
		}, 'trust');
	}

	updateAnchor(key: TrustAnchorKey, change: TrustAnchorChange): Promise<TrustAnchor> {
		return this.#session.write(
			async (db) => {
				const row = await requireAnchor(db, key);
				const columns = toAnchorColumns(change);
				if (Object.keys(columns).length > 0) await db.updateTable('trust_anchor').set(columns).where('id', '=', row.id).execute();
				if (change.crls !== undefined) await replaceCrls(db, row.id, change.crls);
				const crls = await db.selectFrom('trust_crl').select('der').where('anchor_id', '=', row.id).orderBy('position').execute();
				return toAnchor({ ...row, ...columns }, crls);
			},
			isJudgedBy(change) ? 'trust' : undefined,
		);
	}

	async removeAnchor(key: TrustAnchorKey): Promise<void> {
		await this.#session.write(async (db) => {
			const { id } = await requireAnchor(db, key);
			await db.deleteFrom('trust_anchor').where('id', '=', id).execute();
		}, 'trust');
	}

	async listDenied(): Promise<readonly DenyListEntry[]> {
		const rows = await this.#session.read((db) => db.selectFrom('denied_certificate').selectAll().orderBy('id').execute());
		return rows.map(toDenied);
	}

	/** A certificate that is denied already gets the new note. */
	async deny(entry: NewDenyListEntry): Promise<DenyListEntry> {
		const row = await this.#session.write(
			(db) =>
				db
					.insertInto('denied_certificate')
					.values({
						kind: entry.kind,
						fingerprint: entry.kind === 'fingerprint' ? entry.fingerprint : '',
						issuer: entry.kind === 'serial' ? entry.issuer : '',
						serial: entry.kind === 'serial' ? entry.serial : '',
						note: entry.note,
						created_at: this.#clock.now().getTime(),
					})
					.onConflict((conflict) => conflict.columns(['kind', 'fingerprint', 'issuer', 'serial']).doUpdateSet({ note: entry.note }))
					.returningAll()
					.executeTakeFirstOrThrow(),
			'trust',
		);
		return toDenied(row);
	}

	allow(id: string): Promise<boolean> {
		return this.#session.write(async (db) => {
			const { numDeletedRows } = await db.deleteFrom('denied_certificate').where('id', '=', toRowId(id)).executeTakeFirst();
			return numDeletedRows > 0n;
		}, 'trust');
	}
}

/** Whether a judgement may differ after the change: it knows nothing of where a list comes from. */
function isJudgedBy({ crlSource: _crlSource, ...judged }: TrustAnchorChange): boolean {
	return Object.keys(given(judged)).length > 0;
}

function toAnchorColumns({ enabled, ouis, macRules, policy, crlSource }: TrustAnchorChange) {
	return given({
		enabled: enabled === undefined ? undefined : toFlag(enabled),
		ouis: ouis && JSON.stringify(ouis),
		mac_rules: macRules && JSON.stringify(macRules),
		policy: policy && JSON.stringify(policy),
		...(crlSource === undefined ? {} : toCrlSourceColumns(crlSource)),
	});
}

function toAnchor(row: AnchorRow, crls: readonly { readonly der: Uint8Array }[]): TrustAnchor {
	return {
		id: String(row.id),
		kind: row.kind,
		alias: row.alias,
		enabled: row.enabled === 1,
		certificate: row.certificate,
		fingerprint: row.fingerprint,
		subject: row.subject,
		issuer: row.issuer,
		notBefore: new Date(row.not_before),
		notAfter: new Date(row.not_after),
		ouis: fromJson(row.ouis),
		macRules: fromJson(row.mac_rules),
		policy: fromJson(row.policy),
		crls: crls.map(({ der }) => der),
		...present({ crlSource: toCrlSource(row) }),
		createdAt: new Date(row.created_at),
	};
}

function toCrlSourceColumns(source: CrlSource | null | undefined) {
	return {
		crl_url: source?.url ?? null,
		crl_asked_at: toMs(source?.askedAt),
		crl_fetched_at: toMs(source?.fetchedAt),
		crl_error: source?.error ?? null,
	};
}

function toCrlSource(row: AnchorRow): CrlSource | null {
	if (row.crl_url === null) return null;
	const history = { askedAt: toDate(row.crl_asked_at), fetchedAt: toDate(row.crl_fetched_at), error: row.crl_error };
	return { url: row.crl_url, ...present(history) };
}

function toDenied(row: Selectable<DeniedCertificateTable>): DenyListEntry {
	const common = { id: String(row.id), note: row.note, createdAt: new Date(row.created_at) };
	return row.kind === 'fingerprint'
		? { ...common, kind: row.kind, fingerprint: row.fingerprint }
		: { ...common, kind: row.kind, issuer: row.issuer, serial: row.serial };
}

function selectCrls(db: Db, kind: InterfaceKind) {
	return db
		.selectFrom('trust_crl')
		.innerJoin('trust_anchor', 'trust_anchor.id', 'anchor_id')
		.select(['anchor_id', 'der'])
		.where('kind', '=', kind)
		.orderBy('anchor_id')
		.orderBy('position');
}

async function replaceCrls(db: Db, anchorId: number, crls: readonly Uint8Array[]): Promise<readonly { readonly der: Uint8Array }[]> {
	await db.deleteFrom('trust_crl').where('anchor_id', '=', anchorId).execute();
	const rows = crls.map((der, position) => ({ anchor_id: anchorId, position, der }));
	for (const row of rows) await db.insertInto('trust_crl').values(row).execute();
	return rows;
}

async function requireAnchor(db: Db, { kind, alias }: TrustAnchorKey): Promise<AnchorRow> {
	const row = await db.selectFrom('trust_anchor').selectAll().where('kind', '=', kind).where('alias', '=', alias).executeTakeFirst();
	if (row === undefined) throw new DmsError('trust-anchor.not-found', `there is no trust anchor ${JSON.stringify(alias)}`);
	return row;
}

async function refuseInstalled(db: Db, { kind, alias, fingerprint }: NewTrustAnchor): Promise<void> {
	const owners = await db
		.selectFrom('trust_anchor')
		.select('alias')
		.where('kind', '=', kind)
		.where((row) => row.or([row('alias', '=', alias), row('fingerprint', '=', fingerprint)]))
		.execute();
	const [owner] = owners.sort((one, other) => Number(other.alias === alias) - Number(one.alias === alias));
	if (owner !== undefined) throw installedAnchor(alias, owner.alias);
}

function installedAnchor(alias: string, owner = alias): DmsError {
	const detail =
		owner === alias
			? `a trust anchor ${JSON.stringify(alias)} exists`
			: `the certificate is installed already as trust anchor ${JSON.stringify(owner)}`;
	return new DmsError('trust-anchor.exists', detail, { field: owner === alias ? 'alias' : 'certificate' });
}
