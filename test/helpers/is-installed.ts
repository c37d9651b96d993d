import { execFileSync } from 'node:child_process';

/** Whether a program that only a test uses is there; where it is not, the run says which tests go without it. */
export function isInstalled(program: string): boolean {
	try {
		execFileSync('sh', ['-c', `command -v ${program}`]);
		return true;
	} catch {
		console.log(`skipped: ${program} is not installed`);
		return false;
	}
}
