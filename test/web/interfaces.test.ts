import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { probeAddress } from '../../src/tls/probe-address.ts';
import { fetchSecure } from '../helpers/https-client.ts';
import { mint } from '../tls/client-certificates.ts';
import { useWeb } from './browser.ts';
import { fetchConfig, mintDeviceIdentity } from './fetch-config.ts';
import { importSample, sampleType } from './sample-type.ts';

const web = useWeb();

const address = '127.0.0.1';
const mac = '0013d1000001';
const root = mint({ name: 'Works Root', isCa: true });
const serverRoot = mint({ name: 'Server Root', isCa: true });
const serverIssuing = mint({ name: 'Server Issuing', isCa: true, issuer: serverRoot });

/** The common name of the certificate that is shown to a client. */
function shownName(port: number): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = connect({ host: address, port, rejectUnauthorized: false }, () => {
			resolve(socket.getPeerX509Certificate()?.subject.replace('CN=', '') ?? '');
			socket.destroy();
		});
		socket.on('error', reject);
	});
}

async function addInterface(fields: object = {}): Promise<number> {
	const port = await probeAddress(address, 0);
	await web().server.call('POST', '/api/v1/interfaces', { kind: 'Http', address, port, ...fields });
	await expect.poll(() => shownName(port).then(Boolean, () => false), { timeout: 10_000 }).toBe(true);
	return port;
}

const open = (port: number, as?: string) => web().open(`/interfaces/Http/${address}/${port}`, as);
const inDialog = (page: Page) => page.getByRole('dialog');

beforeAll(async () => {
	await importSample(web().server);
	await web().server.call('POST', '/api/v1/devices', { deviceType: sampleType, deviceName: 'dect-1', macAddress: mac });
	await web().server.call('POST', '/api/v1/trust-anchors', { kind: 'Http', alias: 'works', certificate: root.certificate });
});

describe('interfaces', () => {
	it('listens on one more address from the moment when it is added', async () => {
		const port = await probeAddress(address, 0);
		const page = await web().open('/interfaces');
		await page.getByRole('row', { name: /Devices Http TLS asked for .* configuration/ }).waitFor();
		await page.getByRole('button', { name: 'Add an interface' }).click();
		await inDialog(page).getByRole('textbox', { name: 'Address' }).fill(address);
		await inDialog(page).getByRole('textbox', { name: 'Port' }).fill(String(port));
		await web().check(page, 'interface-add');
		await inDialog(page).getByRole('button', { name: 'Add', exact: true }).click();
		await inDialog(page)
			.getByText(/self-signed/)
			.waitFor();
		await inDialog(page).getByRole('button', { name: 'Show the interface' }).click();
		await page.getByRole('heading', { level: 1, name: `${address}:${port}` }).waitFor();
		await web().check(page, 'interface');
		await expect.poll(() => shownName(port).then(Boolean, () => false), { timeout: 10_000 }).toBe(true);
	});

	it('takes an address that this host does not have only when that is wanted', async () => {
		const page = await web().open('/interfaces');
		web().expectFault(/status of 4\d\d/);
		await page.getByRole('button', { name: 'Add an interface' }).click();
		await inDialog(page).getByText('Clients of events', { exact: true }).click();
		await inDialog(page).getByRole('textbox', { name: 'Address' }).fill('203.0.113.9');
		await inDialog(page).getByRole('button', { name: 'Add', exact: true }).click();
		await inDialog(page).getByRole('alert').waitFor();
		await inDialog(page).getByRole('checkbox', { name: 'This host will get the address later' }).check();
		await inDialog(page).getByRole('button', { name: 'Add', exact: true }).click();
		await inDialog(page).getByRole('button', { name: 'Close' }).last().click();
		await page.getByRole('row', { name: /203\.0\.113\.9:8012 Clients of events CTI TLS required/ }).waitFor();
		await web().check(page, 'interfaces');
	});

	it('says who came in over an interface before it demands more, or is deleted', async () => {
		const port = await addInterface();
		await fetchConfig(port, mac, { identity: mintDeviceIdentity(mac, root) });
		const page = await open(port);
		await page.getByRole('button', { name: 'Change', exact: true }).click();
		await inDialog(page).getByRole('switch', { name: 'Every client needs a certificate' }).click();
		await inDialog(page)
			.getByText(/^No device that came in/)
			.waitFor();
		await inDialog(page).getByRole('switch', { name: /^TLS/ }).click();
		await inDialog(page).getByText('One device would be locked out').waitFor();
		await web().check(page, 'interface-change');
		await inDialog(page).getByRole('switch', { name: /^TLS/ }).click();
		await inDialog(page).getByRole('switch', { name: 'Every client needs a certificate' }).click();
		await inDialog(page).getByRole('button', { name: 'Save' }).click();
		await page.getByText('Interface changed').waitFor();
		await page.getByText('required', { exact: true }).first().waitFor();
		await page.getByRole('button', { name: 'Delete' }).click();
		await inDialog(page).getByText('dect-1').waitFor();
		await web().check(page, 'interface-delete');
		await inDialog(page).getByRole('button', { name: 'Delete' }).click();
		await page.getByText('Interface deleted').waitFor();
		await page.getByRole('heading', { level: 1, name: 'Interfaces' }).waitFor();
		expect(await page.getByRole('link', { name: `Interface ${address}:${port}` }).count()).toBe(0);
	});

	it('lets a path demand a certificate that the interface does not, and takes that back', async () => {
		const port = await addInterface();
		const page = await open(port);
		await page.getByRole('textbox', { name: 'First part of the path' }).fill('dms');
		await page.getByRole('button', { name: 'Set', exact: true }).click();
		await inDialog(page)
			.getByText(/^No device that came in/)
			.waitFor();
		await inDialog(page).getByRole('button', { name: 'Demand it' }).click();
		await page.getByRole('row', { name: '/dms required' }).waitFor();
		await page.getByRole('button', { name: 'Let /dms demand what the interface does' }).click();
		await page.getByText('Every path demands what the interface does.').waitFor();
	});
});

