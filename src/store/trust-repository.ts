import type { Selectable } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import type { Clock, TrustRepository } from '../domain/ports.ts';
import type { DenyListEntry, NewDenyListEntry, NewTrustAnchor, TrustAnchor } from '../domain/trust-anchor.ts';
import { brokenUniqueConstraint } from './postgres-errors.ts';
import { fromJson, given, toFlag, toRowId } from './row-values.ts';
import type { DeniedCertificateTable, TrustAnchorTable } from './schema.ts';
import type { Db, Session } from './session.ts';

type AnchorRow = Selectable<TrustAnchorTable>;
type AnchorChange = Parameters<TrustRepository['updateAnchor']>[1];

export class SqlTrustRepository implements TrustRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	async listAnchors(): Promise<readonly TrustAnchor[]> {
		const { anchors, crls } = await this.#session.snapshot(async (db) => ({
			anchors: await db.selectFrom('trust_anchor').selectAll().orderBy('alias').execute(),
			crls: await db.selectFrom('trust_crl').selectAll().orderBy('anchor_id').orderBy('position').execute(),
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

	updateAnchor(alias: string, change: AnchorChange): Promise<TrustAnchor> {
		return this.#session.write(async (db) => {
			const row = await requireAnchor(db, alias);
			const columns = toAnchorColumns(change);
			if (Object.keys(columns).length > 0) await db.updateTable('trust_anchor').set(columns).where('id', '=', row.id).execute();
			if (change.crls !== undefined) await replaceCrls(db, row.id, change.crls);
			const crls = await db.selectFrom('trust_crl').select('der').where('anchor_id', '=', row.id).orderBy('position').execute();
			return toAnchor({ ...row, ...columns }, crls);
		}, 'trust');
	}

	async removeAnchor(alias: string): Promise<void> {
		await this.#session.write(async (db) => {
			const { id } = await requireAnchor(db, alias);
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

function toAnchorColumns({ enabled, ouis, macRules, policy }: AnchorChange) {
	return given({
		enabled: enabled === undefined ? undefined : toFlag(enabled),
		ouis: ouis && JSON.stringify(ouis),
		mac_rules: macRules && JSON.stringify(macRules),
		policy: policy && JSON.stringify(policy),
	});
}

function toAnchor(row: AnchorRow, crls: readonly { readonly der: Uint8Array }[]): TrustAnchor {
	return {
		id: String(row.id),
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
		createdAt: new Date(row.created_at),
	};
}

function toDenied(row: Selectable<DeniedCertificateTable>): DenyListEntry {
	const common = { id: String(row.id), note: row.note, createdAt: new Date(row.created_at) };
	return row.kind === 'fingerprint'
		? { ...common, kind: row.kind, fingerprint: row.fingerprint }
		: { ...common, kind: row.kind, issuer: row.issuer, serial: row.serial };
}

async function replaceCrls(db: Db, anchorId: number, crls: readonly Uint8Array[]): Promise<readonly { readonly der: Uint8Array }[]> {
	await db.deleteFrom('trust_crl').where('anchor_id', '=', anchorId).execute();
	const rows = crls.map((der, position) => ({ anchor_id: anchorId, position, der }));
	for (const row of rows) await db.insertInto('trust_crl').values(row).execute();
	return rows;
}

async function requireAnchor(db: Db, alias: string): Promise<AnchorRow> {
	const row = await db.selectFrom('trust_anchor').selectAll().where('alias', '=', alias).executeTakeFirst();
	if (row === undefined) throw new DmsError('trust-anchor.not-found', `there is no trust anchor ${JSON.stringify(alias)}`);
	return row;
}

async function refuseInstalled(db: Db, { alias, fingerprint }: NewTrustAnchor): Promise<void> {
	const owners = await db
		.selectFrom('trust_anchor')
		.select('alias')
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
