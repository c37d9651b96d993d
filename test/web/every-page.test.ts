import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../../src/domain/role.ts';
import { fileTabs, typeTabs } from '../../src/web/device-types/search.ts';
import { deviceTabs } from '../../src/web/devices/device/search.ts';
import { tagSetTabs } from '../../src/web/settings/search.ts';
import { expectAccessible, useWeb } from './browser.ts';
import { makeDemoDevice } from './demo-identity.ts';

const web = useWeb({ data: 'demo' });

const certified = '0013d1000001';
const type = '/device-types/Sample%20IP-DECT%202000%20MAC';
const file = `${type}/files/${encodeURIComponent('%BWMACADDRESS%-config.xml')}`;

/** How each route is opened, and each of its tabs. */
const addresses: Readonly<Record<string, readonly string[]>> = {
	'/': ['/'],
	'/devices': ['/devices', '/devices?standing=never', '/devices?name=nothing-has-this-name'],
	'/devices/new': ['/devices/new'],
	'/devices/import': ['/devices/import'],
	'/devices/$deviceId': deviceTabs.map((tab) => `/devices/1?tab=${tab}`),
	'/device-types': ['/device-types'],
	'/device-type-import': ['/device-type-import'],
	'/device-types/$name': typeTabs.map((tab) => `${type}?tab=${tab}`),
	'/device-types/$name/files/$fileFormat': fileTabs.map((tab) => `${file}?tab=${tab}`),
	'/unknown-devices': ['/unknown-devices'],
	'/tag-sets': ['/tag-sets'],
	'/tag-sets/$name': tagSetTabs.map((tab) => `/tag-sets/Sample%20DECT?tab=${tab}`),
	'/system-tag-set': ['/system-tag-set'],
	'/service-providers': ['/service-providers'],
	'/lockouts': ['/lockouts'],
	'/settings': ['/settings'],
	'/why': ['/why', '/why?record=RECORD'],
	'/live': ['/live'],
	'/live/records': ['/live/records', '/live/records?denied=true'],
	'/audit': ['/audit'],
	'/trust': ['/trust', '/trust?tab=CTI', '/trust?tab=deny'],
	'/trust/$kind/$alias': ['/trust/Http/test-issuing'],
	'/interfaces': ['/interfaces'],
	'/interfaces/$kind/$address/$port': ['/interfaces/Http/127.0.0.1/DEVICE-PORT'],
	'/tls-policy': ['/tls-policy'],
	'/client-identities': ['/client-identities'],
	'/people': ['/people'],
	'/service-accounts': ['/service-accounts'],
	'/service-accounts/$name': ['/service-accounts/billing'],
	'/roles': ['/roles'],
	'/tokens': ['/tokens'],
	'/access-control': ['/access-control'],
};

const all = [...Object.values(addresses).flat(), '/nowhere'];
let recordId = '';

/** Requests that were granted and refused, a device that nobody has added, and an account of a program. */
beforeAll(async () => {
	const { server } = web();
	const [own, stranger] = [await makeDemoDevice(server, certified), await makeDemoDevice(server, '0013d1abcdef')];
	const statuses = [await own.fetch(), await own.fetch('0013d1000002'), await stranger.fetch()];
	if (statuses.join() !== '200,403,403') throw new Error(`the devices were answered with ${statuses.join()}`);
	await server.call('POST', '/api/v1/service-accounts', { name: 'billing', acls: ['dms.rest.devices.*.read'] });
	const { items } = await server.call<{ items: readonly { id: string }[] }>('GET', '/api/v1/access-records?denied=true&limit=1');
	recordId = items[0]?.id ?? '';
});

const pages = new Map<Role, Page>();

/** Goes to an address within the page, and waits until everything is there. */
async function visit(address: string, role: Role): Promise<Page> {
	const page = pages.get(role) ?? (await web().keepOpen('/', role));
	pages.set(role, page);
	await page.emulateMedia({ colorScheme: 'light' });
	await page.getByRole('heading', { level: 1 }).waitFor();
	const path = address.replace('RECORD', recordId).replace('DEVICE-PORT', String(web().server.devicePort));
	// The router calls itself so where developers look at it.
	await page.evaluate(`__TSR_ROUTER__.navigate({ href: ${JSON.stringify(path)} }).then(() => undefined)`);
	await page.getByRole('heading', { level: 1 }).waitFor();
	await expect.poll(() => page.evaluate(isLoaded), { timeout: 10_000, message: 'what is loaded' }).toBe(true);
	expect(await page.evaluate('location.pathname + location.search')).toBe(path);
	return page;
}

const isLoaded = `__TSR_ROUTER__.state.status === 'idle' && document.querySelector('.mantine-Skeleton-root') === null`;

/** On a phone, on a wall and on a screen; light and dark. */
async function expectPresentable(page: Page): Promise<void> {
	for (const width of [360, 3840, 1280]) {
		await page.setViewportSize({ width, height: 900 });
		const scrollWidth = () => page.evaluate<number>('document.documentElement.scrollWidth');
		await expect.poll(scrollWidth, { timeout: 3_000, message: `at ${width} pixels` }).toBeLessThanOrEqual(width);
	}
	await expectAccessible(page);
	await page.emulateMedia({ colorScheme: 'dark' });
	await expectAccessible(page, ['color-contrast']);
}

/** By name, since the page has a compiler of its own with other settings. */
const areas: string = join(import.meta.dirname, '..', '..', 'src', 'web', 'areas.ts');

it('has an address for every route that there is', async () => {
	const { areaRoutes } = (await import(areas)) as { readonly areaRoutes: readonly { readonly options: { readonly path: string } }[] };
	expect(new Set(Object.keys(addresses))).toEqual(new Set(areaRoutes.map(({ options }) => options.path)));
});

describe('for who may do everything', () => {
	it.each(all)('%s has a title, works in light and dark, by eye and by ear, at every width', async (address) => {
		const page = await visit(address, 'BWSUPERADMIN');
		const heading = await page.getByRole('heading', { level: 1 }).textContent();
		await expect.poll(() => page.title()).toBe(`${heading} - OpenDMS`);
		await expectPresentable(page);
	});
});

describe('for who may only look', () => {
	it.each(all)('%s says what it is, or why it is not shown', async (address) => {
		// What somebody may not read is refused, and the browser notes it.
		web().expectFault(/status of 403/);
		const page = await visit(address, 'VIEWER');
		expect(await page.getByText('This page has stopped').count()).toBe(0);
	});
});
