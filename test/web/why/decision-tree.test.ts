import { describe, expect, it } from 'vitest';
import { accessReasons } from '../../../src/domain/reason.ts';
import type { Decided, ProofKind } from '../../../src/web/why/decided.ts';
import { type TreeStep, toDecisionTree } from '../../../src/web/why/decision-tree.ts';
import { remediesOf } from '../../../src/web/why/remedies.ts';

const granted: ReadonlySet<string> = new Set(['granted', 'not-modified', 'certificate.expired-exception']);
const reasons = Object.keys(accessReasons);
const refusals = reasons.filter((reason) => !granted.has(reason));

const located = { method: 'GET', path: 'dms/x/y.xml', transport: 'https', deviceType: 'X', fileFormat: 'y.xml', steps: [] } as const;

/** As the server would say it: with the proof that failed where the reason is one of a proof. */
function toRefused(reason: string): Decided {
	const proof = toProof(reason);
	const failedProofs = proof === undefined ? [] : [{ proof, reason, detail: 'why' }];
	return { ...located, status: 403, reason, detail: 'why', failedProofs, ...(proof === undefined ? {} : { proof }) };
}

function toProof(reason: string): ProofKind | undefined {
	if (reason.startsWith('certificate.') || /^device\.(?!not-proven)/.test(reason) || reason === 'binding.other-device')
		return 'certificate';
	if (reason.startsWith('password.') || reason.startsWith('lockout.')) return 'digest';
	return reason === 'mac-header.absent' || reason === 'mac-path.absent' ? (reason.slice(0, reason.indexOf('.')) as ProofKind) : undefined;
}

const leavesOf = (steps: readonly TreeStep[]): readonly TreeStep[] =>
	steps.flatMap((step) => (step.checks.length === 0 ? [step] : step.checks));

describe('the tree of a decision', () => {
	it.each(refusals)('fails for %s at one step, and reaches none after it', (reason) => {
		const leaves = leavesOf(toDecisionTree(toRefused(reason)));
		const at = leaves.findIndex(({ state }) => state === 'failed');
		// A request that went so far without a proof needed none.
		expect(leaves.map(({ state }) => (state === 'unneeded' ? 'passed' : state))).toEqual(
			leaves.map((_, index) => (index < at ? 'passed' : index === at ? 'failed' : 'not-reached')),
		);
		expect(leaves[at]).toMatchObject({ reason, found: 'why' });
	});

	it.each(refusals)('says what to do about %s', (reason) => {
		for (const { text, link } of remediesOf(toRefused(reason))) {
			expect(text).not.toBe('');
			if (link !== undefined) expect(link.to).toMatch(/^\/[a-z]/);
		}
		expect(remediesOf(toRefused(reason)).length).toBeGreaterThan(0);
	});

	it('passes every step of a request that was granted', () => {
		const decided = { ...located, status: 200, reason: 'granted', proof: 'certificate', failedProofs: [], device: 'dect-1' } as const;
		expect(new Set(leavesOf(toDecisionTree(decided)).map(({ state }) => state))).toEqual(new Set(['passed']));
	});

	it('shows a proof for which another one stood in', () => {
		const failedProofs = [{ proof: 'certificate', reason: 'certificate.expired' }] as const;
		const steps = toDecisionTree({ ...located, status: 200, reason: 'granted', proof: 'basic', failedProofs });
		expect(steps.filter(({ state }) => state === 'overruled').map(({ id }) => id)).toEqual(['certificate']);
		expect(leavesOf(steps).filter(({ state }) => state === 'overruled')).toMatchObject([{ reason: 'certificate.expired' }]);
		expect(steps.find(({ id }) => id === 'basic')?.state).toBe('passed');
	});

	it('asks for no proof where the file is for everybody', () => {
		const steps = toDecisionTree({ ...located, status: 200, reason: 'granted', failedProofs: [] });
		expect(steps.find(({ id }) => id === 'proof')?.state).toBe('unneeded');
	});

	it('reaches no file where the interface demands a certificate first', () => {
		const { deviceType: _type, fileFormat: _file, ...refused } = { ...toRefused('certificate.absent') };
		expect(toDecisionTree(refused)[0]?.state).toBe('not-reached');
	});
});
