import { X509Certificate } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';
import { makeDemoDevice } from './demo-identity.ts';

const web = useWeb({ data: 'demo' });
const known = '0013d1000001';
const stranger = '0013d1ac0001';
const toUrl = (mac: string) => `https://dms.example.net/dms/sample-ip-dect-mac/${mac}-config.xml`;

/** A step of the tree by its title. */
const step = (page: Page, title: string) =>
	page.getByRole('region', { name: 'How it was decided' }).locator('li').filter({ hasText: title }).last();
const stateOf = (page: Page, title: string) => step(page, title).getAttribute('data-state');

describe('why', () => {
	it('explains a certificate that proves a device, from a file with its chain', async () => {
		const { identity } = await makeDemoDevice(web().server, known);
		const page = await web().open('/why');
		await page.getByRole('heading', { name: 'Ask about a request' }).waitFor();
		await page.getByRole('button', { name: 'Explain' }).click();
		await page.getByText('Type the URL that the device asks for').waitFor();
		await page.getByLabel('URL').fill(toUrl(known));
		await page
			.locator('input[type=file]')
			.setInputFiles({ name: 'chain.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from(identity.cert) });
		await page.getByText(known.toUpperCase(), { exact: true }).waitFor();
		await page.getByRole('button', { name: 'Explain' }).click();
		await page.getByText('Granted: The file was served, or the upload taken').waitFor();
		await page.getByRole('link', { name: 'Example Telecom/Head Office/dect-1' }).waitFor();
		for (const title of ['Which file is it?', 'Does the certificate prove a device?', 'It is not revoked', 'Is there something to give?']) {
			expect([title, await stateOf(page, title)]).toEqual([title, 'passed']);
		}
		await web().check(page, 'why-granted');
	});

	it('explains a certificate in DER, and what comes after the step that fails is not reached', async () => {
		const { identity } = await makeDemoDevice(web().server, stranger);
		const page = await web().open(`/why?url=${encodeURIComponent(toUrl(stranger))}`);
		const buffer = new X509Certificate(identity.cert).raw;
		await page.locator('input[type=file]').setInputFiles({ name: 'device.der', mimeType: 'application/pkix-cert', buffer });
		await page.getByRole('button', { name: 'Explain' }).click();
		await page.getByText('no device profile has 00:13:d1:ac:00:01').first().waitFor();
		expect(await stateOf(page, 'It leads to an installed trust anchor')).toBe('passed');
		expect(await stateOf(page, 'A device profile has this MAC address')).toBe('failed');
		expect(await stateOf(page, 'Is there something to give?')).toBe('not-reached');
		await web().check(page, 'why-refused');
		await page.getByRole('button', { name: 'What device.unknown means' }).first().click();
		await page.getByText('The proven MAC address or user name belongs to no device profile.').waitFor();
		await page.keyboard.press('Escape');
		await page.getByRole('link', { name: 'Add the device' }).click();
		await page.waitForURL((url) => url.pathname === '/devices/new' && url.searchParams.get('mac') === stranger);
	});

	it('offers the issuer that is missing, from what was pasted', async () => {
		const { identity } = await makeDemoDevice(web().server, known, 'other-ca');
		const page = await web().open(`/why?url=${encodeURIComponent(toUrl(known))}`);
		await page.getByLabel('Certificate as PEM text').fill('no certificate');
		await page.getByText('There is no certificate in it.').waitFor();
		await page.getByLabel('Certificate as PEM text').fill(identity.cert);
		await page.getByRole('button', { name: 'Explain' }).click();
		await page.getByRole('button', { name: 'What certificate.unknown-issuer means' }).first().waitFor();
		expect(await stateOf(page, 'It leads to an installed trust anchor')).toBe('failed');
		const download = page.waitForEvent('download');
		await page.getByRole('button', { name: 'Save as PEM' }).first().click();
		expect((await download).suggestedFilename()).toMatch(/\.pem$/);
		await page.getByRole('link', { name: 'Trust', exact: true }).last().click();
		await page.waitForURL((url) => url.pathname === '/trust');
	});

	it('explains a user name, and says that a password was asked for', async () => {
		const page = await web().open('/why');
		await page.getByLabel('URL').fill('https://dms.example.net/dms/sample-ip-dect/0013d1000003-config.xml');
		await page.getByRole('button', { name: 'Explain' }).click();
		await page.getByText('The device is asked for a user name and a password (Digest).').waitFor();
		await page.getByLabel('User name').fill('sample-dect');
		await page.getByRole('button', { name: 'Explain' }).click();
		await page.getByText('Granted:').waitFor();
		expect(await stateOf(page, 'Do user name and password prove a device?')).toBe('passed');
	});

	it('shows how a recorded request was decided, and asks again', async () => {
		const device = await makeDemoDevice(web().server, known);
		expect(await device.fetch('0013d1000002')).toBe(403);
		const { items } = await web().server.call<{ items: { id: string }[] }>('GET', '/api/v1/access-records?reason=binding.other-device');
		const page = await web().open(`/why?record=${items[0]?.id}`, 'VIEWER');
		await page.getByText('Refused: The path names another device than the proven one').waitFor();
		expect(await stateOf(page, 'The path names the same device')).toBe('failed');
		expect(await page.getByRole('button', { name: 'Explain' }).count()).toBe(0);
		const operator = await web().open(`/why?record=${items[0]?.id}`);
		await operator.getByRole('heading', { name: 'Ask again' }).waitFor();
		expect(await operator.getByLabel('URL').inputValue()).toMatch(/\/dms\/sample-ip-dect-mac\/0013d1000002-config\.xml$/);
		await web().check(operator, 'why-record');
	});

	it.each([
		['expired', 'Its dates are right', 'let the profile of the device accept the expired one'],
		['no-mac', 'It names one MAC address', 'Tell the trust anchor where its certificates hold the MAC address'],
		['oui-outside', 'The trust anchor may vouch for it', 'Add the OUI to those of the trust anchor'],
		['weak-digest', 'It leads to an installed trust anchor', 'Lower the floor of the trust anchor'],
	])('tells at which step a device was refused that came with a real certificate: %s', async (defect, title, remedy) => {
		const device = await makeDemoDevice(web().server, known, defect);
		expect(await device.fetch()).toBe(403);
		const { items } = await web().server.call<{ items: { id: string; reason: string }[] }>('GET', '/api/v1/access-records?limit=1');
		const page = await web().open(`/why?record=${items[0]?.id}`);
		await page
			.getByRole('button', { name: `What ${items[0]?.reason} means` })
			.first()
			.waitFor();
		expect(await stateOf(page, title)).toBe('failed');
		expect(await stateOf(page, 'Is there something to give?')).toBe('not-reached');
		await page.getByRole('region', { name: 'What to do' }).getByText(remedy).waitFor();
	});

	it('says that a record is gone', async () => {
		web().expectFault(/status of 404/);
		const page = await web().open('/why?record=00000000-0000-7000-8000-000000000000');
		await page.getByRole('heading', { name: 'There is no such access record' }).waitFor();
	});
});
