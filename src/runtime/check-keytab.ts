import { type Stats, statSync } from 'node:fs';
import { DmsError } from '../domain/errors.ts';

/**
 * A keytab is the password of the service: who reads it can make tickets for anybody. It must be a file of this process's user that nobody
 * else can open. @throws DmsError `configuration.invalid`.
 */
export function checkKeytab(file: string, field: string): void {
	const problem = findProblem(file);
	if (problem === undefined) return;
	throw new DmsError('configuration.invalid', `the keytab ${file} ${problem}`, { field, hint: `Run: chmod 600 ${file}` });
}

function findProblem(file: string): string | undefined {
	let found: Stats;
	try {
		found = statSync(file);
	} catch {
		return 'does not exist, or this process may not look at it';
	}
	if (!found.isFile()) return 'is no file';
	if ((found.mode & 0o077) !== 0) return `has the mode ${(found.mode & 0o777).toString(8)}; others may read or change it`;
	if (found.uid !== process.getuid?.()) return 'belongs to another user than the one of this process';
	return undefined;
}
