import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { toPem } from '../../src/pki/certificate.ts';
import { toKeyPem } from '../app/administration/interface-samples.ts';
import { keyFor, mintCa, mintLeaf } from '../helpers/mint-certificate.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';
import { mint } from '../tls/client-certificates.ts';
import { useWeb } from './browser.ts';
import { fetchConfig, mintDeviceIdentity } from './fetch-config.ts';
import { importSample, sampleType } from './sample-type.ts';

const web = useWeb();

const root = mint({ name: 'Works Root', isCa: true });
const issuing = mint({ name: 'Works Issuing', isCa: true, issuer: root });
const revoking = mintCa({ name: 'Revoking Root', keys: keyFor('web-revoking', 'p256') });
const mac = '0013d1000001';

interface Anchor {
	readonly enabled: boolean;
	readonly ouis: readonly string[];
	readonly policy: { readonly digestFloor: string; readonly revocation: string };
	readonly revocationList: unknown;
	readonly crlSource: { readonly url: string } | null;
}

const pemFile = (name: string, content: string) => ({ name, mimeType: 'application/x-pem-file', buffer: Buffer.from(content) });
const read = (kind: string, alias: string) => web().server.call<Anchor>('GET', `/api/v1/trust-anchors/${kind}/${alias}`);
const install = (kind: string, alias: string, certificate: string) =>
	web().server.call('POST', '/api/v1/trust-anchors', { kind, alias, certificate });

