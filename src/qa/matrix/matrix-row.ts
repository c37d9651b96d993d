import type { AccessReason } from '../../domain/reason.ts';
import type { DefectNeed } from '../defects/defect.ts';
import type { DeviceCredential, Hierarchy } from '../mint.ts';
import type { Answer } from './exchange.ts';

/** What a row must come to. */
export interface RowExpectation {
	readonly status: number | 'handshake-refused';
	/** What the server must record; absent where that is not known. */
	readonly reason?: AccessReason;
}

/** One thing that a device can do, and what it must come to. Played once for each version of TLS. */
export interface MatrixRow {
	/** Name of the recipe. */
	readonly recipe: string;
	/** Name of a defect, or of a kind of request. */
	readonly name: string;
	/** For people: what is odd about it. */
	readonly breaks: string;
	/** With its leading slash. */
	readonly path: string;
	/** Absent: the device shows no certificate. */
	readonly mint?: () => Promise<DeviceCredential>;
	readonly hierarchy: Hierarchy;
	/** What the server must have for it beside the trust anchors of the recipe. */
	readonly needs?: DefectNeed;
	readonly method?: 'GET' | 'HEAD';
	readonly httpVersion?: '1.0';
	/** Headers of a second request, made of the answer to a plain first one. */
	readonly headersAfter?: (first: Answer) => Readonly<Record<string, string>>;
	readonly expected: RowExpectation;
	/** Looks at an answer with the expected status. @returns what is wrong with it. */
	readonly check?: (answer: Answer, first: Answer | undefined) => string | undefined;
}

/** As expectations and reports name it. */
export function toRowName({ recipe, name }: Pick<MatrixRow, 'recipe' | 'name'>): string {
	return `${recipe}/${name}`;
}
