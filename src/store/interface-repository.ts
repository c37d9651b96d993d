import type { Selectable } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import {
	type InterfaceKey,
	type NewServerInterface,
	type ServerInterface,
	type ServerInterfaceChange,
	toInterfaceText,
	type WebApp,
} from '../domain/interface.ts';
import type { Clock, InterfaceRepository } from '../domain/ports.ts';
import type { ServerCertificateGeneration } from '../domain/server-certificate.ts';
import { type CertificateReplacement, InterfaceCertificates } from './interface-certificates.ts';
import type { InterfaceTable } from './interface-tables.ts';
import { given, toFlag } from './row-values.ts';
import type { Secrets } from './secrets.ts';
import type { Db, Session } from './session.ts';

type InterfaceRow = Selectable<InterfaceTable>;

export class SqlInterfaceRepository implements InterfaceRepository {
	readonly #session: Session;
	readonly #clock: Clock;
	readonly #certificates: InterfaceCertificates;

	constructor(session: Session, secrets: Secrets, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
		this.#certificates = new InterfaceCertificates(session, secrets, clock);
	}

	async list(): Promise<readonly ServerInterface[]> {
		const rows = await this.#session.read((db) =>
			db.selectFrom('interface').selectAll().orderBy('kind').orderBy('address').orderBy('port').execute(),
		);
		return rows.map(toInterface);
	}

	add(row: NewServerInterface): Promise<ServerInterface> {
		return this.#session.write(async (db) => {
			await refuseTaken(db, row);
			const added = await db
				.insertInto('interface')
				.values({
					kind: row.kind,
					address: row.address,
					port: row.port,
					secure: toFlag(row.secure),
					server_certificate: toFlag(row.serverCertificate),
					client_auth_required: toFlag(row.clientAuthRequired),
					legacy_tls: toFlag(row.legacyTls),
					created_at: this.#clock.now().getTime(),
				})
				.returningAll()
				.executeTakeFirstOrThrow();
			return toInterface(added);
		}, 'interfaces');
	}

	update(key: InterfaceKey, change: ServerInterfaceChange): Promise<ServerInterface> {
		return this.#session.write(async (db) => {
			const row = await requireInterface(db, key);
			const columns = toInterfaceColumns(change);
			if (Object.keys(columns).length > 0) await db.updateTable('interface').set(columns).where('id', '=', row.id).execute();
			return toInterface({ ...row, ...columns });
		}, 'interfaces');
	}

	async delete(key: InterfaceKey): Promise<void> {
		await this.#session.write(async (db) => {
			const { id } = await requireInterface(db, key);
			await db.deleteFrom('interface').where('id', '=', id).execute();
			const { kind, address, port } = key;
			await db
				.deleteFrom('web_app')
				.where((row) => row.and({ kind, address, port }))
				.execute();
			await db
				.deleteFrom('tls_policy')
				.where((row) => row.and({ level: 'interface', kind, address, port }))
				.execute();
		}, 'interfaces');
	}

	listActiveCertificates(): Promise<readonly ServerCertificateGeneration[]> {
		return this.#certificates.listActive();
	}

	listCertificates(key: InterfaceKey): Promise<readonly ServerCertificateGeneration[]> {
		return this.#certificates.listOf(key);
	}

	replaceCertificates(key: InterfaceKey, replacement: CertificateReplacement): Promise<ServerCertificateGeneration> {
		return this.#session.write(async (db) => {
			const { id } = await requireInterface(db, key);
			return this.#certificates.replace(db, key, id, replacement);
		}, 'interfaces');
	}

	activateCertificates(key: InterfaceKey, generation: number): Promise<ServerCertificateGeneration> {
		return this.#session.write((db) => this.#certificates.activate(db, key, generation), 'interfaces');
	}

	async listWebApps(): Promise<readonly WebApp[]> {
		const rows = await this.#session.read((db) =>
			db.selectFrom('web_app').selectAll().orderBy('kind').orderBy('address').orderBy('port').orderBy('application').execute(),
		);
		return rows.map(({ client_auth_required, ...app }) => ({ ...app, clientAuthRequired: client_auth_required === 1 }));
	}

	async setWebApp({ kind, address, port }: InterfaceKey, application: string, clientAuthRequired: boolean | undefined): Promise<void> {
		const key = { kind, address, port, application };
		await this.#session.write(async (db) => {
			if (clientAuthRequired === undefined) {
				await db
					.deleteFrom('web_app')
					.where((row) => row.and(key))
					.execute();
				return;
			}
			const values = { client_auth_required: toFlag(clientAuthRequired) };
			await db
				.insertInto('web_app')
				.values({ ...key, ...values })
				.onConflict((conflict) => conflict.columns(['kind', 'address', 'port', 'application']).doUpdateSet(values))
				.execute();
		}, 'interfaces');
	}
}

function toInterfaceColumns({ secure, serverCertificate, clientAuthRequired, legacyTls }: ServerInterfaceChange) {
	return given({
		secure: secure === undefined ? undefined : toFlag(secure),
		server_certificate: serverCertificate === undefined ? undefined : toFlag(serverCertificate),
		client_auth_required: clientAuthRequired === undefined ? undefined : toFlag(clientAuthRequired),
		legacy_tls: legacyTls === undefined ? undefined : toFlag(legacyTls),
	});
}

function toInterface(row: InterfaceRow): ServerInterface {
	return {
		kind: row.kind,
		address: row.address,
		port: row.port,
		secure: row.secure === 1,
		serverCertificate: row.server_certificate === 1,
		clientAuthRequired: row.client_auth_required === 1,
		legacyTls: row.legacy_tls === 1,
		createdAt: new Date(row.created_at),
	};
}

async function requireInterface(db: Db, key: InterfaceKey): Promise<InterfaceRow> {
	const query = db.selectFrom('interface').selectAll().where('kind', '=', key.kind);
	const row = await query.where('address', '=', key.address).where('port', '=', key.port).executeTakeFirst();
	if (row === undefined) throw new DmsError('interface.not-found', `there is no ${key.kind} interface ${toInterfaceText(key)}`);
	return row;
}

async function refuseTaken(db: Db, { address, port }: InterfaceKey): Promise<void> {
	const taken = await db.selectFrom('interface').select('kind').where('address', '=', address).where('port', '=', port).executeTakeFirst();
	if (taken === undefined) return;
	const name = toInterfaceText({ kind: taken.kind, address, port });
	throw new DmsError('interface.exists', `there is a ${taken.kind} interface ${name} already`, { field: 'port' });
}
