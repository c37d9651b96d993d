import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';
import { password } from './web-server.ts';

const web = useWeb({ data: 'demo' });

const navigationOf = (page: Page) => page.getByRole('navigation', { name: 'Areas' });

/** Tab until something with this name has the focus, which must be seen on the way. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
	for (let presses = 0; presses < 60; presses += 1) {
		await page.keyboard.press('Tab');
		const [label, isMarked] = await page.evaluate<[string, boolean]>(focused);
		expect(isMarked, `the focus on ${label} is seen`).toBe(true);
		if (typeof name === 'string' ? label === name : name.test(label)) return;
	}
	throw new Error(`no Tab leads to ${String(name)}`);
}

/** The name of what has the focus, and whether an outline, a border or a place of its own shows it. */
const focused = `(() => {
	const element = document.activeElement;
	const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent.trim();
	const style = getComputedStyle(element);
	const isTyped = element.matches('input, textarea');
	return [label, isTyped || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)];
})()`;

describe('roles', () => {
	it('show the areas that somebody may see, and hide what they may not do', async () => {
		const page = await web().open('/devices');
		await navigationOf(page).getByRole('link', { name: 'Trust' }).waitFor();
		const all = await navigationOf(page).getByRole('link').allTextContents();
		await page.getByRole('link', { name: 'New device' }).first().waitFor();
		const viewer = await web().open('/devices', 'VIEWER');
		await navigationOf(viewer).getByRole('link', { name: 'Devices', exact: true }).waitFor();
		await viewer.getByRole('table').getByRole('row').nth(1).waitFor();
		const fewer = await navigationOf(viewer).getByRole('link').allTextContents();
		expect(all).toContain('People');
		expect(fewer).not.toContain('People');
		expect(all).toEqual(expect.arrayContaining(fewer));
		expect(await viewer.getByRole('link', { name: 'New device' }).count()).toBe(0);
		await viewer.keyboard.press('Control+K');
		await viewer.getByRole('textbox', { name: 'Go to' }).fill('people');
		expect(await viewer.getByRole('button', { name: /^People/ }).count()).toBe(0);
	});

	it('leave to the server who may read what: an address that was typed shows no more', async () => {
		const page = await web().open('/people', 'VIEWER');
		web().expectFault(/status of 403/);
		await page.getByRole('alert').getByText('You may not do this').waitFor();
	});
});

describe('the keyboard', () => {
	it('signs in, skips to the content, opens an area and a device, and signs out', async () => {
		const page = await web().open('/', 'nobody');
		await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
		await page.keyboard.type('root');
		await tabTo(page, 'Password');
		await page.keyboard.type(password);
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();

		await page.reload();
		await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
		await tabTo(page, 'Skip to the content');
		await web().screenshot(page, 'shell-skip-link');
		await page.keyboard.press('Enter');
		await tabTo(page, /^Devices/);
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
		await page.getByRole('row', { name: /dect-1/ }).waitFor();
		await tabTo(page, 'dect-1');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name: /dect-1/ }).waitFor();
		await page.getByRole('tab', { name: 'Overview' }).focus();
		await page.keyboard.press('ArrowRight');
		await page.keyboard.press('Enter');
		await page.waitForURL(/tab=files/);

		await page.getByRole('button', { name: 'Account: root' }).focus();
		await page.keyboard.press('Enter');
		await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
		const goDown = async () => {
			await page.keyboard.press('ArrowDown');
			return (await page.evaluate<[string, boolean]>(focused))[0];
		};
		await expect.poll(goDown).toBe('Sign out');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
		expect(new URL(page.url()).pathname).toBe('/sign-in');
	});

	it('gives the focus back to where it was when a dialog is closed', async () => {
		const page = await web().open('/tag-sets');
		const button = page.getByRole('button', { name: 'Add a tag set' }).first();
		await button.focus();
		await page.keyboard.press('Enter');
		await page.getByRole('dialog').getByLabel('Name').waitFor();
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'detached' });
		await expect.poll(() => page.evaluate(focused)).toEqual(['Add a tag set', true]);
	});
});

