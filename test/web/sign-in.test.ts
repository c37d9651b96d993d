import { describe, expect, it } from 'vitest';
import { useWeb } from './browser.ts';
import { password } from './web-server.ts';

const web = useWeb();

describe('signing in', () => {
	it('says that user name or password is wrong, and no more', async () => {
		const page = await web().open('/', 'nobody');
		web().expectFault(/status of 401/);
		await page.getByLabel('User name').fill('root');
		await page.getByLabel('Password', { exact: true }).fill('wrong');
		await page.getByRole('button', { name: 'Sign in' }).click();
		await page.getByRole('alert').getByText('User name or password is wrong').waitFor();
		expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
		await web().check(page, 'sign-in');
	});

	it('goes on where one wanted to go, and stays signed in over a reload', async () => {
		const page = await web().open('/tls-policy?x=1', 'nobody');
		await page.getByLabel('User name').fill('root');
		await page.getByLabel('Password', { exact: true }).fill(password);
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name: 'TLS policy' }).waitFor();
		expect(page.url()).toBe(`${web().server.origin}/tls-policy?x=1`);
		await page.reload();
		await page.getByRole('heading', { level: 1, name: 'TLS policy' }).waitFor();
	});

	it('leads nowhere else but to this page', async () => {
		const page = await web().open('/sign-in?to=//evil.example/', 'nobody');
		await page.getByLabel('User name').fill('root');
		await page.getByLabel('Password', { exact: true }).fill(password);
		await page.keyboard.press('Enter');
		await page.getByRole('navigation', { name: 'Areas' }).waitFor();
		expect(page.url()).toBe(`${web().server.origin}/`);
	});

	it('gives the token back when one signs out', async () => {
		const page = await web().open('/', 'OPERATOR');
		const token = await web().tokenOf('OPERATOR');
		await page.getByRole('button', { name: 'Account: operator' }).click();
		await page.getByRole('menuitem', { name: 'Sign out' }).click();
		await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
		const { status } = await fetch(`${web().server.origin}/api/v1/self`, { headers: { authorization: `Bearer ${token}` } });
		expect(status).toBe(401);
		await page.goto('/');
		await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
	});

	it('asks again over the page when the token is not taken any more, and goes on with what was asked for', async () => {
		const page = await web().open('/', 'BWORKS');
		web().expectFault(/status of 401/);
		await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
		const token = await web().tokenOf('BWORKS');
		await fetch(`${web().server.origin}/api/2.0/auth/token`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
		// Not by the mouse: whatever asks first may have opened the dialog over it already.
		await page.evaluate(`document.querySelector('a[href="/devices"]').click()`);
		const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
		await dialog.getByLabel('Password', { exact: true }).fill(password);
		await web().check(page, 'session-ended');
		await dialog.getByRole('button', { name: 'Go on' }).click();
		await dialog.waitFor({ state: 'detached' });
		await page.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
	});

	it('loses nothing that was typed when the session ends meanwhile', async () => {
		const { server } = web();
		await server.addPerson('typist', 'BWSUPERADMIN');
		const page = await web().open('/tag-sets', 'typist');
		web().expectFault(/status of 401/);
		await page.getByRole('button', { name: 'Add a tag set' }).first().click();
		const form = page.getByRole('dialog', { name: 'Add a tag set' });
		await form.getByLabel('Name').fill('Typed before the end');
		const headers = { authorization: `Bearer ${await web().tokenOf('typist')}` };
		await fetch(`${server.origin}/api/2.0/auth/token`, { method: 'DELETE', headers });
		await form.getByRole('button', { name: 'Add', exact: true }).click();
		const ended = page.getByRole('dialog', { name: 'Your session has ended' });
		await ended.getByLabel('Password', { exact: true }).fill('wrong');
		await page.keyboard.press('Enter');
		await ended.getByRole('alert').waitFor();
		await ended.getByLabel('Password', { exact: true }).fill(password);
		await page.keyboard.press('Enter');
		// What was asked for is done with what had been typed.
		await page.getByRole('heading', { level: 1, name: 'Typed before the end' }).waitFor();
		expect(await server.call('GET', '/api/v1/tag-sets/Typed%20before%20the%20end')).toMatchObject({ tags: [] });
	});

	it('asks whether somebody is still there before the session ends, and renews it', async () => {
		const page = await web().open('/tls-policy');
		await page.getByRole('heading', { level: 1, name: 'TLS policy' }).waitFor();
		await page.clock.install();
		await page.clock.fastForward('59:30');
		const dialog = page.getByRole('dialog', { name: 'Are you still there?' });
		await dialog.waitFor();
		const renewed = page.waitForResponse(/\/api\/2\.0\/auth\/check$/);
		await dialog.getByRole('button', { name: 'Stay signed in' }).click();
		expect((await renewed).status()).toBe(200);
		await dialog.waitFor({ state: 'detached' });
	});

	it('renews the session by itself while somebody is there', async () => {
		const page = await web().open('/tls-policy');
		await page.getByRole('heading', { level: 1, name: 'TLS policy' }).click();
		const renewed = page.waitForResponse(/\/api\/2\.0\/auth\/check$/);
		await page.clock.install();
		await page.clock.fastForward('31:00');
		expect((await renewed).status()).toBe(200);
		expect(await page.getByRole('dialog').count()).toBe(0);
	});

	it('is for all tabs: a link in a new one does not ask again, and signing out ends all of them', async () => {
		await web().server.addPerson('tabs', 'OPERATOR');
		const page = await web().open('/tls-policy', 'nobody');
		await page.getByLabel('User name').fill('tabs');
		await page.getByLabel('Password', { exact: true }).fill(password);
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { level: 1, name: 'TLS policy' }).waitFor();
		const second = await page.context().newPage();
		await second.goto('/devices');
		await second.getByRole('heading', { level: 1, name: 'Devices' }).waitFor();
		await second.getByRole('button', { name: 'Account: tabs' }).click();
		await second.getByRole('menuitem', { name: 'Sign out' }).click();
		await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
		expect(new URL(page.url()).pathname).toBe('/sign-in');
	});
});
