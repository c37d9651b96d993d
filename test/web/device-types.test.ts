import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { brokenArchives } from '../../dtaf-samples/broken/broken-archives.ts';
import { openArchive } from '../../src/dtaf/read-archive.ts';
import { packChangedSample } from '../helpers/changed-sample.ts';
import { useWeb } from './browser.ts';

const web = useWeb({ data: 'demo' });

const certified = 'Sample IP-DECT 2000 MAC';
const typePath = `/device-types/${encodeURIComponent(certified)}`;
const filePath = `${typePath}/files/${encodeURIComponent('%BWMACADDRESS%-config.xml')}`;
const apiFile = `/api/v1${filePath}`;

async function chooseArchive(page: Page, name: string, buffer: Buffer): Promise<void> {
	await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/zip', buffer });
}

/** As if it came from the desktop. */
async function dropArchive(page: Page, name: string, buffer: Buffer): Promise<void> {
	const place = page.getByText('Drop an archive here').locator('xpath=ancestor::*[input]').last();
	const dataTransfer = await page.evaluateHandle(`(() => {
		const bytes = Uint8Array.from(atob(${JSON.stringify(buffer.toString('base64'))}), (each) => each.charCodeAt(0));
		const transfer = new DataTransfer();
		transfer.items.add(new File([bytes], ${JSON.stringify(name)}, { type: 'application/zip' }));
		return transfer;
	})()`);
	for (const type of ['dragenter', 'dragover', 'drop']) await place.dispatchEvent(type, { dataTransfer });
}

/** Of each kind one: no zip, a hostile one, a damaged one, and descriptors that are wrong. */
const broken = new Set([
	'no-zip',
	'traversal',
	'bomb-within-the-limit',
	'wrong-sha-256',
	'missing-payload',
	'not-well-formed',
	'both-mac-flags',
]);

describe('device types', () => {
	it('lists what there is: path, files, devices, and how devices prove who they are', async () => {
		const page = await web().open('/device-types');
		const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: certified, exact: true }) });
		await row.getByText('Vendor certificate').last().waitFor();
		await row.getByText('/dms/sample-ip-dect-mac/').waitFor();
		await row.getByRole('link', { name: /^\d+$/ }).click();
		await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
		expect(new URL(page.url()).searchParams.get('type')).toBe(certified);
		await page.goto('/device-types');
		await row.waitFor();
		await web().check(page, 'device-types');
	});

	it('shows files, tags, devices and settings of a type', async () => {
		const page = await web().open(typePath);
		await page.getByRole('link', { name: '%BWMACADDRESS%-config.xml' }).waitFor();
		await web().check(page, 'device-type-files');
		await page.getByRole('tab', { name: 'Devices' }).click();
		await page.getByRole('link', { name: 'Show all of them' }).waitFor();
		await web().check(page, 'device-type-devices');
		await page.getByRole('tab', { name: 'Settings' }).click();
		await page.getByLabel('Host name').fill('phones.example.net');
		await web().check(page, 'device-type-settings');
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByText('Settings saved').waitFor();
		const type = await web().server.call<{ deviceAccessNetAddress: string }>('GET', `/api/v1${typePath}`);
		expect(type.deviceAccessNetAddress).toBe('phones.example.net');
	});

	it('gives a tag another value for a service provider', async () => {
		const page = await web().open(`${typePath}?tab=tags`);
		await page.getByRole('textbox', { name: 'Service provider' }).fill('acme');
		await page.getByRole('button', { name: 'Show' }).click();
		await page.getByRole('button', { name: 'Add a tag' }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByLabel('Name').fill('NTP_SERVER');
		await dialog.getByLabel('Value').fill('ntp.acme.example');
		await dialog.getByRole('button', { name: 'Save' }).click();
		await page.getByText('ntp.acme.example').waitFor();
		await dialog.waitFor({ state: 'hidden' });
		await web().check(page, 'device-type-tags');
		await page.getByRole('button', { name: 'Remove %NTP_SERVER%' }).click();
		await dialog.getByRole('button', { name: 'Remove' }).click();
		await page.getByText('No values of its own').waitFor();
	});

	it('exports a type as an archive that holds its files', async () => {
		const page = await web().open(typePath);
		const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as archive' }).click()]);
		expect(download.suggestedFilename()).toBe(`${certified}.zip`);
		const archive = await openArchive(await readFile(await download.path()));
		expect(archive.descriptor.type.name).toBe(certified);
	});

	it('hides what a viewer may not do', async () => {
		const page = await web().open('/device-types', 'VIEWER');
		await page.getByRole('link', { name: certified, exact: true }).waitFor();
		expect(await page.getByRole('link', { name: 'Import an archive' }).count()).toBe(0);
		await page.goto('/device-type-import');
		await page.getByRole('heading', { name: 'You may not import device types' }).waitFor();
		await page.goto(`${filePath}?tab=settings`);
		await page.getByText('You may look at these rules, not change them.').waitFor();
		expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0);
	});
});

