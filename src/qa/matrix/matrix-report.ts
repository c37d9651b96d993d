import type { AccessReason } from '../../domain/reason.ts';
import type { TlsVersion } from './exchange.ts';
import type { RowExpectation } from './matrix-row.ts';

/** What came of a row. */
export interface RowFinding {
	/** For people: `403`, `handshake refused: ERR_SSL_...`. */
	readonly outcome: string;
	/** Absent where there was no answer. */
	readonly status?: number;
	/** As the server has recorded it. */
	readonly reason?: AccessReason;
	readonly detail?: string;
}

/** One row with one version of TLS. */
export interface MatrixResult {
	/** `recipe/defect`. */
	readonly row: string;
	readonly recipe: string;
	readonly name: string;
	readonly breaks: string;
	/** What was asked for. */
	readonly path: string;
	readonly tls: TlsVersion;
	readonly expected: RowExpectation;
	readonly found: RowFinding;
	/** Empty where all is as expected. */
	readonly differences: readonly string[];
	readonly durationMs: number;
}

/** A row that was not played: nobody has given the server what it needs. */
export interface SkippedRow {
	readonly row: string;
	readonly recipe: string;
	readonly name: string;
	readonly breaks: string;
	/** For people: what the server must have. */
	readonly needs: string;
}

export interface MatrixReport {
	readonly url: string;
	readonly startedAt: Date;
	readonly durationMs: number;
	/** Whether the access records of the server were read. */
	readonly recordsRead: boolean;
	readonly counts: { readonly results: number; readonly differences: number; readonly skipped: number };
	/** In the order of recipes, rows and versions. */
	readonly results: readonly MatrixResult[];
	readonly skipped: readonly SkippedRow[];
}
