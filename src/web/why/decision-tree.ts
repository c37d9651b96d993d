import { type Decided, isGranted, type ProofKind } from './decided.ts';
import { checksOf } from './proof-checks.ts';
import { whyTexts as texts } from './texts.ts';

/** `overruled`: did not hold, but something else stood in for it. `unneeded`: nobody asked for it. */
export type StepState = 'passed' | 'failed' | 'overruled' | 'unneeded' | 'not-reached';

export interface TreeStep {
	readonly id: string;
	readonly state: StepState;
	readonly title: string;
	/** The rule, in words. */
	readonly rule: string;
	/** What was found of this request. */
	readonly found?: string | undefined;
	/** Why it did not hold. */
	readonly reason?: string | undefined;
	readonly checks: readonly TreeStep[];
}

/** Steps of a decision in their order; a step decides as soon as it fails. */
const order = ['path', 'transport', 'method', 'proof', 'binding', 'content'] as const;
type Stage = (typeof order)[number];

const stageReasons: Readonly<Record<Exclude<Stage, 'proof'>, readonly string[]>> = {
	path: ['path.invalid', 'path.no-file', 'path.template-only', 'limit.connections'],
	transport: ['transport.not-allowed'],
	method: ['method.not-allowed'],
	binding: ['binding.proofs-differ', 'device.not-proven'],
	content: ['content.missing', 'range.not-satisfiable', 'precondition.failed', 'upload.too-large', 'upload.aborted', 'internal.error'],
};

/** The decision as a tree: what was asked in which order, and what the answers were. */
export function toDecisionTree(decided: Decided): readonly TreeStep[] {
	const failedAt = isGranted(decided) ? undefined : stageOf(decided);
	const stateOf = (stage: Stage): StepState => {
		if (failedAt === undefined) return 'passed';
		const distance = order.indexOf(stage) - order.indexOf(failedAt);
		// An interface that demands a certificate asks for it before anything else.
		if (distance < 0 && failedAt === 'proof' && decided.deviceType === undefined) return 'not-reached';
		return distance < 0 ? 'passed' : distance === 0 ? 'failed' : 'not-reached';
	};
	const plain = (stage: Exclude<Stage, 'proof'>): TreeStep => {
		const state = stateOf(stage);
		const failure = state === 'failed' ? { reason: decided.reason, found: decided.detail ?? foundOf(decided, stage) } : {};
		return {
			id: stage,
			state,
			...texts.steps[stage],
			found: state === 'passed' ? foundOf(decided, stage) : undefined,
			...failure,
			checks: [],
		};
	};
	return [
		plain('path'),
		plain('transport'),
		plain('method'),
		...toProofSteps(decided, stateOf('proof')),
		plain('binding'),
		plain('content'),
	];
}

function stageOf({ reason, failedProofs }: Decided): Stage {
	if (failedProofs.some((failed) => failed.reason === reason)) return 'proof';
	const plain = Object.entries(stageReasons).find(([, reasons]) => reasons.includes(reason));
	if (plain !== undefined) return plain[0] as Stage;
	return reason === 'binding.other-device' ? 'binding' : 'proof';
}

function toProofSteps(decided: Decided, state: StepState): readonly TreeStep[] {
	if (state === 'not-reached') return [{ id: 'proof', state, ...texts.steps.proof, checks: [] }];
	const failed = decided.failedProofs.map((each) => toFailedStep(decided, each, state === 'failed' ? 'failed' : 'overruled'));
	const held = state === 'passed' && !decided.failedProofs.some(({ proof }) => proof === decided.proof) ? decided.proof : undefined;
	const steps = held === undefined ? failed : [...failed, toHeldStep(decided, held)];
	if (steps.length > 0) return steps;
	if (state === 'passed') return [{ id: 'proof', state: 'unneeded', ...texts.steps.open, checks: [] }];
	return decided.proof === undefined
		? [{ id: 'proof', state, ...texts.steps.proof, reason: decided.reason, found: decided.detail, checks: [] }]
		: [toFailedStep(decided, { proof: decided.proof, reason: decided.reason }, 'failed')];
}

function toFailedStep(decided: Decided, failed: Decided['failedProofs'][number], state: 'failed' | 'overruled'): TreeStep {
	const { proof, reason } = failed;
	const found = failed.detail ?? (reason === decided.reason ? decided.detail : undefined);
	const checks = checksOf(proof);
	const failedIndex = checks.findIndex(({ reasons }) => reasons.has(reason));
	const toState = (index: number): StepState =>
		failedIndex < 0 || index > failedIndex ? 'not-reached' : index < failedIndex ? 'passed' : state;
	return {
		...{ id: proof, state, ...texts.proofs[proof] },
		...(failedIndex < 0 ? { reason, found } : {}),
		checks: checks.map(({ title, rule }, index) => ({
			...{ id: title, title, rule, state: toState(index), checks: [] },
			...(index === failedIndex ? { reason, found } : {}),
		})),
	};
}

/** An expired certificate that an exception lets pass holds in all but its dates. */
function toHeldStep(decided: Decided, proof: ProofKind): TreeStep {
	const isException = proof === 'certificate' && decided.reason === 'certificate.expired-exception';
	return {
		...{
			id: proof,
			state: 'passed',
			...texts.proofs[proof],
			found: decided.device === undefined ? undefined : texts.foundDevice(decided.device),
		},
		checks: checksOf(proof).map(({ title, rule, reasons }) =>
			isException && reasons.has('certificate.expired')
				? { id: title, title, rule, state: 'overruled', reason: decided.reason, found: decided.detail, checks: [] }
				: { id: title, title, rule, state: 'passed', checks: [] },
		),
	};
}

function foundOf(decided: Decided, stage: Exclude<Stage, 'proof'>): string | undefined {
	const { deviceType, fileFormat, transport, method, device, status } = decided;
	switch (stage) {
		case 'path':
			return deviceType === undefined || fileFormat === undefined ? undefined : texts.foundFile(deviceType, fileFormat);
		case 'transport':
			return transport?.toUpperCase();
		case 'method':
			return method;
		case 'binding':
			return device === undefined ? undefined : texts.foundBinding(device);
		default:
			return texts.foundStatus(status);
	}
}