describe('the import of an archive', () => {
	it('says what is wrong with an archive, and takes another one', async () => {
		const page = await web().open('/device-type-import');
		web().expectFault(/status of 4/);
		await page.locator('input[type=file]').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no archive') });
		await page.getByText('That is no zip file, or more than one.').waitFor();
		const rows = brokenArchives.filter(({ name }) => broken.has(name));
		expect(rows.length).toBe(broken.size);
		for (const { name, code, says = /./, build } of rows) {
			await chooseArchive(page, `${name}.zip`, Buffer.from(build()));
			await page.getByText(`${name}.zip`, { exact: true }).waitFor();
			await page.getByText(code, { exact: true }).waitFor();
			expect(await page.getByRole('alert').textContent()).toMatch(says);
			if (name === 'both-mac-flags') await web().check(page, 'import-broken');
			await page.getByRole('button', { name: 'Choose another' }).click();
		}
		await chooseArchive(page, 'sound.zip', await packChangedSample('Sample-Mixed_MAC', 'device-type.xml', (text) => text));
		await page.getByText('dtaf.device-type-exists').waitFor();
	});

	it('refuses a name that is there, and adds the type under another one', async () => {
		const page = await web().open('/device-type-import');
		await web().check(page, 'import-empty');
		const archive = await packChangedSample('Sample-Desk-Phone_UA', 'device-type.xml', (text) =>
			text.replace('sample-desk-phone<', 'other-phone<'),
		);
		await dropArchive(page, 'phone.zip', archive);
		await page.getByText('device type Sample Desk Phone UA exists', { exact: false }).waitFor();
		await page.getByText('dtaf.device-type-exists').waitFor();
		await web().check(page, 'import-refused');
		await page.getByRole('button', { name: 'Give it another name' }).click();
		await page.keyboard.press('Control+A');
		await page.keyboard.type('Other Phone');
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: 'Add this device type' }).click();
		await page.getByText('Other Phone is added').waitFor();
		await web().check(page, 'import-done');
		await page.getByRole('link', { name: 'Open the device type' }).click();
		await page.getByRole('heading', { level: 1, name: 'Other Phone' }).waitFor();
	});

	it('tells how much of a large archive is on its way', async () => {
		const page = await web().open('/device-type-import');
		const network = await page.context().newCDPSession(page);
		await network.send('Network.emulateNetworkConditions', {
			offline: false,
			latency: 0,
			downloadThroughput: -1,
			uploadThroughput: 250_000,
		});
		const large = (): string => randomBytes(400_000).toString('base64');
		await chooseArchive(page, 'large.zip', await packChangedSample('Sample-IP-DECT-2000_MAC', 'files/firmware-PCS00A.bin', large));
		const progress = page.getByRole('progressbar', { name: 'Sending the archive' });
		const percent = async () => Number(await progress.getAttribute('aria-valuenow'));
		await expect.poll(percent, { interval: 50, timeout: 10_000 }).toSatisfy((value: number) => value > 0 && value < 100);
		await network.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
		await page.getByText('dtaf.device-type-exists').waitFor();
		await progress.waitFor({ state: 'detached' });
	});

	it('shows line by line what would become of a content', async () => {
		const page = await web().open('/device-type-import');
		const archive = await packChangedSample('Sample-Mixed_MAC', 'files/welcome.txt', (text) => `${text}One line more.\n`);
		await chooseArchive(page, 'changed.zip', archive);
		await page.getByRole('button', { name: 'Update the files of that type' }).click();
		const changed = page.getByRole('list', { name: 'Files' }).getByRole('listitem').filter({ hasText: 'Changed' });
		await changed.getByText('One line more.').waitFor();
		await changed.getByText(/^1 line added/).waitFor();
		await web().check(page, 'import-content');
	});

	it('shows field by field what an update would change, and does it', async () => {
		const page = await web().open('/device-type-import');
		const archive = await packChangedSample('Sample-Mixed_MAC', 'device-type.xml', (text) =>
			text.replace('<allowHttp>false<', '<allowHttp>true<'),
		);
		await chooseArchive(page, 'changed.zip', archive);
		await page.getByRole('button', { name: 'Update the files of that type' }).click();
		const changed = page.getByRole('list', { name: 'Files' }).getByRole('listitem').filter({ hasText: 'Changed' });
		await changed.getByText('HTTP allowed').waitFor();
		await page.getByText('Files: 1 changed, 2 as before.').waitFor();
		await web().check(page, 'import-plan');
		await page.getByRole('button', { name: 'Update these files' }).click();
		await page.getByText(/^The files of Sample Mixed MAC are updated/).waitFor();
		const { files } = await web().server.call<{ files: readonly { allowHttp: boolean }[] }>(
			'GET',
			'/api/v1/device-types/Sample%20Mixed%20MAC',
		);
		expect(files.some(({ allowHttp }) => allowHttp)).toBe(true);
	});
});

