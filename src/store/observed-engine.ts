import type { AccessRecord } from '../domain/access-record.ts';
import type { Engine, FixedRead, Session } from './session.ts';

/** `look-up`: one statement of the request path. `transaction`: several changes. Each with the time that it waited for others. */
export type StoreOperation = 'look-up' | 'read' | 'write' | 'transaction';

/** Told what the store does; must be cheap and must not throw. */
export interface StoreObserver {
	readonly onOperation: (operation: StoreOperation, durationMs: number) => void;
	/** Records that this process has taken over from the spool, once they are committed. */
	readonly onSettled: (records: readonly AccessRecord[]) => void;
}

/** The engine, with its times told. */
export function toObservedEngine(engine: Engine, { onOperation }: Pick<StoreObserver, 'onOperation'>): Engine {
	const timed = async <Value>(operation: StoreOperation, work: () => Promise<Value>): Promise<Value> => {
		const startedMs = performance.now();
		try {
			return await work();
		} finally {
			onOperation(operation, performance.now() - startedMs);
		}
	};
	const toSession = (session: Session): Session => ({
		dialect: session.dialect,
		inTransaction: session.inTransaction,
		...(session.version === undefined ? undefined : { version: session.version }),
		fetch: session.dialect === 'sqlite' ? toTimedFetch(session, onOperation) : (...read) => timed('look-up', () => session.fetch(...read)),
		read: (work) => timed('read', () => session.read(work)),
		snapshot: (work) => timed('read', () => session.snapshot(work)),
		write: (work, topic) => timed('write', () => session.write(work, topic)),
	});
	return {
		configuration: toSession(engine.configuration),
		records: toSession(engine.records),
		changes: engine.changes,
		transaction: (work) => timed('transaction', () => engine.transaction(work)),
		tidy: () => engine.tidy(),
		close: () => engine.close(),
	};
}

/** SQLite has done its work when the call returns: no promise more for each request. */
function toTimedFetch(session: Session, onOperation: StoreObserver['onOperation']): Session['fetch'] {
	return <Row>(statement: FixedRead<Row>, values: Parameters<Session['fetch']>[1]) => {
		const startedMs = performance.now();
		const rows = session.fetch(statement, values);
		onOperation('look-up', performance.now() - startedMs);
		return rows;
	};
}