describe('the command palette', () => {
	it('goes where its name or what one does there is typed', async () => {
		const page = await web().open('/');
		await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
		await page.keyboard.press('Control+K');
		await page.getByRole('textbox', { name: 'Go to' }).fill('cipher');
		await page.getByRole('button', { name: /TLS policy/ }).waitFor();
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name: 'TLS policy' }).waitFor();
	});

	it.each([
		['dect', 'name=dect'],
		['00:13:D1:00:00:01', 'mac=0013d1000001'],
	])('finds devices by %s', async (query, search) => {
		const page = await web().open('/why');
		await page.getByRole('heading', { level: 1, name: 'Why?' }).waitFor();
		await page.keyboard.press('Control+K');
		await page.getByRole('textbox', { name: 'Go to' }).fill(query);
		await page.getByRole('button', { name: /^Find devices/ }).click();
		await page.getByRole('link', { name: 'dect-1', exact: true }).waitFor();
		expect(new URL(page.url()).search).toContain(search);
	});

	it('opens while something is typed elsewhere, and does what has no page', async () => {
		const page = await web().open('/devices/new');
		await page.getByRole('textbox').first().focus();
		await page.keyboard.press('Control+K');
		await page.getByRole('textbox', { name: 'Go to' }).fill('dark');
		await page.getByRole('button', { name: /Colours: Dark/ }).waitFor();
		await web().check(page, 'palette');
		await page.getByRole('button', { name: /Colours: Dark/ }).click();
		await expect.poll(() => page.evaluate('document.documentElement.dataset.mantineColorScheme')).toBe('dark');
		await page.reload();
		await expect.poll(() => page.evaluate('document.documentElement.dataset.mantineColorScheme')).toBe('dark');
	});
});

describe('colours', () => {
	it('are those of the system until somebody chooses', async () => {
		const page = await web().open('/');
		const shown = () => page.evaluate('document.documentElement.dataset.mantineColorScheme');
		await page.emulateMedia({ colorScheme: 'dark' });
		await expect.poll(shown).toBe('dark');
		await page.getByRole('button', { name: 'Colours' }).click();
		await page.getByRole('menuitemradio', { name: 'Light' }).click();
		await expect.poll(shown).toBe('light');
	});
});

describe('a phone', () => {
	it('opens the navigation over the page, and closes it when somebody goes on', async () => {
		const page = await web().open('/');
		await page.setViewportSize({ width: 360, height: 740 });
		await page.getByRole('button', { name: 'Open navigation' }).click();
		await web().screenshot(page, 'shell-navigation-phone');
		await navigationOf(page).getByRole('link', { name: 'Audit' }).click();
		await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
		await page.getByRole('button', { name: 'Open navigation' }).waitFor();
	});
});

describe('an address that leads nowhere', () => {
	it('says so, and what to do', async () => {
		const page = await web().open('/nowhere/at/all');
		await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
		await web().check(page, 'not-found');
		await page.getByRole('link', { name: 'Go to the overview' }).click();
		await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
	});
});

describe('a server that cannot be reached', () => {
	it('is said, and asked again when somebody wants to', async () => {
		const page = await web().open('/devices');
		web().expectFault(/ERR_INTERNET_DISCONNECTED/);
		await page.getByRole('link', { name: 'dect-1', exact: true }).waitFor();
		await page.context().setOffline(true);
		await page.getByRole('textbox', { name: 'Name contains' }).fill('mixed');
		const alert = page.getByRole('alert').filter({ hasText: 'The server cannot be reached' });
		await alert.waitFor();
		await web().check(page, 'unreachable');
		await page.context().setOffline(false);
		await alert.getByRole('button', { name: 'Try again' }).click();
		await page.getByRole('link', { name: 'mixed-1' }).waitFor();
		await alert.waitFor({ state: 'detached' });
	});

	it('is not missed where the browser thinks that it has no network, and has it', async () => {
		const page = await web().open('/sign-in', 'nobody');
		await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
		await page.evaluate(`void dispatchEvent(new Event('offline'))`);
		await page.getByLabel('User name').fill('root');
		await page.getByLabel('Password', { exact: true }).fill(password);
		await page.keyboard.press('Enter');
		await page.getByText('Worker 1').waitFor();
		expect(await page.getByRole('alert').count()).toBe(0);
	});
});