describe('server certificates', () => {
	it('replaces one after it was checked, brings the last one back, and exports what is shown', async () => {
		const port = await addInterface();
		const before = await shownName(port);
		const server = mint({ name: 'dms.example.net', issuer: serverIssuing });
		const page = await open(port);
		web().expectFault(/status of 422/);
		await page.getByRole('button', { name: 'Replace' }).click();
		const fill = (what: string, value: string) => inDialog(page).getByLabel(`${what}: text`).fill(value);
		await fill('Private key', serverRoot.key);
		await fill('Certificate', server.certificate);
		await fill('Chain', serverIssuing.certificate + serverRoot.certificate);
		await inDialog(page).getByRole('button', { name: 'Check and install' }).click();
		await inDialog(page).getByRole('alert').getByText(/key/).first().waitFor();
		await web().check(page, 'certificate-refused');
		const passphrase = 'a phrase for this key';
		await fill('Private key', server.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString());
		await inDialog(page).getByRole('textbox', { name: 'Passphrase of the key' }).fill(passphrase);
		await inDialog(page).getByRole('button', { name: 'Check and install' }).click();
		await page.getByText('The new certificate is shown from now on').waitFor();
		await page.getByText('Installed; worth a look').waitFor();
		await expect.poll(() => shownName(port), { timeout: 10_000 }).toBe('dms.example.net');
		await web().check(page, 'certificate-replaced');

		const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export PEM' }).click()]);
		expect(new X509Certificate(await readFile(await download.path())).subject).toBe('CN=dms.example.net');

		await page.getByRole('button', { name: 'Roll back to #1' }).click();
		await inDialog(page).getByRole('button', { name: 'Roll back' }).click();
		await page.getByText('The earlier certificate is shown again').waitFor();
		await expect.poll(() => shownName(port), { timeout: 10_000 }).toBe(before);
		await page.getByRole('button', { name: 'Make self-signed' }).click();
		await inDialog(page).getByRole('button', { name: 'Make them' }).click();
		await page.getByText('Self-signed certificates are shown now').waitFor();
		await page.getByRole('button', { name: 'Roll back to #2' }).waitFor();
	});
});

