import type { Contestant } from './contestant.ts';
import type { LoadPlan } from './load-plan.ts';
import type { Spread } from './statistics.ts';

/** What one run of a row says of one contestant. */
export interface Sample {
	/** In the unit of the row. */
	readonly value: number;
	/** More about the same run, by name with unit. */
	readonly details: Readonly<Record<string, number>>;
}

/** `ratio`: of a contestant to the first one of its row. `value`: of a contestant alone. */
export interface Bound {
	readonly kind: 'ratio' | 'value';
	readonly contestant: string;
	readonly atMost: number;
}

/** The part of a load that does not depend on the options of a run. */
export type RowLoad = Pick<LoadPlan, 'tlsVersion' | 'connections' | 'isConditional' | 'expectedStatus' | 'clients' | 'port'> &
	Partial<Pick<LoadPlan, 'identitiesFile' | 'scheme' | 'concurrency' | 'mostOperations' | 'seconds' | 'perSecond'>>;

/** One line of the table. */
export interface Row {
	readonly name: string;
	readonly title: string;
	/** What the value is: `us of CPU per fetch`. */
	readonly unit: string;
	/** The first one is what the others are compared with. */
	readonly contestants: readonly Contestant[];
	/** `cpu`: CPU time for each operation. `cpu-mebibyte`: for each MiB. `start`: time to the first file. `memory`: of the largest worker. */
	readonly measure: 'cpu' | 'cpu-mebibyte' | 'start' | 'memory';
	readonly bounds: readonly Bound[];
	/** Ports are those of a server of this contestant. */
	toLoad(contestant: Contestant, ports: { readonly port: number; readonly passwordPort: number }): Promise<RowLoad>;
	/** Before each run, on no clock. */
	readonly beforeRun?: () => Promise<void>;
}

export interface ContestantResult {
	readonly contestant: string;
	/** In the order of the runs. */
	readonly samples: readonly Sample[];
	readonly value: Spread;
	readonly details: Readonly<Record<string, Spread>>;
	/** To the first contestant of the row, run by run; absent for itself. */
	readonly ratio?: Spread;
}

export interface Verdict extends Bound {
	readonly measured: number;
	readonly isMet: boolean;
}

export interface RowResult {
	readonly name: string;
	readonly title: string;
	readonly unit: string;
	readonly results: readonly ContestantResult[];
	readonly verdicts: readonly Verdict[];
}

/** Something that was asked for and could not be measured. */
export interface NotMeasured {
	readonly what: string;
	readonly why: string;
}
