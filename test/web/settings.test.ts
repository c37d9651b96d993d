import { describe, expect, it } from 'vitest';
import { fetchSecure } from '../helpers/https-client.ts';
import { useWeb } from './browser.ts';

const web = useWeb({ data: 'demo' });

describe('tag sets', () => {
	it('have values, and regions with other values for some countries', async () => {
		const page = await web().open('/tag-sets');
		await page.getByRole('link', { name: 'System default set' }).waitFor();
		await web().check(page, 'tag-sets');
		await page.getByRole('button', { name: 'Add a tag set' }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByLabel('Name').fill('North');
		await dialog.getByRole('button', { name: 'Add', exact: true }).click();
		await page.getByRole('heading', { level: 1, name: 'North' }).waitFor();
		await dialog.waitFor({ state: 'hidden' });
		await page.getByRole('button', { name: 'Add a tag', exact: true }).click();
		await dialog.getByLabel('Name').fill('TIME_ZONE');
		await dialog.getByRole('textbox', { name: 'Value' }).fill('UTC');
		await dialog.getByRole('button', { name: 'Save' }).click();
		await dialog.waitFor({ state: 'hidden' });
		await page.getByRole('button', { name: 'Add a region' }).click();
		await dialog.getByLabel('Name of the region').fill('Alps');
		await dialog.getByRole('combobox', { name: 'Countries' }).pressSequentially('ch,at,');
		await dialog.getByRole('button', { name: 'Save' }).click();
		await dialog.waitFor({ state: 'hidden' });
		await page.getByRole('button', { name: 'Add a tag', exact: true }).last().click();
		await dialog.getByLabel('Name').fill('TIME_ZONE');
		await dialog.getByRole('textbox', { name: 'Value' }).fill('CET');
		await dialog.getByRole('button', { name: 'Save' }).click();
		await dialog.waitFor({ state: 'hidden' });
		await page.getByRole('table', { name: 'Alps' }).getByText('CET').waitFor();
		await web().check(page, 'tag-set');
		const set = await web().server.call<object>('GET', '/api/v1/tag-sets/North');
		expect(set).toMatchObject({
			tags: [{ name: '%TIME_ZONE%', value: 'UTC', overridable: true }],
			regions: [{ name: 'Alps', countries: ['CH', 'AT'], tags: [{ name: '%TIME_ZONE%', value: 'CET' }] }],
		});
	});

	it('have a history in which what was can be seen and made live again', async () => {
		const { server } = web();
		const set = (value: string) =>
			server.call('PATCH', '/api/v1/system-tag-set/tags', { set: [{ name: 'NTP_SERVER', value, overridable: true }] });
		await set('old.example.net');
		await set('new.example.net');
		const page = await web().open('/system-tag-set?tab=history');
		await page
			.getByRole('button', { name: /^Compare revision/ })
			.first()
			.click();
		const dialog = page.getByRole('dialog');
		await dialog.getByText('old.example.net').waitFor();
		await dialog.getByText('new.example.net').waitFor();
		await web().check(page, 'tag-set-history');
		await page.keyboard.press('Escape');
		await page
			.getByRole('button', { name: /^Restore revision/ })
			.first()
			.click();
		await dialog.getByRole('button', { name: 'Restore' }).click();
		await page.getByText(/Live again, as revision/).waitFor();
		await page.getByRole('tab', { name: 'Values' }).click();
		await page.getByText('old.example.net').waitFor();
	});
});

describe('service providers', () => {
	it('are listed with their groups and devices, and lead to their tags', async () => {
		const page = await web().open('/service-providers');
		const row = page.getByRole('row').filter({ hasText: 'Example Telecom' }).first();
		await row.getByRole('link').waitFor();
		await web().check(page, 'service-providers');
		await row.getByRole('button').click();
		await page.getByRole('menuitem', { name: 'Sample Mixed MAC' }).click();
		await page.getByRole('heading', { level: 1, name: 'Sample Mixed MAC' }).waitFor();
		expect(await page.getByRole('textbox', { name: 'Service provider' }).inputValue()).toBe('Example Telecom');
	});
});

describe('lockouts', () => {
	it('say what they are when there is none', async () => {
		const page = await web().open('/lockouts');
		await page.getByRole('heading', { name: 'Nobody is locked out' }).waitFor();
		await web().check(page, 'lockouts-none');
	});

	it('show who sent wrong passwords, and are cleared', async () => {
		for (let attempt = 0; attempt < 6; attempt += 1) {
			await fetchSecure(web().server.devicePort, {
				path: '/dms/sample-mixed-mac/0013d1000002-config.xml',
				basic: `mixed-1:wrong-${attempt}`,
			});
		}
		const page = await web().open('/lockouts');
		const row = page.getByRole('row').filter({ hasText: 'mixed-1' });
		await row.getByRole('cell', { name: 'Sample Mixed MAC', exact: true }).waitFor();
		await web().check(page, 'lockouts');
		await row.getByRole('button', { name: 'Clear the lockout of mixed-1' }).click();
		await page.getByRole('heading', { name: 'Nobody is locked out' }).waitFor();
	});

	it('follow rules that can be changed', async () => {
		const page = await web().open('/lockouts');
		await page.getByLabel('Wrong passwords until a lockout').fill('8');
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByText('Rules for lockouts saved').waitFor();
		expect(await web().server.call('GET', '/api/v1/lockout-policy')).toMatchObject({ temporaryThreshold: 8 });
	});
});

describe('settings of the system', () => {
	it('are changed, with the version that was read', async () => {
		const page = await web().open('/settings');
		await page.getByLabel('Realm').fill('Example phones');
		await page.getByRole('combobox', { name: 'Headers with MAC addresses' }).pressSequentially('x-phone-mac,');
		await web().check(page, 'settings');
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByText('Settings saved').waitFor();
		expect(await web().server.call('GET', '/api/v1/settings')).toEqual({
			realm: 'Example phones',
			macHeaders: ['macaddress', 'x-mac', 'x-phone-mac'],
		});
	});

	it('restarts the workers once the word is typed', async () => {
		const page = await web().open('/settings');
		await page.getByRole('button', { name: 'Restart the workers' }).click();
		const dialog = page.getByRole('dialog');
		expect(await dialog.getByRole('button', { name: 'Restart the workers' }).isDisabled()).toBe(true);
		await dialog.getByRole('textbox').fill('restart');
		await dialog.getByRole('button', { name: 'Restart the workers' }).click();
		await page.getByText('The workers are being replaced').waitFor();
		expect(await web().server.call('GET', '/api/v1/restart')).toMatchObject({ requestedAt: expect.any(String) });
	});
});
