import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fetchSecure } from '../helpers/https-client.ts';
import { keyFor, mintCa } from '../helpers/mint-certificate.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';
import { useWeb } from './browser.ts';
import { makeDemoDevice } from './demo-identity.ts';

const web = useWeb({ data: 'demo' });

const certified = '0013d1000001';
const other = '0013d1000002';
const stranger = '0013d1abcdef';

const inDays = (days: number): Date => new Date(Date.now() + days * 86_400_000);
// Never in the same month as the list.
const endsAt = inDays(60);
const ending = mintCa({ name: 'Ending Root', keys: keyFor('web-ending', 'p256'), notAfter: endsAt });

/** What the demo device with a certificate fetches: its own file, that of another, and one with nobody's user name. */
beforeAll(async () => {
	const { server } = web();
	const { call, devicePort } = server;
	const device = await makeDemoDevice(server, certified);
	const strange = await fetchSecure(devicePort, { path: `/dms/sample-ip-dect-mac/${stranger}-config.xml` });
	const statuses = [await device.fetch(), await device.fetch(other), strange.status];
	if (statuses.join() !== '200,403,403') throw new Error(`the devices were answered with ${statuses.join()}`);
	const { items } = await call<{ items: { id: string; macAddress?: string }[] }>('GET', `/api/v1/devices?macAddress=${certified}`);
	// From now on the file of the device is another one than it has fetched.
	await call('PATCH', `/api/v1/devices/${items[0]?.id}/tags`, { set: [{ name: '%NTP_SERVER%', value: 'ntp.example.test' }] });
	await call('POST', '/api/v1/trust-anchors', { kind: 'Http', alias: 'ending', certificate: ending.der.toString('base64') });
	const revocationList = mintRevocationList({ issuer: ending, number: 1, thisUpdate: inDays(-1), nextUpdate: inDays(10) });
	const answer = await fetch(`${server.origin}/api/v1/trust-anchors/Http/ending/revocation-list`, {
		method: 'PUT',
		headers: { authorization: `Bearer ${server.rootToken}`, 'content-type': 'application/pkix-crl' },
		body: new Uint8Array(revocationList),
	});
	if (!answer.ok) throw new Error(await answer.text());
});

const tile = (page: Page, name: string) => page.getByRole('region', { name: 'The fleet in numbers' }).getByRole('link', { name });

