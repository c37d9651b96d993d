import { describe, expect, it } from 'vitest';
import { fetchSecure } from '../helpers/https-client.ts';
import { useWeb } from './browser.ts';
import { makeDemoDevice } from './demo-identity.ts';

const web = useWeb({ data: 'demo' });

/** Adds a device of the demo's plainest type. */
function addDevice(deviceName: string, fields: Readonly<Record<string, unknown>> = {}): Promise<{ readonly id: string }> {
	return web().server.call('POST', '/api/v1/devices', { deviceType: 'Sample IP-DECT 2000 MAC', deviceName, ...fields });
}

describe('the list of devices', () => {
	it('finds devices by a part of the name, and keeps the filter in the address', async () => {
		const page = await web().open('/devices');
		await page.getByRole('link', { name: 'dect-1', exact: true }).waitFor();
		await page.getByRole('textbox', { name: 'Name contains' }).fill('san-uri');
		await page.getByRole('link', { name: 'dect-1', exact: true }).waitFor({ state: 'detached' });
		await expect.poll(() => page.getByRole('row').count()).toBe(3);
		expect(new URL(page.url()).searchParams.get('name')).toBe('san-uri');
		await page.reload();
		await page.getByRole('link', { name: 'qa-san-uri-next' }).waitFor();
		expect(await page.getByRole('link', { name: 'dect-1', exact: true }).count()).toBe(0);
		await web().check(page, 'devices-filtered');
	});

	it('finds a device by its MAC address in whatever notation, and opens it from its row', async () => {
		const page = await web().open('/devices');
		await page.getByRole('button', { name: 'More filters' }).click();
		const mac = page.getByRole('textbox', { name: 'MAC address' });
		await mac.fill('0013.d1');
		await page.getByText('Twelve hexadecimal digits, in any notation').waitFor();
		await mac.fill('0013.d100.0001');
		await page.getByRole('link', { name: 'mixed-1' }).waitFor({ state: 'detached' });
		await web().check(page, 'devices');
		await page
			.getByRole('row', { name: /dect-1/ })
			.getByText('Sample IP-DECT 2000 MAC')
			.last()
			.click();
		await page.getByRole('heading', { level: 1, name: 'dect-1' }).waitFor();
	});

	it('filters by type, state and place, and says what to do when nothing matches', async () => {
		await addDevice('switched-off', { enabled: false, serviceProviderId: 'filter-provider' });
		const page = await web().open('/devices?provider=filter-provider&enabled=no');
		await page.getByRole('link', { name: 'switched-off' }).waitFor();
		expect(await page.getByRole('row').count()).toBe(2);
		await page.getByRole('combobox', { name: 'Device type' }).click();
		await page.getByRole('option', { name: 'Sample Mixed MAC' }).click();
		await page.getByRole('heading', { name: 'Nothing matches the filter.' }).waitFor();
		await web().check(page, 'devices-nothing');
		await page.getByRole('button', { name: 'Clear the filter' }).first().click();
		await page.getByRole('link', { name: 'dect-1' }).waitFor();
		expect(new URL(page.url()).search).toBe('');
	});

	it('offers a saved filter as a chip, also after a reload', async () => {
		const page = await web().open('/devices?name=snom');
		await page.getByRole('button', { name: 'Save this filter' }).click();
		await page.getByRole('textbox', { name: 'Name of the filter' }).fill('Snom phones');
		await page.keyboard.press('Enter');
		await page.goto('/devices');
		await page.getByRole('button', { name: 'Snom phones', exact: true }).click();
		await page.getByRole('link', { name: 'dect-1' }).waitFor({ state: 'detached' });
		expect(new URL(page.url()).searchParams.get('name')).toBe('snom');
		await page.getByRole('button', { name: 'Remove the filter Snom phones' }).click();
		expect(await page.getByRole('button', { name: 'Snom phones', exact: true }).count()).toBe(0);
	});

	it('goes to the next page and back with the keyboard, and comes back to it from a device', async () => {
		const operations = Array.from({ length: 60 }, (_, index) => ({
			operation: 'add',
			device: { deviceType: 'Sample Mixed MAC', deviceName: `page-${String(index).padStart(2, '0')}`, serviceProviderId: 'paged' },
		}));
		await web().server.call('POST', '/api/v1/devices/bulk', { operations });
		const page = await web().open('/devices?provider=paged');
		await page.getByText('1 to 50 of 60').waitFor();
		await page.keyboard.press(']');
		await page.getByText('51 to 60 of 60').waitFor();
		await page.getByRole('link', { name: 'page-55' }).click();
		await page.getByRole('heading', { level: 1, name: 'page-55' }).waitFor();
		await page.goBack();
		await page.getByText('51 to 60 of 60').waitFor();
		await page.keyboard.press('[');
		await page.getByText('1 to 50 of 60').waitFor();
	});

	it('saves what the filter finds as CSV', async () => {
		const page = await web().open('/devices?name=qa-yealink');
		const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export CSV' }).click()]);
		const chunks: Buffer[] = [];
		for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
		const [header = '', ...rows] = Buffer.concat(chunks).toString().trim().split(/\r?\n/);
		expect(header).toContain('deviceName');
		expect(rows).toHaveLength(2);
	});

	it('sorts by name and by MAC address, up, down, and not, and keeps the order in the address', async () => {
		for (const deviceName of ['sorted-b', 'Sorted-A', 'sorted-c']) await addDevice(deviceName, { serviceProviderId: 'sorted' });
		const page = await web().open('/devices?provider=sorted');
		const names = () => page.getByRole('link', { name: /^sorted-/i }).allTextContents();
		await page.getByRole('button', { name: 'Name', exact: true }).click();
		await expect.poll(names).toEqual(['Sorted-A', 'sorted-b', 'sorted-c']);
		await page.getByRole('button', { name: 'Name', exact: true }).click();
		await expect.poll(names).toEqual(['sorted-c', 'sorted-b', 'Sorted-A']);
		await page.getByRole('columnheader', { name: 'Name' }).and(page.locator('[aria-sort=descending]')).waitFor();
		await page.reload();
		await expect.poll(names).toEqual(['sorted-c', 'sorted-b', 'Sorted-A']);
		await page.getByRole('button', { name: 'Name', exact: true }).click();
		await expect.poll(names).toEqual(['sorted-b', 'Sorted-A', 'sorted-c']);
		await page.getByRole('button', { name: 'MAC address' }).click();
		await expect.poll(() => new URL(page.url()).searchParams.get('sort')).toBe('macAddress');
	});

	it('filters by what has not fetched anything, and by what is behind and with which file, together with the name', async () => {
		const page = await web().open('/devices?standing=never&name=qa-cisco');
		await page.getByRole('link', { name: 'qa-cisco-next' }).waitFor();
		expect(await page.getByRole('row').count()).toBe(3);
		await web().check(page, 'devices-never');

		const device = await makeDemoDevice(web().server, '0013d1000001');
		expect(await device.fetch()).toBe(200);
		await web().server.call('PATCH', '/api/v1/devices/1/tags', { set: [{ name: '%NTP_SERVER%', value: 'ntp.behind.example' }] });
		await page.goto('/devices?standing=behind');
		await page.getByRole('row', { name: /dect-1 .*%BWMACADDRESS%-config.xml/ }).waitFor();
		await web().check(page, 'devices-behind');
		await page.getByRole('textbox', { name: 'Name contains' }).fill('nowhere');
		await page.getByRole('heading', { name: 'Nothing matches the filter.' }).waitFor();
	});

	it('filters by what is locked after wrong passwords', async () => {
		const wrong = { path: '/dms/sample-mixed-mac/0013d1000002-config.xml', basic: 'mixed-1:wrong' };
		for (let attempt = 0; attempt < 12; attempt++) await fetchSecure(web().server.devicePort, wrong);
		const page = await web().open('/devices');
		await page.getByRole('button', { name: 'More filters' }).click();
		await page.getByRole('combobox', { name: 'State' }).click();
		await page.getByRole('option', { name: 'Locked' }).click();
		await page.getByRole('link', { name: 'dect-1', exact: true }).waitFor({ state: 'detached' });
		await page.getByRole('link', { name: 'mixed-1' }).waitFor();
		expect(await page.getByRole('row').count()).toBe(2);
		expect(new URL(page.url()).searchParams.get('locked')).toBe('yes');
	});
});
