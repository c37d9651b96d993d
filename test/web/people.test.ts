import { describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';
import { makeDemoDevice } from './demo-identity.ts';
import { password } from './web-server.ts';

const web = useWeb({ data: 'demo' });

interface Person {
	readonly role: string;
	readonly enabled: boolean;
	readonly loginEnabled: boolean;
	readonly scope: unknown;
	readonly fullName: string | null;
}

const read = (login: string) => web().server.call<Person>('GET', `/api/v1/people/${login}`);
const logIn = async (login: string, secret: string) => {
	const { status } = await fetch(`${web().server.origin}/api/2.0/auth/login`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ login, password: secret }),
	});
	return status;
};

describe('people', () => {
	it('adds somebody with a generated password, which is shown once and works', async () => {
		const page = await web().open('/people');
		await page.getByRole('row', { name: /root.*you.*BWSUPERADMIN.*can sign in/ }).waitFor();
		await page.getByRole('button', { name: 'Add a person' }).click();
		await page.getByLabel('User name').fill('olivia');
		await page.getByLabel('Full name').fill('Olivia Huber');
		await page.getByRole('radio', { name: /OPERATOR/ }).check();
		await page.getByRole('switch', { name: 'Sees one service provider alone' }).click();
		await page.getByRole('textbox', { name: 'Service provider', exact: true }).fill('acme');
		await page.getByRole('button', { name: 'Generate' }).click();
		await web().check(page, 'people-add');
		await page.getByRole('button', { name: 'Add', exact: true }).click();
		await page.getByText('Password of olivia').waitFor();
		const generated = await page.getByRole('dialog').locator('code').innerText();
		await page.getByRole('button', { name: 'Done' }).click();
		await page.getByRole('row', { name: /olivia.*Olivia Huber.*OPERATOR.*acme.*can sign in/ }).waitFor();
		expect(await logIn('olivia', generated)).toBe(200);
		expect(await read('olivia')).toMatchObject({ role: 'OPERATOR', scope: { serviceProviderId: 'acme', groupId: null } });
		await web().check(page, 'people');
	});

	it('says what is wrong with a person', async () => {
		const page = await web().open('/people');
		web().expectFault(/status of 409/);
		await page.getByRole('button', { name: 'Add a person' }).click();
		await page.getByLabel('User name').fill('root');
		await page.getByRole('button', { name: 'Add', exact: true }).click();
		await page.getByRole('alert').getByText(/root/).waitFor();
	});

	it('changes somebody, sets a password, locks, disables, signs out and deletes them', async () => {
		await web().server.addPerson('bob', 'VIEWER');
		const page = await web().open('/people');
		const choose = async (item: string) => {
			await page.getByRole('button', { name: 'What to do with bob' }).click();
			await page.getByRole('menuitem', { name: item, exact: true }).click();
		};
		const confirm = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
		await choose('Change');
		await page.getByLabel('Full name').fill('Bob Meier');
		await page.getByRole('radio', { name: /BWORKS/ }).check();
		await confirm('Save');
		await page.getByRole('row', { name: /bob.*Bob Meier.*BWORKS/ }).waitFor();
		await choose('Set a password');
		await page.getByRole('textbox', { name: 'Password', exact: true }).fill('a sentence that nobody has');
		await confirm('Set the password');
		await confirm('Done');
		expect(await logIn('bob', 'a sentence that nobody has')).toBe(200);
		await choose('End all sessions');
		await confirm('End them');
		await page.getByText('One session ended').waitFor();
		await choose('Take the password away');
		await confirm('Take it away');
		await page.getByRole('row', { name: /bob.*single sign-on only/ }).waitFor();
		expect(await logIn('bob', 'a sentence that nobody has')).toBe(401);
		await choose('Lock the sign-in');
		await confirm('Lock');
		await page.getByRole('row', { name: /bob.*sign-in is locked/ }).waitFor();
		await choose('Unlock the sign-in');
		await page.getByRole('row', { name: /bob.*single sign-on only/ }).waitFor();
		await choose('Disable');
		await confirm('Disable');
		await page.getByRole('row', { name: /bob.*disabled/ }).waitFor();
		expect(await read('bob')).toMatchObject({ enabled: false, loginEnabled: true, fullName: 'Bob Meier' });
		await choose('Delete');
		await confirm('Delete');
		await page.getByText('bob deleted').waitFor();
		expect(await page.getByRole('row', { name: /bob/ }).count()).toBe(0);
	});

	it('shows what each role may do', async () => {
		const page = await web().open('/people');
		await page.getByRole('link', { name: 'What each role may do' }).click();
		await page.getByRole('row', { name: /^people nothing nothing nothing sees and changes$/ }).waitFor();
		await page.getByRole('row', { name: /^audit-entries nothing nothing sees sees$/ }).waitFor();
		await page.getByRole('row', { name: /^devices sees sees and changes/ }).waitFor();
		await web().check(page, 'roles');
	});
});

