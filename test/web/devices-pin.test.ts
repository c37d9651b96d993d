import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';
import { type DemoDevice, makeDemoDevice } from './demo-identity.ts';

const web = useWeb({ data: 'demo' });
const mac = '0013d1000001';
let own: DemoDevice;
/** As valid as its own one, with the same MAC address. */
let other: DemoDevice;

const fingerprintOf = ({ identity }: DemoDevice) => new X509Certificate(identity.cert).fingerprint256.replaceAll(':', '').toLowerCase();

beforeAll(async () => {
	own = await makeDemoDevice(web().server, mac);
	other = await makeDemoDevice(web().server, mac);
});

describe('the pin of a device', () => {
	it('lets the device in with its certificate alone, until it is removed', async () => {
		expect(await own.fetch()).toBe(200);
		const page = await web().open('/devices/1');
		const identity = page.getByRole('region', { name: 'Identity' });
		const dialog = page.getByRole('dialog');
		await identity.getByText('Not pinned', { exact: true }).waitFor();
		expect(await identity.getByRole('button', { name: 'Remove the pin' }).count()).toBe(0);
		await identity.getByRole('button', { name: 'Pin this certificate' }).click();
		await dialog.getByText(/no other certificate proves this device/).waitFor();
		await dialog.getByText(fingerprintOf(own)).waitFor();
		await web().check(page, 'device-pin');
		await dialog.getByRole('button', { name: 'Pin this certificate' }).click();
		await identity.getByText('Pinned', { exact: true }).waitFor();
		expect(await own.fetch()).toBe(200);
		expect(await other.fetch()).toBe(403);

		const warning = page.getByRole('note').filter({ hasText: 'The last certificate is not the pinned one' });
		expect(await warning.count()).toBe(0);
		await page.reload();
		await warning.waitFor();
		await identity.getByText('Another one is pinned').waitFor();
		for (const device of [own, other]) await identity.getByText(fingerprintOf(device)).waitFor();
		await web().check(page, 'device-other-certificate');

		await identity.getByRole('button', { name: 'Remove the pin' }).click();
		await dialog.getByRole('button', { name: 'Remove the pin' }).click();
		await warning.waitFor({ state: 'detached' });
		expect(await other.fetch()).toBe(200);
	});

	it('is told where a request was refused for it, with what to do', async () => {
		await web().server.call('PATCH', '/api/v1/devices/1', { pinnedFingerprint: fingerprintOf(own) }, { 'if-match': '*' });
		expect(await other.fetch()).toBe(403);
		const { items } = await web().server.call<{ items: { id: string }[] }>('GET', '/api/v1/access-records?reason=certificate.not-pinned');
		const page = await web().open(`/why?record=${items[0]?.id}`);
		await page.getByText('Refused: The device is pinned to another certificate').waitFor();
		const step = page
			.getByRole('region', { name: 'How it was decided' })
			.locator('li')
			.filter({ hasText: 'The device takes this certificate' });
		expect(await step.last().getAttribute('data-state')).toBe('failed');
		const remedies = page.getByRole('region', { name: 'What to do' });
		await remedies.getByText('pin its new certificate or take the pin away').waitFor();
		await web().check(page, 'why-not-pinned');
		await remedies.getByRole('link', { name: 'Find the device' }).click();
		await page.waitForURL((url) => url.pathname === '/devices' && url.searchParams.get('mac') === mac);
	});

	it('moves to the new certificate of a device that was replaced, and is nothing that a viewer changes', async () => {
		const viewer = await web().open('/devices/1', 'VIEWER');
		await viewer.getByRole('note').filter({ hasText: 'The last certificate is not the pinned one' }).waitFor();
		expect(await viewer.getByRole('button', { name: /^(?:Pin this certificate|Remove the pin)$/ }).count()).toBe(0);
		const page = await web().open('/devices/1', 'OPERATOR');
		await page.getByRole('button', { name: 'Pin this certificate' }).click();
		await page.getByRole('dialog').getByText('The certificate that is pinned now proves it no more.').waitFor();
		await page.getByRole('dialog').getByRole('button', { name: 'Pin this certificate' }).click();
		await page.getByRole('region', { name: 'Identity' }).getByText('Pinned', { exact: true }).waitFor();
		expect(await other.fetch()).toBe(200);
		expect(await own.fetch()).toBe(403);
	});
});
