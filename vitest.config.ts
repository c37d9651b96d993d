import { defineConfig } from 'vitest/config';

/** Where the counts of a run go as JSON, for a script that adds them up. */
const summaryFile = process.env['DMS_TEST_SUMMARY'];

export default defineConfig({
	test: {
		include: ['test/**/*.test.ts'],
		exclude: ['test/layers/fixtures/**'],
		setupFiles: ['test/helpers/deny-network.ts'],
		// Processes and not threads: tests open databases, change the environment and start clusters.
		pool: 'forks',
		// By default a machine with two cores would get one worker only.
		maxWorkers: '100%',
		testTimeout: 30_000,
		hookTimeout: 60_000,
		reporters: summaryFile === undefined ? ['default'] : ['default', ['json', { outputFile: summaryFile }]],
	},
});