describe('service accounts', () => {
	it('gives a program an account, a token that is shown once, and takes it away', async () => {
		const page = await web().open('/service-accounts');
		await page.getByRole('heading', { name: 'No program has an account' }).waitFor();
		await page.getByRole('button', { name: 'Add a service account' }).click();
		await page.getByLabel('Name').fill('crm');
		await page.getByRole('button', { name: 'Add dms.rest.devices.read' }).click();
		await page.getByRole('button', { name: 'Add', exact: true }).click();
		await page.getByText('It has no token: nobody can use this account.').waitFor();
		await page.getByRole('button', { name: 'New token' }).click();
		await page.getByRole('button', { name: 'Copy the token' }).waitFor();
		const token = await page.getByRole('status').locator('code').first().innerText();
		const ask = async (path: string) =>
			(await fetch(`${web().server.origin}${path}`, { headers: { authorization: `Bearer ${token}` } })).status;
		expect([await ask('/api/v1/devices'), await ask('/api/v1/people')]).toEqual([200, 403]);
		await web().check(page, 'service-account');
		await page.getByRole('button', { name: 'Revoke all' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Revoke all' }).click();
		await page.getByText('One token revoked').waitFor();
		expect(await ask('/api/v1/devices')).toBe(401);
	});

	it('says whether a request would be allowed, and by which ACL, while ACLs are edited', async () => {
		await web().server.call('POST', '/api/v1/service-accounts', { name: 'billing', acls: ['dms.rest.devices.*.read'] });
		const page = await web().open('/service-accounts');
		await page.getByRole('link', { name: 'billing' }).click();
		await page.getByLabel('Path', { exact: true }).fill('/api/v1/devices/12');
		await page.getByText('allowed', { exact: true }).waitFor();
		await page.getByText('dms.rest.devices.12.read').waitFor();
		await page.getByLabel('Path', { exact: true }).fill('/api/v1/devices/12/tags');
		await page.getByText('denied', { exact: true }).waitFor();
		await page.getByLabel('ACLs').fill('dms.rest.devices.#');
		await page.getByText('allowed', { exact: true }).waitFor();
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByText('ACLs changed').waitFor();
		expect(await web().server.call('GET', '/api/v1/service-accounts/billing')).toMatchObject({ acls: ['dms.rest.devices.#'] });
		await page.getByRole('button', { name: 'Disable' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
		await page.getByRole('button', { name: 'Enable' }).waitFor();
		await page.getByRole('button', { name: 'Delete' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
		await page.getByText('billing deleted').waitFor();
	});
});

describe('my account', () => {
	it('shows where I am signed in, marks this one, and ends another', async () => {
		const other = await web().server.logIn('root');
		const page = await web().open('/tokens');
		await page.getByRole('row', { name: /this one/ }).waitFor();
		await web().check(page, 'own-account');
		await page
			.getByRole('button', { name: /^End the session/ })
			.first()
			.click();
		await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
		await page.getByText('Session ended').waitFor();
		const { status } = await fetch(`${web().server.origin}/api/v1/self`, { headers: { authorization: `Bearer ${other}` } });
		expect(status).toBe(401);
	});

	it('changes the password, and stays signed in', async () => {
		const page = await web().open('/tokens', 'VIEWER');
		web().expectFault(/status of 401/);
		const change = async (current: string) => {
			await page.getByRole('textbox', { name: 'Current password' }).fill(current);
			await page.getByRole('textbox', { name: 'New password', exact: true }).fill('another sentence of mine');
			await page.getByRole('textbox', { name: 'New password again' }).fill('another sentence of mine');
			await page.getByRole('button', { name: 'Change the password' }).click();
		};
		await change('not my password');
		await page.getByText('The current password is wrong').waitFor();
		await change(password);
		await page.getByText(/^Password changed/).waitFor();
		expect(await logIn('viewer', 'another sentence of mine')).toBe(200);
		await page.reload();
		await page.getByRole('heading', { level: 1, name: 'My account' }).waitFor();
	});
});

describe('access control', () => {
	it('lets clients of events in and locks them out, and believes listed proxies', async () => {
		const page = await web().open('/access-control');
		const clients = page.getByRole('switch', { name: 'Clients of events may come in with a certificate' });
		await clients.click();
		await page.getByText('Access control changed').first().waitFor();
		await clients.click();
		await page.getByRole('dialog').getByRole('button', { name: 'Lock them out' }).click();
		await page.getByRole('dialog').waitFor({ state: 'hidden' });
		await page.getByRole('switch', { name: 'Take certificates from headers' }).click();
		await page.getByRole('combobox', { name: 'Addresses of the proxies' }).fill('10.1.2.0/24');
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: 'Save' }).last().click();
		await page.getByRole('button', { name: 'Save', disabled: true }).nth(1).waitFor();
		expect(await web().server.call('GET', '/api/v1/access-control')).toMatchObject({
			allowClientApp: false,
			proxyCertificates: { enabled: true, proxies: ['10.1.2.0/24'], form: 'rfc9440' },
		});
		await web().check(page, 'access-control');
	});

	it('says which devices come in with a certificate before certificates are switched off', async () => {
		const device = await makeDemoDevice(web().server, '0013d1000001');
		expect(await device.fetch()).toBe(200);
		const page = await web().open('/access-control');
		await page.getByRole('switch', { name: 'Devices may prove who they are with a certificate' }).click();
		await page.getByRole('button', { name: 'Save' }).first().click();
		await page.getByRole('dialog').getByText('One device would be locked out').waitFor();
		await web().check(page, 'access-control-off');
		await page.getByRole('dialog').getByRole('button', { name: 'Take none' }).click();
		await page.getByText('Access control changed').waitFor();
		await expect.poll(() => device.fetch(), { timeout: 10_000 }).toBe(403);
	});
});
