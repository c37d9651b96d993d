import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';
import { type DemoDevice, makeDemoDevice } from './demo-identity.ts';

const web = useWeb({ data: 'demo' });
const macs = ['0013d1ab0001', '0013d1ab0002', '0013d1ab0003'] as const;
const shown = ['00:13:D1:AB:00:01', '00:13:D1:AB:00:02', '00:13:D1:AB:00:03'] as const;
let devices: readonly DemoDevice[];

beforeAll(async () => {
	devices = await Promise.all(macs.map((mac) => makeDemoDevice(web().server, mac)));
	for (const device of devices) await device.fetchRefused();
});

const rowOf = (page: Page, mac: string) => page.getByRole('listitem', { name: mac });

describe('unknown devices', () => {
	it('become device profiles with one click, which can be taken back', async () => {
		const page = await web().open('/unknown-devices');
		const row = rowOf(page, shown[0]);
		await row.getByText('Sample IP-DECT 2000 MAC').waitFor();
		await web().check(page, 'unknown-devices');
		await row.getByRole('button', { name: 'Add device' }).click();
		const done = page.getByRole('status', { name: 'What you have done' });
		await done.getByText(`${shown[0]} is the device ${macs[0]} now`).waitFor();
		await row.waitFor({ state: 'detached' });
		expect(await devices[0]?.fetch()).toBe(200);
		await done.getByRole('button', { name: 'Undo' }).click();
		await done.getByText(`${shown[0]} is unknown again`).waitFor();
		await row.waitFor();
	});

	it('get another name and place before they are added', async () => {
		const page = await web().open(`/unknown-devices?mac=${shown[1]}`);
		await rowOf(page, shown[1]).waitFor();
		expect(await page.getByRole('list', { name: 'Unknown devices' }).getByRole('listitem').count()).toBe(1);
		await page.getByRole('button', { name: `Change before adding: ${shown[1]}` }).click();
		const form = page.getByRole('dialog', { name: 'Add the device' });
		await form.getByLabel('Name').fill('');
		await form.getByRole('button', { name: 'Add device' }).click();
		await form.getByText('Give the device a name').waitFor();
		await form.getByLabel('Name').fill('Reception');
		await form.getByLabel('Service provider').fill('Example Telecom');
		await form.getByLabel('Group').fill('Head Office');
		await form.getByRole('button', { name: 'Add device' }).click();
		await page.getByText(`${shown[1]} is the device Reception now`).waitFor();
		await page.getByRole('heading', { name: 'This device is not among them' }).waitFor();
		const { items } = await web().server.call<{ items: object[] }>('GET', `/api/v1/devices?macAddress=${macs[1]}`);
		expect(items).toMatchObject([{ deviceName: 'Reception', serviceProviderId: 'Example Telecom', groupId: 'Head Office' }]);
	});

	it('are denied with a reason, which can be taken back', async () => {
		const page = await web().open('/unknown-devices');
		await rowOf(page, shown[2]).getByRole('button', { name: 'Deny' }).click();
		const form = page.getByRole('dialog', { name: 'Deny the certificate' });
		await form.getByLabel('Reason').fill('stolen');
		await form.getByRole('button', { name: 'Deny' }).click();
		await page.getByText(`The certificate of ${shown[2]} is denied: stolen.`).waitFor();
		await rowOf(page, shown[2]).waitFor({ state: 'detached' });
		const { items } = await web().server.call<{ items: object[] }>('GET', '/api/v1/deny-list');
		expect(items).toMatchObject([{ kind: 'fingerprint', note: 'stolen' }]);
		await devices[2]?.fetchRefused();
		const denied = await web().server.call<{ items: object[] }>('GET', '/api/v1/access-records?reason=certificate.denied');
		expect(denied.items).toHaveLength(1);
		await page.getByRole('button', { name: 'Undo' }).click();
		await page.getByText(`The certificate of ${shown[2]} is no longer denied.`).waitFor();
		await rowOf(page, shown[2]).waitFor();
	});

	it('are shown to a viewer, who can do nothing with them', async () => {
		const page = await web().open('/unknown-devices', 'VIEWER');
		await rowOf(page, shown[2]).waitFor();
		expect(await page.getByRole('button', { name: /^(?:Add device|Deny)$/ }).count()).toBe(0);
	});
});
