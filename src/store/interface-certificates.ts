import type { Selectable } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import { type InterfaceKey, toInterfaceText } from '../domain/interface.ts';
import type { Clock, InterfaceRepository } from '../domain/ports.ts';
import type { ServerCertificate, ServerCertificateGeneration } from '../domain/server-certificate.ts';
import type { CertificateGenerationTable, ServerCertificateTable } from './interface-tables.ts';
import { toFlag } from './row-values.ts';
import type { SecretPlace } from './secret-box.ts';
import type { Secrets } from './secrets.ts';
import type { Db, Session } from './session.ts';

export type CertificateReplacement = Parameters<InterfaceRepository['replaceCertificates']>[1];

type GenerationRow = InterfaceKey & Omit<Selectable<CertificateGenerationTable>, 'interface_id'>;
type CertificateRow = Selectable<ServerCertificateTable>;

/** Certificates of interfaces in generations; one of each interface is active. */
export class InterfaceCertificates {
	readonly #session: Session;
	readonly #secrets: Secrets;
	readonly #clock: Clock;

	constructor(session: Session, secrets: Secrets, clock: Clock) {
		this.#session = session;
		this.#secrets = secrets;
		this.#clock = clock;
	}

	listActive(): Promise<readonly ServerCertificateGeneration[]> {
		return this.#session.snapshot(async (db) => this.#complete(db, await selectGenerations(db).where('is_active', '=', 1).execute()));
	}

	listOf(key: InterfaceKey): Promise<readonly ServerCertificateGeneration[]> {
		return this.#session.snapshot(async (db) => this.#complete(db, await selectGenerationsOf(db, key).execute()));
	}

	/** Within a transaction. */
	async replace(
		db: Db,
		key: InterfaceKey,
		interfaceId: number,
		{ certificates, selfSigned, keep }: CertificateReplacement,
	): Promise<ServerCertificateGeneration> {
		const generation = 1 + ((await selectGenerationsOf(db, key).executeTakeFirst())?.generation ?? 0);
		await deactivate(db, interfaceId);
		const createdAt = this.#clock.now();
		const { id: generation_id } = await db
			.insertInto('certificate_generation')
			.values({
				interface_id: interfaceId,
				generation,
				self_signed: toFlag(selfSigned),
				is_active: 1,
				created_at: createdAt.getTime(),
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		const seal = await this.#secrets.sealer(db, this.#session.dialect);
		for (const certificate of certificates) {
			const key_sealed = seal(keyPlace(certificate.fingerprint), certificate.key);
			await db
				.insertInto('server_certificate')
				.values({ generation_id, key_sealed, ...toColumns(certificate) })
				.execute();
		}
		// Without gaps, for only the oldest ones ever go.
		const obsolete = db.deleteFrom('certificate_generation').where('interface_id', '=', interfaceId);
		await obsolete.where('generation', '<=', generation - Math.max(keep, 1)).execute();
		const { kind, address, port } = key;
		return { kind, address, port, generation, selfSigned, isActive: true, certificates: toSorted(certificates), createdAt };
	}

	/** Within a transaction. @throws DmsError `server-certificate.not-found`. */
	async activate(db: Db, key: InterfaceKey, generation: number): Promise<ServerCertificateGeneration> {
		const row = await selectGenerationsOf(db, key).select('interface_id').where('generation', '=', generation).executeTakeFirst();
		if (row === undefined) {
			const name = `${key.kind} interface ${toInterfaceText(key)}`;
			throw new DmsError('server-certificate.not-found', `${name} has no generation ${generation} of certificates`, {
				field: 'generation',
			});
		}
		await deactivate(db, row.interface_id);
		await db.updateTable('certificate_generation').set({ is_active: 1 }).where('id', '=', row.id).execute();
		const rows = await selectCertificates(db, [row.id]).execute();
		return this.#toGeneration({ ...row, is_active: 1 }, rows);
	}

	async #complete(db: Db, rows: readonly GenerationRow[]): Promise<readonly ServerCertificateGeneration[]> {
		if (rows.length === 0) return [];
		const certificates = await selectCertificates(
			db,
			rows.map(({ id }) => id),
		).execute();
		const byGeneration = Map.groupBy(certificates, ({ generation_id }) => generation_id);
		return Promise.all(rows.map((row) => this.#toGeneration(row, byGeneration.get(row.id) ?? [])));
	}

	async #toGeneration(row: GenerationRow, certificates: readonly CertificateRow[]): Promise<ServerCertificateGeneration> {
		return {
			kind: row.kind,
			address: row.address,
			port: row.port,
			generation: row.generation,
			selfSigned: row.self_signed === 1,
			isActive: row.is_active === 1,
			certificates: await Promise.all(certificates.map((certificate) => this.#toCertificate(certificate))),
			createdAt: new Date(row.created_at),
		};
	}

	async #toCertificate(row: CertificateRow): Promise<ServerCertificate> {
		return {
			keyType: row.key_type,
			key: await this.#secrets.unseal(keyPlace(row.fingerprint), row.key_sealed),
			certificate: row.certificate,
			fingerprint: row.fingerprint,
			subject: row.subject,
			issuer: row.issuer,
			notBefore: new Date(row.not_before),
			notAfter: new Date(row.not_after),
		};
	}
}

/** A key opens beside its certificate alone, in whatever generation that stands. */
const keyPlace = (fingerprint: string): SecretPlace => ({ column: 'server_certificate.key_sealed', row: [fingerprint] });

function toColumns({ keyType, certificate, fingerprint, subject, issuer, notBefore, notAfter }: ServerCertificate) {
	const validity = { not_before: notBefore.getTime(), not_after: notAfter.getTime() };
	return { key_type: keyType, certificate, fingerprint, subject, issuer, ...validity };
}

function toSorted(certificates: readonly ServerCertificate[]): readonly ServerCertificate[] {
	return certificates.toSorted((one, other) => (one.keyType < other.keyType ? -1 : 1));
}

/** The newest of an interface first. */
function selectGenerations(db: Db) {
	return db
		.selectFrom('certificate_generation')
		.innerJoin('interface', 'interface.id', 'interface_id')
		.select(['certificate_generation.id', 'kind', 'address', 'port', 'generation', 'self_signed', 'is_active'])
		.select('certificate_generation.created_at')
		.orderBy('kind')
		.orderBy('address')
		.orderBy('port')
		.orderBy('generation', 'desc');
}

function selectGenerationsOf(db: Db, { kind, address, port }: InterfaceKey) {
	return selectGenerations(db).where('kind', '=', kind).where('address', '=', address).where('port', '=', port);
}

function selectCertificates(db: Db, generationIds: readonly number[]) {
	return db.selectFrom('server_certificate').selectAll().where('generation_id', 'in', generationIds).orderBy('key_type');
}

async function deactivate(db: Db, interfaceId: number): Promise<void> {
	await db.updateTable('certificate_generation').set({ is_active: 0 }).where('interface_id', '=', interfaceId).execute();
}