describe('the overview', () => {
	it('shows how many devices there are, who is behind, and leads to them', async () => {
		const page = await web().open('/');
		const { devices } = await web().server.call<{ devices: number }>('GET', '/api/v1/overview/fleet');
		await tile(page, 'Devices').getByText(String(devices), { exact: true }).waitFor();
		await tile(page, 'Behind').getByText('1', { exact: true }).waitFor();
		await tile(page, 'Never seen')
			.getByText(String(devices - 1), { exact: true })
			.waitFor();
		await tile(page, 'Unknown').getByText('0', { exact: true }).waitFor();
		await page.getByRole('heading', { name: 'Nodes and workers' }).waitFor();
		await page.getByText('Worker 1').waitFor();
		await web().check(page, 'overview');
		await tile(page, 'Behind').click();
		await page.waitForURL(/\/devices\?standing=behind$/);
	});

	it('shows fetches and refusals over time by reason, down to the access records', async () => {
		const page = await web().open('/');
		const traffic = page.getByRole('region', { name: 'Fetches and refusals' });
		await traffic.getByText('3 requests, 2 refused').waitFor();
		// A server that has just begun to count shows its first hour.
		expect(await traffic.getByRole('radio', { name: 'Hour' }).isChecked()).toBe(true);
		await traffic.getByRole('img', { name: /^Refused: 2 in all/ }).waitFor();
		await traffic.getByText('Day', { exact: true }).click();
		await page.waitForURL(/\?span=day$/);
		await traffic.getByRole('link', { name: /^binding\.other-device/ }).waitFor();
		await traffic.getByRole('link', { name: /^certificate\.absent/ }).click();
		await page.waitForURL(/\/live\/records\?.*reason=certificate\.absent/);
	});

	it('opens the access records of a bar that is chosen in the chart', async () => {
		const page = await web().open('/?span=month');
		const refused = page.getByRole('img', { name: /^Refused: 2 in all/ });
		const { width = 0, height = 0 } = (await refused.boundingBox()) ?? {};
		await refused.hover({ position: { x: width - 2, y: height / 2 } });
		await page.getByText(/^Device 1$/).waitFor();
		await refused.click({ position: { x: width - 2, y: height / 2 } });
		await page.waitForURL(/\/live\/records\?/);
		const search = new URL(page.url()).searchParams;
		expect(search.get('denied')).toBe('true');
		expect(new Date(search.get('from') ?? '').getTime()).toBeLessThanOrEqual(Date.now());
		expect(new Date(search.get('to') ?? '').getTime()).toBeGreaterThan(Date.now() - 60_000);
	});

	it('has the same numbers in a table, for the keyboard and for screen readers', async () => {
		const page = await web().open('/?span=month');
		await page.getByRole('button', { name: 'Show as table' }).press('Enter');
		const row = page.getByRole('table', { name: 'Fetches and refusals' }).getByRole('row').nth(1);
		await expect
			.poll(() => row.getByRole('cell').allTextContents(), { timeout: 5_000 })
			.toEqual([expect.stringMatching(/ to /), '1', '1', '0', '1', '0']);
		await web().check(page, 'overview-table');
	});

	it('leads from a refusal to why it was refused', async () => {
		const page = await web().open('/');
		await page
			.getByRole('region', { name: 'Refused lately' })
			.getByRole('link', { name: /binding\.other-device/ })
			.click();
		await page.getByRole('heading', { level: 1, name: 'Why?' }).waitFor();
		expect(page.url()).toContain('/why?record=');
	});

	it('has a calendar of what ends: a month shows its certificates and revocation lists', async () => {
		const page = await web().open('/');
		const endings = page.getByRole('region', { name: 'What ends next' });
		await endings.getByRole('link', { name: /^ending.*Revocation list.*days left/ }).waitFor();
		const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: '2-digit', timeZone: 'UTC' }).format(endsAt);
		const shown = endings.getByRole('button', { name: `${month} 1` });
		await shown.click();
		await endings.getByRole('link', { name: /^ending.*Trust anchor.*days left/ }).waitFor();
		expect(await endings.getByRole('link').count()).toBe(1);
		expect(await shown.getAttribute('aria-pressed')).toBe('true');
		await web().check(page, 'overview-month');
		await endings.getByRole('link').click();
		await page.waitForURL(/\/trust\/Http\/ending$/);
	});

	it('shows what ends when, and through which anchor devices come', async () => {
		const page = await web().open('/');
		const endings = page.getByRole('region', { name: 'What ends next' });
		await endings
			.getByRole('link', { name: /Server certificate.*\d+ days left/ })
			.first()
			.waitFor();
		await page.getByRole('region', { name: 'Certificates of devices' }).getByText('1 device', { exact: true }).waitFor();
		await page
			.getByRole('region', { name: 'Devices by trust anchor' })
			.getByRole('link', { name: /^test-issuing.*1$/ })
			.click();
		await page.waitForURL(/\/trust\/Http\/test-issuing$/);
	});

	it('shows who changed what lately to who may see it', async () => {
		const page = await web().open('/');
		await page
			.getByRole('region', { name: 'What changed lately' })
			.getByRole('link', { name: /device/ })
			.first()
			.waitFor();
		const viewer = await web().open('/', 'VIEWER');
		await viewer.getByRole('heading', { name: 'Devices by type' }).waitFor();
		expect(await viewer.getByRole('region', { name: 'What changed lately' }).count()).toBe(0);
	});

	it('shows to who is bound to a service provider what is theirs alone', async () => {
		const { server } = web();
		await server.addPerson('bound', 'OPERATOR', { serviceProviderId: 'nobody-yet' });
		const page = await web().open('/', 'bound');
		await tile(page, 'Devices').getByText('0', { exact: true }).waitFor();
		expect(await page.getByRole('region', { name: 'Fetches and refusals' }).count()).toBe(0);
		expect(await page.getByRole('region', { name: 'Nodes and workers' }).count()).toBe(0);
		expect(await tile(page, 'Unknown').count()).toBe(0);
	});
});
