import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addPerson } from '../app/administration/add-person.ts';
import type { Administration } from '../app/administration/administration.ts';
import { everything } from '../domain/role.ts';
import { doOnce } from './do-once.ts';

const login = 'admin';

/**
 * Somebody who may administer the demo, with a password that was made for this data directory.
 * @returns the file with login and password, as a request for a token takes them.
 */
export async function prepareDemoAdministrator(administration: Administration, directory: string): Promise<string> {
	const file = join(directory, 'demo', 'admin-login.json');
	const made = { login, password: randomBytes(15).toString('base64url') };
	await doOnce(file, () => Promise.resolve(), `${JSON.stringify(made)}\n`);
	if ((await administration.store.people.findByLogin(login)) !== undefined) return file;
	const { password } = JSON.parse(await readFile(file, 'utf8')) as typeof made;
	await addPerson(
		{ ...administration, acls: everything },
		{ login, password, role: 'BWSUPERADMIN', profile: 'Administrator', enabled: true, loginEnabled: true },
	);
	return file;
}
