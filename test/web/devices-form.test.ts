import { describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';

const web = useWeb({ data: 'demo' });

/** Adds a device of the demo's plainest type. */
function addDevice(deviceName: string, fields: Readonly<Record<string, unknown>> = {}): Promise<{ readonly id: string }> {
	return web().server.call('POST', '/api/v1/devices', { deviceType: 'Sample IP-DECT 2000 MAC', deviceName, ...fields });
}

describe('a device', () => {
	it('adds a device: the MAC address is judged while it is typed, in any notation', async () => {
		const page = await web().open('/devices/new');
		await page.getByRole('combobox', { name: 'Device type' }).click();
		await page.getByRole('option', { name: 'Sample IP-DECT 2000 MAC' }).click();
		await page.getByRole('textbox', { name: 'Name', exact: true }).fill('lobby');
		const mac = page.getByRole('textbox', { name: 'MAC address' });
		await mac.fill('00-13-D1');
		await page.getByText('6 of 12 digits').waitFor();
		await mac.fill('01-13-D1-AA-BB-CC');
		await page.getByText('This address belongs to no single device').waitFor();
		await mac.fill('0013.d1aa.bbcc');
		await page.getByText('Stored as 00:13:D1:AA:BB:CC').waitFor();
		await page.getByText('Service provider', { exact: true }).click();
		await page.getByRole('textbox', { name: 'Service provider' }).fill('acme');
		await web().check(page, 'device-new');
		await page.getByRole('button', { name: 'Add device' }).click();
		await page.getByRole('heading', { level: 1, name: 'lobby' }).waitFor();
		await page.getByText('acme').first().waitFor();
	});

	it('points at the field that the server refuses', async () => {
		const page = await web().open('/devices/new?type=Sample%20IP-DECT%202000%20MAC&mac=0013d1000001');
		web().expectFault(/status of 409/);
		await page.getByRole('textbox', { name: 'Name', exact: true }).fill('twice');
		await page.getByRole('button', { name: 'Add device' }).click();
		await page.getByRole('alert').waitFor();
		expect(await page.getByRole('textbox', { name: 'MAC address' }).getAttribute('aria-invalid')).toBe('true');
	});

	it('changes a device; somebody else who was faster is not overwritten', async () => {
		const { id } = await addDevice('edited');
		const page = await web().open(`/devices/${id}`);
		await page.getByRole('button', { name: 'Edit' }).click();
		await page.getByRole('textbox', { name: 'Location' }).fill('Second floor');
		await web().server.call('PATCH', `/api/v1/devices/${id}`, { description: 'Theirs' }, { 'if-match': '*' });
		web().expectFault(/status of 412/);
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByText('Somebody else has changed this meanwhile').waitFor();
		await page.getByRole('button', { name: 'Reload' }).click();
		await page.getByRole('dialog').getByRole('textbox', { name: 'Description' }).and(page.locator('[value="Theirs"]')).waitFor();
		await page.getByRole('textbox', { name: 'Location' }).fill('Third floor');
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByText('Third floor').waitFor();
		expect(await web().server.call('GET', `/api/v1/devices/${id}`)).toMatchObject({
			description: 'Theirs',
			physicalLocation: 'Third floor',
		});
	});

	it('deletes a device after a question', async () => {
		const { id } = await addDevice('to-delete');
		const page = await web().open(`/devices/${id}`);
		await page.getByRole('button', { name: 'More actions' }).click();
		await page.getByRole('menuitem', { name: 'Delete' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
		await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
		await expect(web().server.call('GET', `/api/v1/devices/${id}`)).rejects.toThrow('404');
	});

	it('shows a viewer everything and lets them change nothing', async () => {
		const page = await web().open('/devices/1', 'VIEWER');
		await page.getByRole('heading', { name: 'Identity' }).waitFor();
		expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
		await page.goto('/devices');
		await page.getByRole('link', { name: 'dect-1' }).waitFor();
		expect(await page.getByRole('checkbox').count()).toBe(0);
	});
});
