import type { Administration } from '../app/administration/administration.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import type { Store } from '../domain/ports.ts';

export interface MatrixOptions {
	readonly url: string;
	/** Folder of the test CAs. */
	readonly caDirectory: string;
	readonly mac?: MacAddress;
	/** Templates with `{mac}` in them. */
	readonly path: string;
	readonly passwordPath?: string;
	/** PEM, to verify the server. */
	readonly serverCa?: string;
	/** JSON text: expected statuses by row. */
	readonly expected?: string;
	readonly store?: Pick<Store, 'accessRecords'>;
	/** Changes the trust of a local server where rows need it, and puts it back. */
	readonly administration?: Administration;
	readonly signal?: AbortSignal;
	readonly concurrency: number;
	readonly timeoutMs: number;
	readonly onProgress: (played: number, rows: number) => void;
}

/** One row of the matrix with one version of TLS. */
export interface MatrixResultView {
	/** `recipe/defect`. */
	readonly row: string;
	readonly recipe: string;
	readonly breaks: string;
	readonly path: string;
	readonly tls: string;
	readonly expected: { readonly status: number | string; readonly reason?: string };
	readonly found: { readonly outcome: string; readonly status?: number; readonly reason?: string; readonly detail?: string };
	/** Empty where all is as expected. */
	readonly differences: readonly string[];
}

export interface MatrixReportView {
	readonly url: string;
	readonly durationMs: number;
	readonly recordsRead: boolean;
	readonly counts: { readonly results: number; readonly differences: number; readonly skipped: number };
	readonly results: readonly MatrixResultView[];
	readonly skipped: readonly { readonly row: string; readonly needs: string }[];
}

/** What QA asks of a running server. */
export interface QaPorts {
	/** @returns the report, to be printed as JSON as it is, and the same as JUnit XML. */
	runMatrix(options: MatrixOptions): Promise<{ readonly report: MatrixReportView; readonly junit: string }>;
}
