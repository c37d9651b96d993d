// Everything that must hold before a change lands, cheapest first, up to the first failure.
// With `--summary FILE` the numbers of passed and failed steps go there as JSON.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const steps = ['format:check', 'lint', 'types', 'dead-code', 'docs:check', 'test', 'build'];

const passes = (step: string): boolean => {
	console.log(`verify: ${step}`);
	const startedMs = performance.now();
	const { status } = spawnSync('npm', ['run', '--silent', step], { stdio: ['ignore', 'inherit', 'inherit'] });
	const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
	console.log(status === 0 ? `verify: ${step} ok (${seconds} s)` : `verify: ${step} FAILED (${seconds} s); again with: npm run ${step}`);
	return status === 0;
};

const { values } = parseArgs({ options: { summary: { type: 'string' } } });
const firstFailure = steps.findIndex((step) => !passes(step));
const passed = firstFailure === -1 ? steps.length : firstFailure;
const failed = firstFailure === -1 ? 0 : 1;
if (values.summary !== undefined) writeFileSync(values.summary, JSON.stringify({ passed, failed }));
console.log(failed === 0 ? `verify: all ${passed} steps passed` : `verify: stopped, ${steps.length - passed - 1} steps were not run`);
process.exitCode = failed;
