import type { QaPorts } from '../cli/qa-ports.ts';
import type { Clock } from '../domain/ports.ts';
import { parseExpectedStatuses } from '../qa/matrix/expected-statuses.ts';
import { toJunitXml } from '../qa/matrix/junit-report.ts';
import { openTestCas } from '../qa/matrix/open-test-cas.ts';
import { runMatrix } from '../qa/matrix/run-matrix.ts';

/** Plugs the certificate matrix into the command line. */
export function toQaPorts(clock: Clock): QaPorts {
	return {
		async runMatrix({ caDirectory, expected, ...options }) {
			const statuses = expected === undefined ? {} : { expected: parseExpectedStatuses(expected) };
			const hierarchies = await openTestCas(caDirectory);
			const report = await runMatrix({ ...options, ...statuses, hierarchies, clock });
			return { report, junit: toJunitXml(report) };
		},
	};
}
