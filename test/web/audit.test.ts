import { beforeAll, describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';

const web = useWeb({ data: 'demo' });

beforeAll(async () => {
	const { call } = web().server;
	const anchor = '/api/v1/trust-anchors/Http/test-issuing';
	await call('PATCH', anchor, { enabled: false }, { 'if-match': '*' });
	await call('PATCH', anchor, { enabled: true }, { 'if-match': '*' });
	await call('PATCH', '/api/v1/settings', { realm: 'Phones' }, { 'if-match': '*' });
});

describe('the audit', () => {
	it('shows who changed what, with what stood there before and after', async () => {
		const page = await web().open('/audit');
		const entry = page.getByRole('listitem').filter({ hasText: 'trust set' }).first();
		await entry.getByText('root').waitFor();
		await entry.getByRole('button', { name: 'What changed' }).click();
		const row = entry.getByRole('row').filter({ hasText: 'enabled' });
		expect(await row.getByRole('cell').allTextContents()).toEqual(['enabled', 'false', 'true']);
		await web().check(page, 'audit');
		await entry.getByRole('link', { name: 'Http/test-issuing' }).click();
		await page.waitForURL((url) => url.pathname === '/trust/Http/test-issuing');
	});

	it('is filtered by person, action and name, as the address says', async () => {
		const page = await web().open('/audit');
		await page.getByLabel('Who').fill('ROOT');
		await page.getByLabel('What', { exact: true }).fill('setting');
		await page.waitForURL((url) => url.searchParams.get('action') === 'setting' && url.searchParams.get('actor') === 'ROOT');
		await page.getByText('realm="Phones"').waitFor();
		await page.getByText('device add').first().waitFor({ state: 'detached' });
		await page.getByLabel('Of what').fill('nothing of the kind');
		await page.getByRole('heading', { name: 'No change fits the filter' }).waitFor();
		await page.getByRole('button', { name: 'Clear filter' }).click();
		await page.getByText('device add').first().waitFor();
		const again = await web().open('/audit?action=user%20add&from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z');
		await again.getByRole('heading', { name: 'No change fits the filter' }).waitFor();
	});

	it('is read back in time page by page', async () => {
		const page = await web().open('/audit');
		await page.getByRole('button', { name: 'Load more' }).click();
		await page.getByText('These are all.').waitFor();
		expect(await page.getByRole('list', { name: 'Changes' }).getByRole('listitem').count()).toBeGreaterThan(50);
	});
});
