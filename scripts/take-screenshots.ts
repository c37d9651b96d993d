import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../test/web/chromium.ts';
import { addFleet, mustRun, playFleet } from '../test/web/play-fleet.ts';
import { startWebServer, type WebServer } from '../test/web/web-server.ts';

/** The pictures of the documents: a server as `npm start` sets it up, a fleet of a few hundred devices, and some that are refused. */

const folder = join(import.meta.dirname, '..', 'docs', 'screenshots');
const viewport = { width: 1280, height: 800 };
const devices = 240;

interface Picture {
	readonly name: string;
	readonly path: string;
	readonly colorScheme?: 'light' | 'dark';
	/** What has to be there before the picture is taken. */
	readonly awaits: string;
}

const directory = await mkdtemp(join(tmpdir(), 'opendms-screenshots-'));
const server = await startWebServer(join(directory, 'data'), { data: 'demo' });
const browser = await launchChromium();
try {
	await mkdir(folder, { recursive: true });
	await play(server);
	for (const picture of await toPictures(server)) await take(browser, server, picture);
} finally {
	await browser.close();
	await server.stop();
	await rm(directory, { recursive: true, force: true });
}

/** Real fetches: a fleet that boots, some devices with expired or foreign certificates, some that nobody has added. */
async function play(played: WebServer): Promise<void> {
	await addFleet(played, devices);
	await mustRun(playFleet(played, '--devices', String(devices - 20)));
	await changeSome(played);
	await playFleet(played, '--devices', '12', '--defect', 'expired', '--defect', 'rogue-ca');
	await playFleet(played, '--devices', '4', '--first-mac', '0013d18f0000');
}

/** What some devices should have from now on is no longer what they have. */
async function changeSome({ call }: WebServer): Promise<void> {
	const { items } = await call<{ readonly items: readonly { readonly id: string }[] }>('GET', '/api/v1/devices?nameContains=fleet&limit=9');
	for (const { id } of items)
		await call('PATCH', `/api/v1/devices/${id}/tags`, { set: [{ name: '%NTP_SERVER%', value: 'ntp.example.com' }] });
}

async function toPictures({ call }: WebServer): Promise<readonly Picture[]> {
	const list = <Item>(path: string) => call<{ readonly items: readonly Item[] }>('GET', path);
	const { items: found } = await list<{ readonly id: string }>('/api/v1/devices?macAddress=0013d1800003');
	const { items: refused } = await list<{ readonly id: string }>('/api/v1/access-records?denied=true&reason=certificate.expired&limit=1');
	const file = encodeURIComponent('%BWMACADDRESS%-config.xml');
	return [
		{ name: 'overview', path: '/', awaits: 'Fetches and refusals' },
		{ name: 'devices', path: '/devices?name=fleet', awaits: '00:13:D1:80:00:03' },
		{ name: 'device', path: `/devices/${found[0]?.id ?? ''}`, awaits: '00:13:D1:80:00:03' },
		{
			name: 'template-editor',
			path: `/device-types/Sample%20IP-DECT%202000%20MAC/files/${file}?device=${found[0]?.id ?? ''}`,
			awaits: 'provisioning',
		},
		{ name: 'why', path: `/why?record=${refused[0]?.id ?? ''}`, awaits: 'How it was decided' },
		{ name: 'unknown-devices', path: '/unknown-devices', awaits: '00:13:D1:8F:00:00' },
		{ name: 'trust', path: '/trust', awaits: 'test-issuing', colorScheme: 'dark' },
	];
}

async function take(
	from: Browser,
	{ origin, rootToken }: WebServer,
	{ name, path, awaits, colorScheme = 'light' }: Picture,
): Promise<void> {
	const context = await from.newContext({ baseURL: origin, viewport, colorScheme, reducedMotion: 'reduce', locale: 'en-GB' });
	const grant = JSON.stringify({ login: 'root', token: rootToken, expiresAtMs: Date.now() + 3_600_000 });
	await context.addInitScript(`sessionStorage.setItem('opendms.session', ${JSON.stringify(grant)})`);
	const page = await context.newPage();
	await page.goto(path);
	await page.getByText(awaits).filter({ visible: true }).first().waitFor();
	await page.waitForLoadState('networkidle');
	const file = join(folder, `${name}.png`);
	await page.screenshot({ path: file, animations: 'disabled' });
	await context.close();
	console.log(`${file}: ${(await readFile(file)).length} bytes`);
}