describe('trust', () => {
	beforeAll(async () => {
		await importSample(web().server);
		await web().server.call('POST', '/api/v1/devices', { deviceType: sampleType, deviceName: 'dect-1', macAddress: mac });
	});

	it('installs a bundle that was dropped, each certificate by itself', async () => {
		const page = await web().open('/trust');
		await page.getByRole('heading', { name: 'No device is trusted yet' }).waitFor();
		await web().check(page, 'trust-empty');
		await page.getByRole('button', { name: 'Add CA certificates' }).first().click();
		const bundle = pemFile('Works CAs.pem', root.certificate + issuing.certificate);
		await page.locator('input[type=file]').setInputFiles(bundle);
		await page.getByText('2 certificates: works-cas-1 to works-cas-2').waitFor();
		expect(await page.getByLabel('Alias').inputValue()).toBe('works-cas');
		await web().check(page, 'trust-add');
		await page.getByRole('button', { name: 'Add 2 certificates' }).click();
		await page.getByRole('row', { name: /works-cas-2.*Works Root.*trusted/ }).waitFor();
		await page.getByRole('row', { name: /works-cas-1.*itself \(root\).*trusted/ }).waitFor();
	});

	it('says in words why a file is none, and that a root is missing', async () => {
		const page = await web().open('/trust?tab=CTI');
		web().expectFault(/status of 422/);
		await page.getByRole('button', { name: 'Add CA certificates' }).first().click();
		await page.getByLabel('Certificates: text').fill('nothing of that kind');
		await page.getByLabel('Alias').fill('clients');
		await page.getByRole('button', { name: 'Add', exact: true }).click();
		await page
			.getByRole('alert')
			.getByText(/certificate/)
			.first()
			.waitFor();
		await page.locator('input[type=file]').setInputFiles(pemFile('x.pem', issuing.certificate));
		await page.getByRole('button', { name: 'Add', exact: true }).click();
		await page.getByText('Added, but not complete yet').waitFor();
		await page.getByRole('button', { name: 'Later' }).click();
		await page.getByText('One issuing CA is here without its root').waitFor();
		await page.getByRole('row', { name: /clients.*root is missing/ }).waitFor();
		await web().check(page, 'trust-incomplete');
	});

	it('narrows an anchor down to what it may vouch for', async () => {
		await install('Http', 'limited', mint({ name: 'Limited Root', isCa: true }).certificate);
		const page = await web().open('/trust/Http/limited');
		const ouis = page.getByRole('combobox', { name: 'First halves of MAC addresses (OUI)' });
		for (const oui of ['00:13:d1', '00087B']) {
			await ouis.fill(oui);
			await ouis.press('Enter');
			await page.getByText(oui, { exact: true }).waitFor();
		}
		await page.getByRole('button', { name: 'Add a place' }).click();
		await page.getByLabel('Pattern (RE2, one group is the MAC address)').fill('^MAC-(.*)$');
		await page.getByRole('combobox', { name: 'Weakest digest' }).click();
		await page.getByRole('option', { name: 'SHA-384' }).click();
		await page.getByRole('button', { name: 'Save' }).first().click();
		await page.getByText('Trust anchor changed').waitFor();
		expect(await read('Http', 'limited')).toMatchObject({
			ouis: ['00:13:d1', '00:08:7b'],
			macRules: [{ source: 'subject.CN', pattern: '^MAC-(.*)$' }],
			policy: { digestFloor: 'sha384', minRsaBits: 2048 },
		});
		await web().check(page, 'trust-anchor');
	});

	it('checks revocation with a list that was uploaded, or is fetched', async () => {
		await install('Http', 'revoking', toPem(revoking.der));
		const page = await web().open('/trust/Http/revoking');
		await page.getByText('No list is installed.').waitFor();
		await page.getByRole('combobox', { name: 'Check' }).click();
		await page.getByRole('option', { name: /^Always/ }).click();
		await page.getByText('There is no list yet. Until there is one, nobody comes in through this anchor.').waitFor();
		await page.getByText(/^No device that came in/).waitFor();
		const leaf = mintLeaf({ name: mac.toUpperCase(), parent: revoking, serial: 0xf21n });
		const identity = { key: toKeyPem(leaf.keys.privateKey), cert: toPem(leaf.der) };
		await fetchConfig(web().server.devicePort, mac, { identity });
		await page.getByRole('combobox', { name: 'Check' }).click();
		await page.getByRole('option', { name: /^If a list is there/ }).click();
		await page.getByRole('button', { name: 'Save' }).last().click();
		await page.getByText('Trust anchor changed').waitFor();
		const list = mintRevocationList({ issuer: revoking, number: 1, revoked: [0xf21n] });
		await page.locator('input[type=file]').setInputFiles({ name: 'list.crl', mimeType: 'application/pkix-crl', buffer: Buffer.from(list) });
		const dialog = page.getByRole('dialog');
		await dialog.getByText('One device would be locked out').waitFor();
		await dialog.getByText('dect-1').waitFor();
		await web().check(page, 'trust-install-list');
		await dialog.getByRole('button', { name: 'Install' }).click();
		await page.getByText('Revocation list installed').waitFor();
		await page.getByText('Revoked certificates').waitFor();
		await page.getByRole('combobox', { name: 'Check' }).click();
		await page.getByRole('option', { name: /^Always/ }).click();
		await page.getByLabel('Address of the list').fill('http://127.0.0.1:9/issuing.crl');
		await page.getByRole('button', { name: 'Save' }).last().click();
		await expect.poll(async () => (await read('Http', 'revoking')).policy.revocation).toBe('hard');
		expect(await read('Http', 'revoking')).toMatchObject({
			policy: { revocation: 'hard' },
			revocationList: { entries: 1 },
			crlSource: { url: 'http://127.0.0.1:9/issuing.crl' },
		});
		await page.getByRole('button', { name: 'Remove the list' }).click();
		await page.getByRole('dialog').getByRole('button', { name: 'Remove the list' }).click();
		await page.getByText('Revocation list removed').waitFor();
	});

	it('warns of the devices that would be locked out before an anchor is disabled or deleted', async () => {
		await fetchConfig(web().server.devicePort, mac, { identity: mintDeviceIdentity(mac, issuing) });
		const page = await web().open('/trust/Http/works-cas-2');
		await page.getByText('1 device came in through this anchor last.').waitFor();
		await page.getByRole('button', { name: 'Disable' }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByText(/One device (would|may) be locked out/).waitFor();
		await dialog.getByText('dect-1').waitFor();
		await web().check(page, 'trust-disable');
		await dialog.getByRole('button', { name: 'Disable' }).click();
		await page.getByText('Trust anchor disabled').waitFor();
		expect(await read('Http', 'works-cas-2')).toMatchObject({ enabled: false });
		await page.getByRole('button', { name: 'Enable' }).click();
		await dialog.getByRole('button', { name: 'Enable' }).click();
		await page.getByText('Trust anchor enabled').waitFor();
		await page.getByRole('button', { name: 'Delete' }).click();
		await dialog.getByText('dect-1').waitFor();
		await dialog.getByRole('button', { name: 'Delete' }).click();
		await page.getByText('Trust anchor deleted').waitFor();
		await page.getByRole('row', { name: /works-cas-1/ }).waitFor();
		expect(await page.getByRole('row', { name: /works-cas-2/ }).count()).toBe(0);
	});

	it('refuses a certificate by its fingerprint, with a reason, and accepts it again', async () => {
		const page = await web().open('/trust?tab=deny');
		await page.getByRole('button', { name: 'Refuse a certificate' }).click();
		await page.getByLabel('SHA-256 fingerprint').fill('AB:'.repeat(31).concat('AB'));
		await page.getByLabel('Reason').fill('stolen from the lobby');
		await page.getByText(/No device that came in/).waitFor();
		await page.getByRole('button', { name: 'Refuse it' }).click();
		await page.getByRole('row', { name: /abab.*stolen from the lobby/ }).waitFor();
		await web().check(page, 'trust-deny-list');
		await page.getByRole('button', { name: /^Remove abab/ }).click();
		await page.getByRole('button', { name: 'Accept again' }).click();
		await page.getByRole('heading', { name: 'No certificate is denied' }).waitFor();
	});

	it('says which device a certificate or a serial number lets in before it is refused', async () => {
		const vendor = mint({ name: 'Vendor Root', isCa: true });
		await install('Http', 'vendor', vendor.certificate);
		const device = mintDeviceIdentity(mac, vendor);
		await fetchConfig(web().server.devicePort, mac, { identity: device });
		const { serialNumber } = new X509Certificate(device.cert);
		const page = await web().open('/trust?tab=deny');
		await page.getByRole('button', { name: 'Refuse a certificate' }).click();
		const dialog = page.getByRole('dialog');
		await dialog.getByText('Serial number', { exact: true }).click();
		await dialog.getByRole('textbox', { name: 'Serial number' }).fill(serialNumber);
		await dialog.getByText('One device would be locked out').waitFor();
		await dialog.getByText('Certificate', { exact: true }).click();
		await dialog.getByLabel('The certificate itself: text').fill(device.cert);
		await dialog.getByText('One device would be locked out').waitFor();
		await web().check(page, 'trust-deny');
		await dialog.getByRole('button', { name: 'Refuse it' }).click();
		await page.getByRole('row', { name: /none given/ }).waitFor();
	});

	it('shows a viewer everything, and no button that changes something', async () => {
		const page = await web().open('/trust/Http/limited', 'VIEWER');
		await page.getByRole('heading', { level: 1, name: 'limited' }).waitFor();
		await page.getByRole('button', { name: 'Download PEM' }).waitFor();
		for (const name of ['Delete', 'Disable', 'Save', 'Upload a list']) {
			expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0);
		}
	});
});
