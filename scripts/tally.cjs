// Adds up what a run of the tests and a run of `npm run verify` counted, and closes with one line: `N passed, N failed`.
// A summary that is not there belongs to a run that broke before it could count, which is a failure. Exits with 1 where anything failed.
'use strict';

const { existsSync, readFileSync } = require('node:fs');

const broken = { passed: 0, failed: 1, skipped: 0 };

function readSummary(file) {
	return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** The counts of vitest's JSON reporter; a test file that could not be loaded has no failed test but is a failure all the same. */
function countTests(report) {
	if (report === undefined) return broken;
	const failed = report.success ? report.numFailedTests : Math.max(1, report.numFailedTests);
	return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests };
}

function countSteps(report) {
	return report === undefined ? broken : { passed: report.passed, failed: report.failed, skipped: 0 };
}

const [testSummary, verifySummary] = process.argv.slice(2);
const tests = countTests(readSummary(testSummary));
const steps = countSteps(readSummary(verifySummary));
const total = (key) => tests[key] + steps[key];

console.log(`${tests.passed} tests and ${steps.passed} steps of verify passed; ${tests.failed} tests and ${steps.failed} steps failed`);
console.log(`${total('passed')} passed, ${total('failed')} failed${total('skipped') > 0 ? `, ${total('skipped')} skipped` : ''}`);
process.exitCode = total('failed') > 0 || tests.passed === 0 ? 1 : 0;