describe('who gets a file', () => {
	it('is said in a sentence, with the vendor whose certificates are trusted', async () => {
		const page = await web().open(`/device-types/Sample%20Mixed%20MAC/files/${encodeURIComponent('%BWMACADDRESS%-config.xml')}`);
		const way = 'A device gets it with a certificate of Sample DECT Works that names its MAC address, or with its user name and password.';
		await page.getByText(way).waitFor();
		await page.getByRole('textbox', { name: 'Template' }).waitFor();
		await web().check(page, 'file');
	});

	it('is said in words that change as one chooses, with a warning before devices are left without a proof', async () => {
		const page = await web().open(`${filePath}?tab=settings`);
		const words = page.getByRole('region', { name: 'In words' });
		await words.getByText('A device gets it with a certificate of its vendor').waitFor();
		await page.getByRole('switch', { name: 'User name and password' }).click();
		await words.getByText('or with its user name and password').waitFor();
		await page.getByRole('radio', { name: 'is no proof' }).click();
		await words.getByText('A device gets it with its user name and password.').waitFor();
		await page.getByText('Devices that prove themselves with a certificate now need another proof').waitFor();
		await page.getByText('The device type has no password').waitFor();
		await web().check(page, 'file-rules');
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByRole('dialog').getByText('Devices that prove themselves with a certificate').waitFor();
		await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
		await page.getByRole('button', { name: 'Undo' }).click();
		await page.getByRole('switch', { name: 'User name and password' }).click();
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByText('Rules saved').waitFor();
		const file = await web().server.call<{ authentication: object }>('GET', apiFile);
		expect(file.authentication).toMatchObject({ macInCert: true, userNamePasswordFileAuthentication: true, combine: 'Any' });
	});
});