describe('TLS policy', () => {
	it('shows what holds and from which level, and warns of devices before a list is changed', async () => {
		const port = await addInterface();
		await fetchConfig(port, mac, { identity: mintDeviceIdentity(mac, root), tls: 'TLSv1.2' });
		const page = await open(port);
		await page.getByRole('link', { name: 'Change the lists' }).click();
		await page.getByRole('row', { name: `${address}:${port} Devices TLSv1.2, TLSv1.3 from the built-in list` }).waitFor();
		await page.getByRole('button', { name: `Change: Protocols: ${address}:${port}` }).click();
		await inDialog(page).getByRole('button', { name: 'Begin with the inherited list' }).click();
		await inDialog(page).getByRole('button', { name: 'Remove TLSv1.2' }).click();
		await inDialog(page).getByText('One device would be locked out').waitFor();
		await inDialog(page).getByText('dect-1').waitFor();
		await web().check(page, 'tls-policy-impact');
		await inDialog(page).getByRole('button', { name: 'Save' }).click();
		await page.getByRole('row', { name: `${address}:${port} Devices TLSv1.3 from its own list` }).waitFor();
		const talk = () =>
			fetchSecure(port, { path: '/', tls: 'TLSv1.2' }).then(
				() => 'is served',
				() => 'is refused',
			);
		await expect.poll(talk, { timeout: 10_000 }).toBe('is refused');
		await page.getByRole('button', { name: `Change: Protocols: ${address}:${port}` }).click();
		await inDialog(page).getByRole('button', { name: 'Empty the list' }).click();
		await inDialog(page).getByRole('button', { name: 'Save' }).click();
		await page.getByRole('row', { name: `${address}:${port} Devices TLSv1.2, TLSv1.3 from the built-in list` }).waitFor();
	});

	it('takes weak suites at a level only when that is wanted, and none with which nobody could come in', async () => {
		const page = await web().open('/tls-policy?at=Http');
		const choose = async (name: string) => {
			await inDialog(page).getByRole('combobox', { name: 'Add a cipher suite' }).fill(name);
			await page.getByRole('option', { name, exact: true }).click();
		};
		await page.getByRole('button', { name: 'Change: Cipher suites: Devices (Http)' }).click();
		await choose('TLS_RSA_WITH_AES_128_CBC_SHA');
		await inDialog(page).getByText('These suites are weak').waitFor();
		expect(await inDialog(page).getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
		await choose('TLS_AES_128_GCM_SHA256');
		await inDialog(page).getByRole('button', { name: 'Move TLS_AES_128_GCM_SHA256 up' }).click();
		await inDialog(page).getByRole('checkbox', { name: 'I want to use them all the same' }).check();
		await inDialog(page)
			.getByText(/(would|may) be locked out/)
			.waitFor();
		await web().check(page, 'tls-policy-weak');
		await inDialog(page).getByRole('button', { name: 'Save' }).click();
		await page.getByText('List changed').waitFor();
		const list = await web().server.call('GET', '/api/v1/tls-policy/kinds/Http/ciphers');
		expect(list).toMatchObject({ entries: [{ value: 'TLS_AES_128_GCM_SHA256' }, { value: 'TLS_RSA_WITH_AES_128_CBC_SHA' }] });
		await page.getByRole('link', { name: /^Devices \(Http\) sets cipher suites/ }).waitFor();
		await web().check(page, 'tls-policy');

		web().expectFault(/status of 4\d\d/);
		await page.getByRole('link', { name: /^System/ }).click();
		await page.getByRole('button', { name: 'Change: Protocols: System' }).click();
		await inDialog(page).getByRole('combobox', { name: 'Add a protocol' }).click();
		await page.getByRole('option', { name: 'TLSv1', exact: true }).click();
		await inDialog(page).getByRole('button', { name: 'Save' }).click();
		await inDialog(page).getByRole('alert').waitFor();
	});
});

describe('client identities', () => {
	it('lets a client of events in by its name, and locks it out again', async () => {
		const page = await web().open('/client-identities');
		await page.getByRole('heading', { name: 'No client of events may come in' }).waitFor();
		await page.getByText('No client of events comes in now').waitFor();
		await page.getByRole('button', { name: 'Let a client in' }).click();
		await inDialog(page).getByRole('textbox', { name: 'Name in its certificate' }).fill('bwcticlient.example.com');
		await inDialog(page).getByRole('textbox', { name: 'Only with this certificate' }).fill('ab'.repeat(32));
		await inDialog(page).getByRole('combobox', { name: 'Sees the events of' }).click();
		await page.getByRole('option', { name: sampleType }).click();
		await page.keyboard.press('Escape');
		await web().check(page, 'client-identity-add');
		await inDialog(page).getByRole('button', { name: 'Add' }).click();
		await page.getByRole('row', { name: new RegExp(`bwcticlient.example.com (ab){32} ${sampleType}`) }).waitFor();
		await web().check(page, 'client-identities');
		await page.getByRole('button', { name: 'Lock bwcticlient.example.com out' }).click();
		await inDialog(page).getByRole('button', { name: 'Lock it out' }).click();
		await page.getByText('bwcticlient.example.com is locked out').waitFor();
		await page.getByRole('heading', { name: 'No client of events may come in' }).waitFor();
	});
});

it('shows a viewer all of it, and no button that changes something', async () => {
	const port = await addInterface();
	const page = await open(port, 'VIEWER');
	await page.getByRole('button', { name: 'Export PEM' }).waitFor();
	for (const path of ['/interfaces', '/tls-policy', '/client-identities']) {
		for (const name of [/^Change/, /^Delete/, /^Replace/, /^Set$/, /^Add an/, /^Let a/]) {
			expect(await page.getByRole('button', { name }).count(), `${name} before ${path}`).toBe(0);
		}
		await page.goto(path);
		await page.getByRole('heading', { level: 1 }).waitFor();
	}
});
