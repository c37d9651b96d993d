import cliProgress from 'cli-progress';
import type { Output } from './output.ts';

/** Tells a person how far a long command has come. */
export interface Progress {
	advance(by: number): void;
	stop(): void;
}

const silent: Progress = { advance: () => undefined, stop: () => undefined };

/** A bar on a terminal, and nothing where standard error goes into a file or a pipe. */
export function startProgress(output: Output, unit: string, total: number | undefined): Progress {
	if (!output.hasTerminal || total === undefined || total === 0) return silent;
	const bar = new cliProgress.SingleBar({
		format: `{bar} {percentage}% {value}/{total} ${unit}`,
		stream: output.stderr,
		clearOnComplete: true,
		hideCursor: true,
	});
	bar.start(total, 0);
	return { advance: (by) => bar.increment(by), stop: () => bar.stop() };
}
