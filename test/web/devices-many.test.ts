import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';

const web = useWeb({ data: 'demo' });

/** Adds a device of the demo's plainest type. */
function addDevice(deviceName: string, fields: Readonly<Record<string, unknown>> = {}): Promise<{ readonly id: string }> {
	return web().server.call('POST', '/api/v1/devices', { deviceType: 'Sample IP-DECT 2000 MAC', deviceName, ...fields });
}

describe('several devices at once', () => {
	it('disables those that are chosen and says how it went for each', async () => {
		const [one, other] = [await addDevice('bulk-one'), await addDevice('bulk-other')];
		const page = await web().open('/devices?name=bulk-o');
		await page.getByRole('checkbox', { name: 'Choose all devices of this page' }).check();
		await page.getByText('2 devices chosen').waitFor();
		await page.getByRole('button', { name: 'Change' }).click();
		await page.getByRole('menuitem', { name: 'Disable' }).click();
		await page.getByRole('button', { name: 'Disable 2 devices' }).click();
		await page.getByText('Done for 2 devices.').waitFor();
		await page.getByRole('button', { name: 'Close' }).last().click();
		await page.getByRole('row', { name: /bulk-one.*Disabled/ }).waitFor();
		for (const { id } of [one, other]) {
			expect(await web().server.call('GET', `/api/v1/devices/${id}`)).toMatchObject({ enabled: false });
		}
	});

	it('chooses all that the filter finds, on all pages', async () => {
		const operations = Array.from({ length: 70 }, (_, index) => ({
			operation: 'add',
			device: { deviceType: 'Sample IP-DECT 2000 MAC', deviceName: `everyone-${index}` },
		}));
		await web().server.call('POST', '/api/v1/devices/bulk', { operations });
		const page = await web().open('/devices?name=everyone-');
		await page.getByRole('checkbox', { name: 'Choose everyone-0', exact: true }).check();
		await page.getByRole('button', { name: /^Choose all that the filter finds/ }).click();
		await page.getByText('70 devices chosen').waitFor();
		await page.getByRole('button', { name: 'Change' }).click();
		await page.getByRole('menuitem', { name: 'Disable' }).click();
		await page.getByRole('button', { name: 'Disable 70 devices' }).click();
		await page.getByText('Done for 70 devices.').waitFor();
		expect(await web().server.call('GET', '/api/v1/devices?nameContains=everyone-&enabled=true')).toMatchObject({ items: [] });
	});

	it('sets a tag, and deletes only after a confirmation that names how many; one that is gone fails by itself', async () => {
		const gone = await addDevice('batch-gone');
		const kept = await addDevice('batch-kept');
		const page = await web().open('/devices?name=batch-');
		await page.getByRole('checkbox', { name: 'Choose batch-kept' }).check();
		await page.getByRole('checkbox', { name: 'Choose batch-gone' }).check();
		await page.getByRole('button', { name: 'Change' }).click();
		await page.getByRole('menuitem', { name: 'Set a tag' }).click();
		await page.getByRole('textbox', { name: 'Tag' }).fill('NTP_SERVER');
		await page.getByRole('textbox', { name: 'Value' }).fill('ntp.bulk.example');
		await page.getByRole('button', { name: 'Set it for 2 devices' }).click();
		await page.getByText('Done for 2 devices.').waitFor();
		await page.getByRole('button', { name: 'Close' }).last().click();
		expect(await web().server.call('GET', `/api/v1/devices/${kept.id}`)).toMatchObject({ tags: [{ value: 'ntp.bulk.example' }] });

		await page.getByRole('checkbox', { name: 'Choose all devices of this page' }).check();
		await page.getByRole('button', { name: 'Delete' }).click();
		await page.getByText('All 2 go with their lines').waitFor();
		await web().server.call('DELETE', `/api/v1/devices/${gone.id}`);
		web().expectFault(/status of 404/);
		await page.getByRole('button', { name: 'Delete 2 devices' }).click();
		await page.getByText('Done for 1 device; 1 device failed.').waitFor();
		await page
			.getByRole('row', { name: /batch-gone/ })
			.getByText(/there is no device/)
			.first()
			.waitFor();
		await web().check(page, 'devices-bulk');
	});
});

