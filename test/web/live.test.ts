import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';
import { type DemoDevice, makeDemoDevice } from './demo-identity.ts';

const web = useWeb({ data: 'demo' });
const mac = '0013d1000001';
const other = '0013d1000002';
let device: DemoDevice;
let stranger: DemoDevice;

beforeAll(async () => {
	device = await makeDemoDevice(web().server, mac);
	stranger = await makeDemoDevice(web().server, '0013d1ad0001');
});

const rows = (page: Page) => page.locator('[data-record]');
const waitForLive = (page: Page) => page.getByRole('main').getByText('Live', { exact: true }).nth(1).waitFor();

describe('live', () => {
	it('shows requests as they come, and counts them while it is paused', async () => {
		const page = await web().open('/live');
		await page.getByRole('heading', { name: 'Nothing has happened yet' }).waitFor();
		await device.fetch();
		await rows(page).filter({ hasText: 'granted' }).waitFor();
		await web().check(page, 'live');
		await page.getByRole('button', { name: 'Pause' }).click();
		await device.fetch(other);
		await device.fetch(other);
		await page.getByRole('button', { name: 'Resume (2 new)' }).waitFor();
		expect(await rows(page).count()).toBe(1);
		await page.getByRole('button', { name: 'Resume (2 new)' }).click();
		await rows(page).nth(2).waitFor();
		await page.getByRole('button', { name: 'Clear list' }).click();
		await rows(page).first().waitFor({ state: 'detached' });
	});

	it('shows events beside requests, and of requests only those that fit the filter', async () => {
		const page = await web().open('/live');
		await rows(page).first().waitFor();
		await web().server.call('PATCH', '/api/v1/settings', { realm: 'Phones' }, { 'if-match': '*' });
		const event = page.getByRole('link').filter({ hasText: 'dms.configuration.changed' });
		await event.getByText('setting set, by person:root').waitFor();
		expect(await event.getAttribute('href')).toBe('/audit?action=setting+set&subject=settings');
		await page.getByLabel('Refused only').check();
		await page.waitForURL((url) => url.searchParams.get('denied') === 'true');
		await rows(page).filter({ hasText: 'granted' }).first().waitFor({ state: 'detached' });
		await device.fetch();
		await stranger.fetch();
		await rows(page).filter({ hasText: 'device.unknown' }).waitFor();
		expect(await rows(page).filter({ hasText: 'granted' }).count()).toBe(0);
	});

	it('shows what devices write', async () => {
		const type = '/api/v1/device-types/Sample%20IP-DECT%202000%20MAC';
		const file = `${type}/files/${encodeURIComponent('%BWMACADDRESS%-users.xml')}`;
		await web().server.call('PATCH', file, { allowUploadFromDevice: true }, { 'if-match': '*' });
		const page = await web().open('/live');
		await waitForLive(page);
		expect(await device.upload(`${mac}-users.xml`, '<users/>')).toBe(204);
		await rows(page)
			.filter({ hasText: `PUT /dms/sample-ip-dect-mac/${mac}-users.xml` })
			.filter({ hasText: '204' })
			.waitFor();
	});

	it('opens the details of a request, and leads on to why', async () => {
		await stranger.fetch();
		const page = await web().open('/live?reason=device.unknown');
		await rows(page).first().click();
		const drawer = page.getByRole('dialog', { name: 'Access record' });
		await drawer.getByText('no device profile has 00:13:d1:ad:00:01').waitFor();
		await web().check(page, 'live-drawer');
		await drawer.getByRole('link', { name: 'Why?' }).click();
		await page.getByText('Refused: The proven MAC address').waitFor();
	});

	it('follows one device on the bench, with the time between its requests', async () => {
		const page = await web().open('/live');
		await page.getByRole('textbox', { name: 'MAC address' }).fill('00:13:D1:00:00:01');
		await page.getByRole('heading', { level: 1, name: '00:13:D1:00:00:01' }).waitFor();
		await device.fetch(other);
		await page.getByText('The device is refused').waitFor();
		await device.fetch();
		await page.getByText('The device gets what it asks for').waitFor();
		await page
			.getByText(/^\+\d+\.\d+ s$/)
			.first()
			.waitFor();
		await web().check(page, 'bench');
		await page.getByRole('link', { name: 'dect-1' }).click();
		await page.waitForURL(/\/devices\/\d+$/);
	});

	it('takes a MAC address out of a link, also one that reads like a number', async () => {
		const page = await web().open('/live?mac=805e10123456');
		await page.getByRole('heading', { level: 1, name: '80:5E:10:12:34:56' }).waitFor();
		await page.getByRole('heading', { name: 'Waiting for the device' }).waitFor();
		await page.getByRole('link', { name: 'Past' }).click();
		await page.getByRole('heading', { name: 'No access record fits the filter' }).waitFor();
		expect(await page.getByRole('textbox', { name: 'MAC address' }).inputValue()).toBe('805e10123456');
	});

	it('goes on from where it was after the connection has broken', async () => {
		const page = await web().open('/audit');
		const asked: string[] = [];
		await page.route('**/access-records/stream*', async (route) => {
			asked.push(new URL(route.request().url()).search);
			// What is cut off after its first line.
			if (asked.length === 1) await route.fulfill({ contentType: 'application/x-ndjson', body: '{"kind":"begin","position":1}\n' });
			else await route.continue();
		});
		await page.getByRole('link', { name: 'Live', exact: true }).click();
		await rows(page).first().waitFor();
		await waitForLive(page);
		await expect.poll(() => asked[1]).toBe('?after=1');
		await page.getByRole('button', { name: 'Clear list' }).click();
		await device.fetch();
		await rows(page).filter({ hasText: 'granted' }).waitFor();
	});
});

describe('past access records', () => {
	it('are found by what stands in the address, and read page by page', async () => {
		for (let batch = 0; batch < 11; batch++) await Promise.all(Array.from({ length: 10 }, () => stranger.fetch()));
		const page = await web().open('/live?from=2020-01-01T00:00:00Z&reason=device.unknown&mac=0013d1ad0001');
		await page.getByRole('heading', { level: 1, name: 'Access records' }).waitFor();
		await rows(page).nth(99).waitFor();
		expect(await page.getByRole('textbox', { name: 'MAC address' }).inputValue()).toBe('0013d1ad0001');
		await page.getByRole('button', { name: 'Load more' }).click();
		await page.getByText('These are all.').waitFor();
		await web().check(page, 'records');
	});

	it('are found by status and type, and the filter is cleared where nothing fits it', async () => {
		const page = await web().open('/live/records?status=2&deviceType=Sample%20Desk%20Phone%20UA');
		await page.getByRole('heading', { name: 'No access record fits the filter' }).waitFor();
		await page.getByLabel('Device type').selectOption('Sample IP-DECT 2000 MAC');
		await rows(page).first().waitFor();
		expect(new Set(await rows(page).locator('[data-tone]').allTextContents())).toEqual(new Set(['200', '204']));
		await page.getByRole('button', { name: 'Clear filter' }).click();
		await rows(page).filter({ hasText: '403' }).first().waitFor();
	});
});
