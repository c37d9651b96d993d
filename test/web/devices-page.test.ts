import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ClientIdentity, fetchSecure } from '../helpers/https-client.ts';
import { useWeb } from './browser.ts';

const web = useWeb({ data: 'demo' });
const mac = '0013d1000001';
const type = 'Sample IP-DECT 2000 MAC';
const file = '%BWMACADDRESS%-config.xml';
let identity: ClientIdentity;

/** A request of the demo's first device with its certificate. */
async function ask(name: string, options: { readonly method?: string; readonly body?: string } = {}): Promise<number> {
	return (await fetchSecure(web().server.devicePort, { path: `/dms/sample-ip-dect-mac/${name}`, identity, ...options })).status;
}

beforeAll(async () => {
	const folder = join(web().server.dataDirectory, 'demo', mac);
	const [cert, key] = await Promise.all([readFile(join(folder, 'chain.pem'), 'utf8'), readFile(join(folder, 'key.pem'), 'utf8')]);
	identity = { cert, key };
	await ask(`${mac}-config.xml`);
	await ask('0013d1000002-config.xml');
});

describe('the page of a device', () => {
	it('says who the device is, by which certificate, and whether it has what it should have', async () => {
		const page = await web().open('/devices/1');
		const { fingerprint } = (await web().server.call<{ certificate: { fingerprint: string } }>('GET', '/api/v1/devices/1/identity'))
			.certificate;
		await page.getByText(fingerprint).waitFor();
		await page.getByText(/days left/).waitFor();
		await page.getByText('Not on the list').waitFor();
		const standing = page.getByRole('region', { name: 'Configuration' });
		await standing.getByText('Up to date').first().waitFor();
		await web().check(page, 'device-overview');

		await web().server.call('POST', '/api/v1/deny-list', { fingerprint, note: 'Stolen' });
		await page.reload();
		await page.getByText('Denied').waitFor();
		await page.getByText('Stolen').waitFor();
		const { items } = await web().server.call<{ items: readonly { id: string }[] }>('GET', '/api/v1/deny-list');
		await web().server.call('DELETE', `/api/v1/deny-list/${items[0]?.id}`);
	});

	it('clears the lock of a device that has tried wrong passwords', async () => {
		const wrong = { path: '/dms/sample-mixed-mac/0013d1000002-config.xml', basic: 'mixed-1:wrong' };
		for (let attempt = 0; attempt < 12; attempt++) await fetchSecure(web().server.devicePort, wrong);
		const page = await web().open('/devices/2');
		await page.getByText(/^Locked for/).waitFor();
		await web().check(page, 'device-locked');
		await page.getByRole('button', { name: 'Clear the lock' }).click();
		await page.getByText('Not locked').waitFor();
		expect(await web().server.call('GET', '/api/v1/lockouts')).toEqual({ items: [] });
	});

	it('shows its requests boot by boot, with the reason in words, the proof and the TLS version', async () => {
		const page = await web().open('/devices/1?tab=timeline');
		await page.getByText('GET /dms/sample-ip-dect-mac/0013d1000002-config.xml').waitFor();
		await page.getByText(/The path names another device than the proven one/).waitFor();
		await page
			.getByText(/Certificate of test-issuing · TLSv1.3/)
			.first()
			.waitFor();
		await page.getByText('1 refused').waitFor();
		await web().check(page, 'device-timeline');
	});

	it('shows a file as the device would get it, and its passwords only to who asks, which the audit keeps', async () => {
		const page = await web().open('/devices/2?tab=files');
		await page.getByRole('link', { name: '%BWMACADDRESS%-users.xml' }).click();
		const content = page.getByRole('region', { name: /Content of/ });
		await content.getByText('********').first().waitFor();
		await web().check(page, 'device-file');
		const masked = await content.textContent();
		await page.getByRole('button', { name: 'Show passwords' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Show passwords' }).click();
		await page.getByText('With its passwords').waitFor();
		expect(await content.textContent()).not.toBe(masked);
		expect(await content.getByText('********').count()).toBe(0);
		const { items } = await web().server.call<{ items: readonly { action: string }[] }>('GET', '/api/v1/audit-entries?limit=5');
		expect(items.map(({ action }) => action)).toContain('file reveal');
		await page.getByText('Built from').click();
		await page.getByRole('row', { name: /%BWMACADDRESS%/ }).waitFor();
	});

	it('puts an own content in place of a file, compares revisions, restores one, and takes it back', async () => {
		const page = await web().open(`/devices/1?tab=files&file=${encodeURIComponent(file)}`);
		for (const text of ['<config>first</config>\n', '<config>second</config>\n']) {
			await page.locator('input[type=file]').setInputFiles({ name: 'own.xml', mimeType: 'text/xml', buffer: Buffer.from(text) });
			await page.getByRole('dialog').getByRole('button', { name: 'Use a file of your own' }).click();
			await page.getByText('This device has a content of its own').waitFor();
			await page.getByRole('dialog').waitFor({ state: 'detached' });
		}
		await page
			.getByRole('region', { name: /Content of/ })
			.getByText('second')
			.waitFor();
		await page.getByText('History', { exact: true }).last().click();
		await page.getByRole('button', { name: 'What changed' }).click();
		await page.getByText('<config>second</config>').waitFor();
		await page.getByText('<config>first</config>').waitFor();
		await web().check(page, 'device-file-history');
		await page.getByRole('button', { name: 'Restore' }).first().click();
		await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
		await page.getByText('Preview').click();
		await page
			.getByRole('region', { name: /Content of/ })
			.getByText('first')
			.waitFor();
		await page.getByRole('button', { name: 'Take it back' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
		await page.getByText('This device gets what all of its kind get').waitFor();
	});

	it('shows what has changed in a file since the device has fetched it, with passwords masked', async () => {
		await ask(`${mac}-config.xml`);
		const page = await web().open(`/devices/1?tab=files&file=${encodeURIComponent(file)}`);
		await page.getByText('Compare', { exact: true }).click();
		await page.getByRole('heading', { name: 'The device has exactly this version' }).waitFor();
		await web().server.call('PATCH', '/api/v1/devices/1/tags', { set: [{ name: '%SIP_DOMAIN%', value: 'changed.example.net' }] });
		await page.reload();
		await page.getByText('Compare', { exact: true }).click();
		const difference = page.getByRole('group', { name: 'Differences' });
		await difference.getByText('changed.example.net').first().waitFor();
		await difference.getByText('sip.example.net').first().waitFor();
		await web().check(page, 'device-file-fetched');
		await web().server.call('PATCH', '/api/v1/devices/1/tags', { remove: ['%SIP_DOMAIN%'] });
		await web().server.call('PATCH', '/api/v1/devices/1', { country: 'CH', macAddress: '0013d10000aa' }, { 'if-match': '*' });
		await page.reload();
		await page.getByText('Compare', { exact: true }).click();
		await page.getByRole('heading', { name: 'It has another version, which cannot be built any more' }).waitFor();
		await web().server.call('PATCH', '/api/v1/devices/1', { country: null, macAddress: mac }, { 'if-match': '*' });
	});

	it('compares a file with that of another device', async () => {
		await web().server.call('POST', '/api/v1/devices', { deviceType: type, deviceName: 'twin', macAddress: '0013d1000077' });
		const page = await web().open(`/devices/1?tab=files&file=${encodeURIComponent(file)}`);
		await page.getByText('Compare', { exact: true }).click();
		await page.getByText('Another device', { exact: true }).click();
		await page.getByRole('combobox', { name: 'Compare with' }).fill('twin');
		await page.getByRole('option', { name: 'twin' }).click();
		await page.getByText(/lines? added/).waitFor();
		await web().check(page, 'device-file-compare');
	});

	it('sets, overrides and removes tags, and restores them from the history', async () => {
		const page = await web().open('/devices/1?tab=tags');
		await page.getByRole('button', { name: 'Set %NTP_SERVER% for this device' }).click();
		await page.getByRole('dialog').getByRole('textbox', { name: 'Value' }).fill('ntp.here.example');
		await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
		const row = page.getByRole('row', { name: /NTP_SERVER/ });
		await row.getByText('This device').filter({ visible: true }).waitFor();
		await row.getByText('instead of').first().waitFor();
		await web().check(page, 'device-tags');
		await page.getByRole('button', { name: 'Remove %NTP_SERVER%' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
		await row.getByText('This device').first().waitFor({ state: 'detached' });
		await page.getByRole('tab', { name: 'History' }).click();
		await page.getByRole('button', { name: 'Compare with live' }).first().click();
		await page.getByText('ntp.here.example').waitFor();
		await web().check(page, 'device-history');
		await page.getByRole('button', { name: 'Restore' }).first().click();
		await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
		await page.getByText('is live again').waitFor();
		expect(await web().server.call('GET', '/api/v1/devices/1')).toMatchObject({
			tags: [{ name: '%NTP_SERVER%', value: 'ntp.here.example' }],
		});
	});

	it('adds and changes lines, and moves them with the keyboard and by dragging', async () => {
		const { id } = await web().server.call<{ id: string }>('POST', '/api/v1/devices', { deviceType: type, deviceName: 'lined' });
		const lines = () =>
			web().server.call<{ items: readonly { linePort: string; hasAuthPassword: boolean }[] }>('GET', `/api/v1/devices/${id}/lines`);
		const order = async () => (await lines()).items.map(({ linePort }) => linePort.split('@')[0]);
		const page = await web().open(`/devices/${id}?tab=lines`);
		for (const name of ['one', 'two', 'three']) {
			await page.getByRole('button', { name: 'Add a line' }).click();
			await page.getByRole('textbox', { name: 'Line port' }).fill(`${name}@sip.example.net`);
			await page.getByRole('textbox', { name: 'Password' }).fill('a secret of the line');
			await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
			await page.getByRole('row', { name: new RegExp(name) }).waitFor();
			await page.getByRole('dialog').waitFor({ state: 'detached' });
		}
		await page.getByRole('button', { name: 'Move three@sip.example.net', exact: true }).focus();
		await page.keyboard.press('ArrowUp');
		await page.getByText('three@sip.example.net is line 2 now').waitFor();
		await expect.poll(order).toEqual(['one', 'three', 'two']);
		await page.getByRole('row', { name: /^Move three@sip.example.net 2/ }).waitFor();
		const handle = page.getByRole('button', { name: 'Move two@sip.example.net', exact: true });
		await handle.dragTo(page.getByRole('row', { name: /Move one/ }));
		await expect.poll(order).toEqual(['two', 'one', 'three']);
		expect((await lines()).items.every(({ hasAuthPassword }) => hasAuthPassword)).toBe(true);
		await web().check(page, 'device-lines');
		await page.getByRole('button', { name: 'Edit one@sip.example.net' }).click();
		await page.getByRole('textbox', { name: 'Display name' }).fill('Reception');
		await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
		await page.getByText('Reception', { exact: true }).waitFor();
		await page.getByRole('button', { name: 'Remove three@sip.example.net' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
		await expect.poll(order).toEqual(['two', 'one']);
	});

	it('lists what the device has sent, and saves it', async () => {
		const path = `/api/v1/device-types/${encodeURIComponent(type)}/files/${encodeURIComponent('%BWMACADDRESS%-users.xml')}`;
		await web().server.call('PATCH', path, { allowUploadFromDevice: true }, { 'if-match': '*' });
		expect(await ask(`${mac}-users.xml`, { method: 'PUT', body: '<sent/>' })).toBeLessThan(300);
		const page = await web().open('/devices/1?tab=uploads');
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page
				.getByRole('button', { name: /^Download/ })
				.first()
				.click(),
		]);
		const chunks: Buffer[] = [];
		for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
		expect(Buffer.concat(chunks).toString()).toBe('<sent/>');
		await web().check(page, 'device-uploads');
	});
});
