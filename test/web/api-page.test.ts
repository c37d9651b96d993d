import { describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';

const web = useWeb();

describe('the description of the API', () => {
	it('can be read in a browser by whoever has not signed in, and finds an operation', async () => {
		const page = await web().open('/api/v1/', 'nobody');
		const operations = page.locator('.operation:visible');
		expect(await operations.count()).toBeGreaterThan(100);
		await page.getByLabel('Show operations with').fill('dms.rest.devices.create');
		await expect.poll(() => operations.count()).toBe(1);
		await operations.first().locator('summary').click();
		await page.getByRole('link', { name: 'NewDevice' }).click();
		await expect.poll(() => page.locator('#schema-NewDevice').getAttribute('open')).toBe('');
		await web().check(page, 'api');
	});
});
