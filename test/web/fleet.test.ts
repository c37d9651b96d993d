import { describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';
import { addFleet, mustRun, playFleet } from './play-fleet.ts';

const web = useWeb({ data: 'demo' });
const devices = 30;

describe('a fleet that boots', () => {
	it('is seen live, counted, listed, and explained where it is refused', async () => {
		const { server } = web();
		await addFleet(server, devices);
		const page = await web().open('/live');
		await page.getByRole('heading', { name: 'Nothing has happened yet' }).waitFor();
		await mustRun(playFleet(server, '--devices', String(devices)));
		await expect.poll(() => page.locator('[data-record]').filter({ hasText: 'fleet-' }).count()).toBeGreaterThan(devices);
		await playFleet(server, '--devices', '4', '--defect', 'expired');

		await page.goto('/');
		const traffic = page.getByRole('region', { name: 'Fetches and refusals' });
		const counted = (await traffic.getByText(/^[\d,]+ requests, [1-9]\d* refused$/).textContent()) ?? '';
		expect(Number.parseInt(counted.replace(',', ''), 10)).toBeGreaterThan(2 * devices);
		await web().check(page, 'fleet-overview');
		await traffic.getByRole('link', { name: /^certificate\.expired/ }).click();
		await page.waitForURL(/\/live\/records\?.*reason=certificate\.expired/);
		await page.locator('[data-record]').first().click();
		await page.getByRole('dialog').getByRole('link', { name: /why/i }).click();
		await page.getByRole('heading', { level: 1, name: 'Why?' }).waitFor();

		await page.goto('/devices?name=fleet&standing=never');
		await page.getByText('Nothing matches the filter.').waitFor();
		await page.goto('/devices?name=fleet');
		await page.getByText(`${devices} devices`).waitFor();
	});
});