describe('devices from a CSV file', () => {
	const header = 'deviceType,deviceName,mac,description\r\n';
	const row = (name: string, mac: string, description = 'Room 1, first floor') =>
		`Sample IP-DECT 2000 MAC,${name},${mac},"${description}"\r\n`;

	it('shows what is wrong in which line before anything is written, and imports the good rows alone', async () => {
		const page = await web().open('/devices/import');
		await web().check(page, 'devices-import');
		const rows = [
			row('csv-good', '0013d1aa0001'),
			row('csv-two-lines', '0013d1aa0002', 'Room 1,\nfirst floor'),
			row('csv-bad', '0013d1aa'),
		];
		const text = `${header}${rows.join('')}`;
		await page.locator('input[type=file]').setInputFiles({ name: 'phones.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
		await page.getByText('2 of 3 rows cannot be imported').waitFor();
		await page.getByRole('row', { name: /^4 description .*csv-two-lines/ }).waitFor();
		await page.getByRole('row', { name: /^5 mac .*csv-bad/ }).waitFor();
		await web().check(page, 'devices-import-checked');
		expect(await web().server.call('GET', '/api/v1/devices?nameContains=csv-')).toMatchObject({ items: [] });
		await page.getByRole('checkbox', { name: 'Import the good rows, and leave these out' }).check();
		await page.getByRole('button', { name: 'Import 1 device' }).click();
		await page.getByText('1 device added').waitFor();
		expect(await web().server.call('GET', '/api/v1/devices?nameContains=csv-')).toMatchObject({ items: [{ deviceName: 'csv-good' }] });
	});

	it('changes devices that are there already, if told so', async () => {
		const { id } = await addDevice('csv-changed', { macAddress: '0013d1bb0001' });
		const page = await web().open('/devices/import');
		await page.getByRole('checkbox', { name: 'Change devices that are there already' }).check();
		const text = `${header}${row('csv-changed', '0013d1bb0001', 'Moved')}${row('csv-added', '0013d1bb0002')}`;
		await drop(page, text);
		await page.getByText('1 device would be added, 1 changed.').waitFor();
		await page.getByRole('button', { name: 'Import 2 devices' }).click();
		await page.getByText('1 device added, 1 changed').waitFor();
		expect(await web().server.call('GET', `/api/v1/devices/${id}`)).toMatchObject({ description: 'Moved' });
	});

	it('imports thousands of rows piece by piece', async () => {
		const rows = Array.from({ length: 4500 }, (_, index) => row(`many-${index}`, `0013d2${index.toString(16).padStart(6, '0')}`));
		const page = await web().open('/devices/import');
		const buffer = Buffer.from(`\ufeff${header}${rows.join('')}`);
		await page.locator('input[type=file]').setInputFiles({ name: 'phones.csv', mimeType: 'text/csv', buffer });
		await page.getByRole('button', { name: 'Import 4,500 devices' }).click();
		await page.getByText('4,500 devices added').waitFor();
		await page.getByRole('link', { name: 'Show the devices' }).click();
		await page.getByText(/of 4,\d{3}/).waitFor();
	});
});

/** As a person drops a file from the desktop. */
async function drop(page: Page, text: string): Promise<void> {
	const transfer = await page.evaluateHandle(`(() => {
		const transfer = new DataTransfer();
		transfer.items.add(new File([${JSON.stringify(text)}], 'phones.csv', { type: 'text/csv' }));
		return transfer;
	})()`);
	await page.getByText('Drop a CSV file here, or choose one').dispatchEvent('drop', { dataTransfer: transfer });
}
